import { describe, expect, it } from "vitest";
import { transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import {
  holdCoupons,
  previewReturnCoupons,
  readHeldCoupons,
  redeemCoupons,
  releaseCoupons,
  returnCoupons,
} from "@server/modules/coupons/index.ts";
import { Coupons } from "@server/modules/coupons/coupon.model.ts";
import { claimCoupon } from "@server/modules/coupons/issuing/claim-coupon.ts";
import { commandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";
import { publishTemplate, shopper, system } from "./coupon-samples.ts";

useDatabase();

const DAY = 86_400_000;
type TestWorld = ReturnType<typeof createTestWorld>;

async function claimed(world: TestWorld, parts: Record<string, unknown> = {}) {
  const template = await publishTemplate(world, parts);
  const actor = shopper(world);
  const claimId = newId("clm", world.clock.now());
  const coupon = await claimCoupon(world, actor, { templateId: template._id, claimId });
  return { template, actor, coupon, claimId };
}

const order = (world: TestWorld) => newId("ord", world.clock.now());
const hold = async (world: TestWorld, memberId: string, orderId: string, couponIds: string[]) =>
  await transaction(async () => await holdCoupons(world, system, { memberId, orderId, couponIds }));
const stateOf = async (couponId: string) => (await Coupons.findById(couponId).lean())?.state;

describe("what a member holds", () => {
  it("is given to pricing in one command, those not yet begun too and those over not", async () => {
    const world = createTestWorld();
    const { actor, coupon, template } = await claimed(world, {
      validity: { kind: "relative", days: 2, startsInDays: 1 },
    });
    await readHeldCoupons(world, actor.memberId);
    const { result, commands } = await commandsOf(
      async () => await readHeldCoupons(world, actor.memberId),
    );
    expect(commands).toEqual(["find"]);
    expect(result).toEqual([
      {
        offerId: coupon._id,
        kind: "coupon",
        name: "满 20 减 5",
        priority: 100,
        terms: template.terms,
        from: new Date("2026-03-10T16:00:00.000Z"),
        until: new Date("2026-03-12T16:00:00.000Z"),
        since: world.clock.now(),
        budgetLeftFen: null,
        unitsLeft: {},
      },
    ]);
    world.clock.set("2026-03-12T16:00:00.000Z");
    expect(await readHeldCoupons(world, actor.memberId)).toEqual([]);
  });
});

describe("holding for an order", () => {
  it("is one write, takes it away from the next, and names what cannot be had", async () => {
    const world = createTestWorld();
    const { actor, coupon } = await claimed(world);
    const [first, second] = [order(world), order(world)];
    const { commands } = await commandsOf(
      async () => await hold(world, actor.memberId, first, [coupon._id]),
    );
    expect(commands.filter((name) => name !== "commitTransaction")).toEqual(["update"]);
    await expect(hold(world, actor.memberId, second, [coupon._id])).rejects.toMatchObject({
      code: "coupon_unavailable",
      issues: [{ pointer: "/couponIds/0" }],
    });
    expect(await Coupons.findById(coupon._id).lean()).toMatchObject({
      state: "held",
      orderId: first,
    });
  });

  it("is all or nothing, and refuses others' coupons, twice the same, those over and not begun", async () => {
    const world = createTestWorld();
    const mine = await claimed(world);
    const others = await claimed(world);
    const later = await claimed(world, {
      validity: { kind: "relative", days: 2, startsInDays: 1 },
    });
    const { memberId } = mine.actor;
    const wanted = [mine.coupon._id, others.coupon._id];
    await expect(hold(world, memberId, order(world), wanted)).rejects.toMatchObject({
      issues: [{ pointer: "/couponIds/1" }],
    });
    await expect(
      hold(world, memberId, order(world), [mine.coupon._id, mine.coupon._id]),
    ).rejects.toMatchObject({ issues: [{ pointer: "/couponIds/1" }] });
    await expect(
      hold(world, later.actor.memberId, order(world), [later.coupon._id]),
    ).rejects.toMatchObject({ code: "coupon_unavailable" });
    expect(await stateOf(mine.coupon._id)).toBe("available");
    world.clock.advance(40 * DAY);
    await expect(hold(world, memberId, order(world), [mine.coupon._id])).rejects.toMatchObject({
      code: "coupon_unavailable",
    });
  });

  it("of one coupon by ten orders at once gives it to exactly one", async () => {
    const world = createTestWorld();
    const { actor, coupon } = await claimed(world);
    const orders = Array.from({ length: 10 }, () => order(world));
    const tried = await Promise.allSettled(
      orders.map(async (orderId) => await hold(world, actor.memberId, orderId, [coupon._id])),
    );
    const won = tried.flatMap((one, index) => (one.status === "fulfilled" ? [index] : []));
    expect(won).toHaveLength(1);
    expect((await Coupons.findById(coupon._id).lean())?.orderId).toBe(orders[won[0] ?? 0]);
  });
});

describe("a held coupon", () => {
  it("is used up when the order is paid, though its end has passed, and once only", async () => {
    const world = createTestWorld();
    const { actor, coupon } = await claimed(world);
    const orderId = order(world);
    await hold(world, actor.memberId, orderId, [coupon._id]);
    world.clock.advance(60 * DAY);
    const at = world.clock.now();
    for (let time = 0; time < 2; time += 1)
      await transaction(async () => await redeemCoupons(world, { orderId, at }));
    const row = await Coupons.findById(coupon._id).lean();
    expect(row?.state).toBe("redeemed");
    expect(row?.steps.map((step) => [step.to, step.orderId])).toEqual([
      ["held", orderId],
      ["redeemed", orderId],
    ]);
  });

  it.each([
    [1, "available"],
    [60, "expired"],
  ])("released after %d days becomes %s", async (days, state) => {
    const world = createTestWorld();
    const { actor, coupon } = await claimed(world);
    const orderId = order(world);
    await hold(world, actor.memberId, orderId, [coupon._id]);
    world.clock.advance(days * DAY);
    await transaction(async () => await releaseCoupons(world, system, { orderId }));
    const row = await Coupons.findById(coupon._id).lean();
    expect(row).toMatchObject({ state, orderId: null });
    expect(row?.steps.at(-1)).toEqual({
      to: state,
      at: world.clock.now(),
      by: "system:test",
      orderId,
      reason: null,
    });
  });
});

describe("a full refund", () => {
  it.each([
    [{ isReturnedOnRefund: true }, 1, "returned", "2026-04-09T16:00:00.000Z", "available"],
    [{ isReturnedOnRefund: true }, 60, "expired", "2026-04-09T16:00:00.000Z", "expired"],
    [
      { isReturnedOnRefund: true, daysAfterReturn: 3 },
      60,
      "returned",
      "2026-05-12T16:00:00.000Z",
      "available",
    ],
    [{ isReturnedOnRefund: false }, 1, "kept", "2026-04-09T16:00:00.000Z", "redeemed"],
  ])("under %j after %d days: %s", async (policy, days, outcome, until, state) => {
    const world = createTestWorld();
    const { actor, coupon } = await claimed(world, policy);
    const orderId = order(world);
    const couponIds = [coupon._id];
    await hold(world, actor.memberId, orderId, couponIds);
    await transaction(async () => await redeemCoupons(world, { orderId, at: world.clock.now() }));
    world.clock.advance(days * DAY);
    const previewed = await previewReturnCoupons(world, { orderId, couponIds });
    const refund = { orderId, refundId: newId("ref", world.clock.now()), couponIds };
    const done = await transaction(async () => await returnCoupons(world, system, refund));
    expect(done).toEqual([{ couponId: coupon._id, outcome, until: new Date(until) }]);
    expect(previewed).toEqual(done);
    expect(await stateOf(coupon._id)).toBe(state);
    const again = await transaction(async () => await returnCoupons(world, system, refund));
    expect(again).toEqual(outcome === "kept" ? done : []);
  });
});
