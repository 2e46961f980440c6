import { describe, expect, it } from "vitest";
import { transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import {
  couponsChecks,
  couponsLiability,
  holdCoupons,
  readCouponFlows,
  redeemCoupons,
  releaseCoupons,
  returnCoupons,
} from "@server/modules/coupons/index.ts";
import {
  remindMoment,
  untilAfterReturn,
  validityOf,
} from "@server/modules/coupons/coupon-rules.ts";
import { Coupons } from "@server/modules/coupons/coupon.model.ts";
import { claimCoupon } from "@server/modules/coupons/issuing/claim-coupon.ts";
import { expireCoupons } from "@server/modules/coupons/life/expire-coupons.ts";
import { acceptGift, giveCoupon } from "@server/modules/coupons/life/give-coupon.ts";
import { joinCoupons } from "@server/modules/coupons/life/join-coupons.ts";
import { listCoupons } from "@server/modules/coupons/life/list-coupons.ts";
import { CouponReminders, remindCoupons } from "@server/modules/coupons/life/remind-coupons.ts";
import { voidCoupon } from "@server/modules/coupons/life/void-coupon.ts";
import { CouponTemplates } from "@server/modules/coupons/templates/coupon-template.model.ts";
import { owner } from "@support/catalog.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";
import { publishTemplate, shopper, system } from "./coupon-samples.ts";

useDatabase();

const DAY = 86_400_000;
type TestWorld = ReturnType<typeof createTestWorld>;

async function claimed(world: TestWorld, parts: Record<string, unknown> = {}) {
  const { _id: templateId } = await publishTemplate(world, parts);
  return { templateId, ...(await claimedOf(world, templateId)) };
}
async function claimedOf(world: TestWorld, templateId: string, actor = shopper(world)) {
  const claimId = newId("clm", world.clock.now());
  return { actor, coupon: await claimCoupon(world, actor, { templateId, claimId }) };
}
async function audited(): Promise<string[]> {
  const found = [];
  for (const check of couponsChecks) found.push(...(await check.run()).violations);
  return found;
}
const hold = async (world: TestWorld, memberId: string, orderId: string, couponId: string) =>
  await transaction(
    async () => await holdCoupons(world, system, { memberId, orderId, couponIds: [couponId] }),
  );

describe("a gift", () => {
  it("of ten friends at once goes to one, whose limit counts, and the giver's is gone", async () => {
    const world = createTestWorld();
    const { templateId, actor, coupon } = await claimed(world, { isGiftable: true });
    const { token } = await giveCoupon(world, actor, coupon._id);
    expect((await giveCoupon(world, actor, coupon._id)).token).toBe(token);
    const busy = await claimedOf(world, templateId);
    await expect(acceptGift(world, busy.actor, token)).rejects.toMatchObject({
      code: "coupon_claim_limit",
    });
    await expect(acceptGift(world, actor, token)).rejects.toMatchObject({
      code: "coupon_unavailable",
    });
    const friends = Array.from({ length: 10 }, () => shopper(world));
    const tried = await Promise.allSettled(
      friends.map(async (friend) => await acceptGift(world, friend, token)),
    );
    const won = tried.findIndex((one) => one.status === "fulfilled");
    expect(tried.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    const friend = friends[won] ?? actor;
    const got = await acceptGift(world, friend, token);
    expect(got).toMatchObject({ memberId: friend.memberId, until: coupon.until, nth: 1 });
    await expect(giveCoupon(world, friend, got._id)).rejects.toMatchObject({
      code: "coupon_unavailable",
    });
    expect((await Coupons.findById(coupon._id).lean())?.state).toBe("gifted");
    // Two were issued; the gift moved one of them.
    expect((await CouponTemplates.findById(templateId).lean())?.issued).toBe(2);
    expect(await audited()).toEqual([]);
  });

  it("that the giver used meanwhile, that is over, or that is not giftable is refused", async () => {
    const world = createTestWorld();
    const used = await claimed(world, { isGiftable: true });
    const { token } = await giveCoupon(world, used.actor, used.coupon._id);
    const orderId = newId("ord", world.clock.now());
    await hold(world, used.actor.memberId, orderId, used.coupon._id);
    await expect(acceptGift(world, shopper(world), token)).rejects.toMatchObject({
      code: "coupon_unavailable",
    });
    await transaction(async () => await releaseCoupons(world, system, { orderId }));
    world.clock.advance(31 * DAY);
    await expect(acceptGift(world, shopper(world), token)).rejects.toMatchObject({
      code: "coupon_unavailable",
    });
    const plain = await claimed(world);
    await expect(giveCoupon(world, plain.actor, plain.coupon._id)).rejects.toMatchObject({
      code: "coupon_unavailable",
    });
    await expect(giveCoupon(world, shopper(world), plain.coupon._id)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("and the giver's own order at the same moment do not both get it", async () => {
    const world = createTestWorld();
    for (let round = 0; round < 5; round += 1) {
      const { actor, coupon } = await claimed(world, { isGiftable: true });
      const { token } = await giveCoupon(world, actor, coupon._id);
      const orderId = newId("ord", world.clock.now());
      const tried = await Promise.allSettled([
        acceptGift(world, shopper(world), token),
        hold(world, actor.memberId, orderId, coupon._id),
      ]);
      expect(tried.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    }
    expect(await audited()).toEqual([]);
  });
});

describe("time", () => {
  it.each([
    [30, 0, "2026-03-10T02:00:00.000Z", "2026-04-09T16:00:00.000Z"],
    [1, 0, "2026-03-10T02:00:00.000Z", "2026-03-11T16:00:00.000Z"],
    [1, 1, "2026-03-10T16:00:00.000Z", "2026-03-11T16:00:00.000Z"],
    [7, 3, "2026-03-12T16:00:00.000Z", "2026-03-19T16:00:00.000Z"],
  ])("gives %d days that start in %d days from %s until %s", (days, startsInDays, from, until) => {
    const now = new Date("2026-03-10T02:00:00.000Z");
    expect(validityOf({ kind: "relative", days, startsInDays }, now)).toEqual({
      from: new Date(from),
      until: new Date(until),
    });
  });

  it("lengthens a returned coupon only, and reminds only what is valid so long", () => {
    const now = new Date("2026-03-10T02:00:00.000Z");
    const far = new Date("2026-06-01T00:00:00.000Z");
    const near = new Date("2026-03-10T03:00:00.000Z");
    expect(untilAfterReturn(far, 3, now)).toBe(far);
    expect(untilAfterReturn(near, 0, now)).toBe(near);
    expect(untilAfterReturn(near, 3, now)).toEqual(new Date("2026-03-13T16:00:00.000Z"));
    expect(remindMoment(3, now, near)).toBeNull();
    expect(remindMoment(null, now, far)).toBeNull();
    expect(remindMoment(3, now, far)).toEqual(new Date("2026-05-29T00:00:00.000Z"));
  });

  it("marks what is over, late as punctual, and leaves what an order holds", async () => {
    const world = createTestWorld();
    const { templateId, actor, coupon } = await claimed(world);
    const held = await claimedOf(world, templateId);
    const orderId = newId("ord", world.clock.now());
    await hold(world, held.actor.memberId, orderId, held.coupon._id);
    world.clock.set(coupon.until);
    const shown = await listCoupons(world, actor.memberId, { limit: 5 }, ({ state }) => state);
    expect(shown.items).toEqual(["expired"]);
    world.clock.advance(3 * DAY);
    expect((await expireCoupons(world))["expired"]).toBeGreaterThanOrEqual(1);
    expect(await expireCoupons(world)).toEqual({ expired: 0 });
    expect((await Coupons.findById(coupon._id).lean())?.steps).toEqual([
      { to: "expired", at: coupon.until, by: "system:expire", orderId: null, reason: null },
    ]);
    expect((await Coupons.findById(held.coupon._id).lean())?.state).toBe("held");
    const expired = { limit: 5, state: "expired" as const };
    expect((await listCoupons(world, actor.memberId, expired, (one) => one)).items).toHaveLength(1);
    expect(await audited()).toEqual([]);
  });

  it("reminds once of each coupon that can still be used", async () => {
    const world = createTestWorld();
    const { templateId, actor, coupon } = await claimed(world, { remindDaysBefore: 3 });
    const gone = await claimedOf(world, templateId);
    await voidCoupon(world, owner, { couponId: gone.coupon._id, reason: "误发" });
    world.clock.set(new Date(coupon.until.getTime() - 3 * DAY - 1));
    expect(await remindCoupons(world)).toEqual({ reminded: 0 });
    world.clock.advance(1);
    expect(await remindCoupons(world)).toEqual({ reminded: 1 });
    expect(await remindCoupons(world)).toEqual({ reminded: 0 });
    expect(await CouponReminders.find({ templateId }).lean()).toEqual([
      {
        _id: coupon._id,
        memberId: actor.memberId,
        templateId,
        until: coupon.until,
        at: world.clock.now(),
      },
    ]);
  });
});

describe("voiding", () => {
  it("takes an unused coupon back and no other", async () => {
    const world = createTestWorld();
    const { actor, coupon } = await claimed(world);
    const orderId = newId("ord", world.clock.now());
    const order = { couponId: coupon._id, reason: "误发" };
    await hold(world, actor.memberId, orderId, coupon._id);
    await expect(voidCoupon(world, owner, order)).rejects.toMatchObject({
      code: "coupon_unavailable",
    });
    await transaction(async () => await releaseCoupons(world, system, { orderId }));
    expect(await voidCoupon(world, owner, order)).toMatchObject({ state: "void" });
    const unknown = { couponId: newId("cpn", world.clock.now()), reason: "x" };
    await expect(voidCoupon(world, owner, unknown)).rejects.toMatchObject({ code: "not_found" });
    expect(await audited()).toEqual([]);
  });
});

describe("what the shop owes", () => {
  it("is the open coupons at their face, and what of it to expect by how many were used", async () => {
    const world = createTestWorld();
    const { templateId, actor, coupon } = await claimed(world);
    for (let index = 0; index < 3; index += 1) await claimedOf(world, templateId);
    const orderId = newId("ord", world.clock.now());
    await hold(world, actor.memberId, orderId, coupon._id);
    const owed = async () =>
      (await couponsLiability(world)).find((one) => one.templateId === templateId);
    expect(await owed()).toEqual({
      templateId,
      name: "满 20 减 5",
      open: 4,
      maximumFen: 2_000,
      expectedFen: 2_000,
    });
    await transaction(async () => await redeemCoupons(world, { orderId, at: world.clock.now() }));
    expect(await owed()).toMatchObject({ open: 3, maximumFen: 1_500, expectedFen: 1_500 });
    world.clock.advance(40 * DAY);
    expect(await owed()).toBeUndefined();
  });

  it("between two moments is explained by what came and went, and closings are openings", async () => {
    const world = createTestWorld();
    const start = world.clock.now();
    const { templateId, actor, coupon } = await claimed(world, {
      isGiftable: true,
      caps: { perMember: 5 },
    });
    const more = await Promise.all(
      Array.from({ length: 5 }, async () => await claimedOf(world, templateId)),
    );
    const [given, taken, released] = more.map((one) => one.coupon._id);
    world.clock.advance(DAY);
    const second = world.clock.now();
    const orderId = newId("ord", second);
    await hold(world, actor.memberId, orderId, coupon._id);
    await transaction(async () => await redeemCoupons(world, { orderId, at: second }));
    const giver = more[0]?.actor ?? actor;
    const { token } = await giveCoupon(world, giver, given ?? "");
    await acceptGift(world, shopper(world), token);
    await voidCoupon(world, owner, { couponId: taken ?? "", reason: "误发" });
    const other = newId("ord", second);
    await hold(world, more[2]?.actor.memberId ?? "", other, released ?? "");
    await transaction(async () => await releaseCoupons(world, system, { orderId: other }));
    world.clock.advance(DAY);
    const third = world.clock.now();
    await transaction(
      async () =>
        await returnCoupons(world, system, { orderId, refundId: "ref_1", couponIds: [coupon._id] }),
    );
    world.clock.advance(60 * DAY);
    const end = world.clock.now();
    const flow = async (from: Date, until: Date) => {
      const rows = await readCouponFlows(world, { from, until });
      return rows.find((row) => row.templateId === templateId);
    };
    const still = {
      templateId,
      name: "满 20 减 5",
      returned: 0,
      used: 0,
      expired: 0,
      voided: 0,
      gifted: 0,
    };
    expect(await flow(start, second)).toEqual({ ...still, opening: 0, issued: 6, closing: 6 });
    expect(await flow(second, third)).toEqual({
      ...still,
      opening: 6,
      issued: 1,
      used: 1,
      voided: 1,
      gifted: 1,
      closing: 4,
    });
    expect(await flow(third, end)).toEqual({
      ...still,
      opening: 4,
      issued: 0,
      returned: 1,
      expired: 5,
      closing: 0,
    });
  });
});

describe("two records of one person", () => {
  it("become one with the coupons of both, which together may pass the limit", async () => {
    const world = createTestWorld();
    const { templateId, actor } = await claimed(world);
    const old = await claimedOf(world, templateId);
    await transaction(async () => await joinCoupons(world, old.actor.memberId, actor.memberId));
    const rows = await Coupons.find({ templateId, memberId: actor.memberId }, null, {
      sort: { nth: 1 },
    }).lean();
    expect(rows.map(({ nth, joinedFrom }) => [nth, joinedFrom])).toEqual([
      [1, null],
      [2, old.actor.memberId],
    ]);
    await expect(claimedOf(world, templateId, actor)).rejects.toMatchObject({
      code: "coupon_claim_limit",
    });
    expect(await audited()).toEqual([]);
  });
});

describe("the audit", () => {
  it.each([
    ["a counter", { state: "available" }, { templateCounter: 5 }, "已发 5 张，实有 1 张"],
    ["a state without a step", { state: "redeemed" }, {}, "不能到达当前状态"],
    ["an order that nothing tells of", { orderId: "ord_1" }, {}, "记录的订单是 ord_1"],
    ["more than the member may have", { nth: 2 }, {}, "第 2 张，每人 1 张"],
  ])(
    "sees %s that is wrong",
    async (_, wrong, { templateCounter }: { templateCounter?: number }, said) => {
      const world = createTestWorld();
      const { templateId, coupon } = await claimed(world);
      const before = await Coupons.findById(coupon._id).lean();
      await Coupons.updateOne({ _id: coupon._id }, { $set: wrong });
      if (templateCounter !== undefined)
        await CouponTemplates.updateOne({ _id: templateId }, { $set: { issued: templateCounter } });
      expect((await audited()).join("\n")).toContain(said);
      await Coupons.replaceOne({ _id: coupon._id }, before ?? {});
      await CouponTemplates.updateOne({ _id: templateId }, { $set: { issued: 1 } });
      expect(await audited()).toEqual([]);
    },
  );
});
