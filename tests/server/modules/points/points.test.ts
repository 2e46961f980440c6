import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import { PointsEntries } from "@server/modules/points/points-entry.model.ts";
import {
  ensurePointsPolicy,
  holdPoints,
  openBalances,
  pointsChecks,
  previewPointsRefund,
  readPointsRule,
  readSpendablePoints,
  refundPoints,
  releasePoints,
  settlePoints,
  spendPoints,
} from "@server/modules/points/index.ts";
import { listAdjustments } from "@server/modules/points/list-adjustments.ts";
import { listEntries, viewEntry } from "@server/modules/points/list-entries.ts";
import { rollPoints } from "@server/modules/points/points.jobs.ts";
import { readPoints } from "@server/modules/points/read-points.ts";
import { commandsOf } from "@support/commands.ts";
import { slowPlansOf } from "@support/plans.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld({ at: "2026-03-10T02:00:00.000Z" });
const system = { kind: "system", name: "test" } as const;
const id = (prefix: string) => newId(prefix, world.clock.now());

beforeAll(async () => {
  await Promise.all([ensurePointsPolicy(world), ensurePointsPolicy(world)]);
});
afterAll(async () => {
  for (const check of pointsChecks)
    expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });
});

/** Pays an order of one line at the starter rules: one point per yuan. */
async function settle(
  memberId: string,
  yuan: number,
  parts: { held?: number; orderId?: string } = {},
) {
  const orderId = parts.orderId ?? id("ord");
  await transaction(async () => {
    await settlePoints(world, {
      memberId,
      orderId,
      at: world.clock.now(),
      tierLevel: 0,
      isFirstOrder: false,
      heldPoints: parts.held ?? 0,
      lines: [{ lineId: "a", categoryIds: [], netFen: yuan * 100 }],
    });
  });
  return orderId;
}

const hold = async (memberId: string, orderId: string, points: number) =>
  await transaction(async () => await holdPoints(world, system, { memberId, orderId, points }));

const DAY_MS = 86_400_000;

/** A member with so many points available since today. */
async function memberWith(points: number): Promise<string> {
  const memberId = id("mem");
  world.clock.advance(-7 * DAY_MS);
  await settle(memberId, points);
  world.clock.advance(7 * DAY_MS);
  return memberId;
}

describe("points", () => {
  it("are pending until the refund window is over, then available", async () => {
    const memberId = id("mem");
    await settle(memberId, 200);
    expect(await readPoints(world, memberId)).toMatchObject({ pending: 200, available: 0 });
    world.clock.advance(7 * DAY_MS);
    expect(await readSpendablePoints(world, memberId)).toBe(200);
    expect(await readPoints(world, memberId)).toMatchObject({
      buckets: [{ expiresOn: "2027-12-31", points: 200 }],
    });
    world.clock.set("2026-03-10T02:00:00.000Z");
    expect(await readPointsRule()).toMatchObject({ stepPoints: 100, stepFen: 100 });
  });

  it("are held, spent and given back in part as in whole", async () => {
    const memberId = await memberWith(500);
    const orderId = id("ord");
    await hold(memberId, orderId, 300);
    expect(await readPoints(world, memberId)).toMatchObject({ available: 200, held: 300 });
    await settle(memberId, 40, { held: 300, orderId });
    expect(await readPoints(world, memberId)).toMatchObject({ held: 0, pending: 40 });
    const refund = {
      memberId,
      orderId,
      refundId: id("ref"),
      returnPoints: 150,
      lines: [{ lineId: "a", netFen: 2_000 }],
    };
    const preview = await previewPointsRefund(world, refund);
    const done = await transaction(async () => await refundPoints(world, system, refund));
    expect(done).toEqual(preview);
    expect(done).toMatchObject({
      returned: [{ expiresOn: "2027-12-31", points: 150 }],
      takenPending: 20,
      takenAvailable: 0,
      newDebt: 0,
      balanceAfter: { available: 350, pending: 20, held: 0, debt: 0 },
    });
    await transaction(async () => await refundPoints(world, system, refund));
    await transaction(
      async () =>
        await refundPoints(world, system, {
          ...refund,
          refundId: id("ref"),
          lines: [{ lineId: "a", netFen: 0 }],
        }),
    );
    expect(await readPoints(world, memberId)).toMatchObject({ available: 500, pending: 0 });
  });

  it("owe what was earned and is gone, and pay it from what comes next", async () => {
    const memberId = id("mem");
    world.clock.advance(-7 * DAY_MS);
    const orderId = await settle(memberId, 100);
    world.clock.advance(7 * DAY_MS);
    const spent = id("ord");
    await hold(memberId, spent, 100);
    await settle(memberId, 1, { held: 100, orderId: spent });
    const done = await transaction(
      async () =>
        await refundPoints(world, system, {
          memberId,
          orderId,
          refundId: id("ref"),
          returnPoints: 0,
          lines: [],
        }),
    );
    expect(done).toMatchObject({ newDebt: 100, balanceAfter: { available: 0, debt: 100 } });
    await settle(memberId, 150);
    world.clock.advance(7 * DAY_MS);
    expect(await readPoints(world, memberId)).toMatchObject({ debt: 0, available: 51 });
    world.clock.advance(-7 * DAY_MS);
  });

  it("cannot be spent twice at once on two phones", async () => {
    const memberId = await memberWith(100);
    const tries = await Promise.allSettled(
      [1, 2, 3].map(async () => await hold(memberId, id("ord"), 60)),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const one of tries)
      if (one.status === "rejected")
        expect(one.reason).toMatchObject({ code: "points_insufficient" });
    expect(await readPoints(world, memberId)).toMatchObject({ available: 40, held: 60 });
  });

  it("are settled once, however often and however much at once it is told", async () => {
    const memberId = await memberWith(100);
    const orderId = id("ord");
    await hold(memberId, orderId, 100);
    await Promise.all(
      [1, 2, 3].map(async () => await settle(memberId, 10, { held: 100, orderId })),
    );
    expect(await readPoints(world, memberId)).toMatchObject({ available: 0, held: 0, pending: 10 });
    expect(await PointsEntries.countDocuments({ memberId, orderId })).toBe(3);
  });

  it("come back when an order is closed, once, and never after they were spent", async () => {
    const memberId = await memberWith(100);
    const orderId = id("ord");
    const release = async (of: string) =>
      await transaction(async () => await releasePoints(world, system, { memberId, orderId: of }));
    await hold(memberId, orderId, 70);
    await Promise.all([release(orderId), release(orderId)]);
    expect(await readPoints(world, memberId)).toMatchObject({ available: 100, held: 0 });
    const paid = id("ord");
    await hold(memberId, paid, 70);
    await settle(memberId, 1, { held: 70, orderId: paid });
    await expect(release(paid)).rejects.toMatchObject({ code: "order_state" });
  });

  it("given back while they expire, spent and rolled forward at once add up, whoever is first", async () => {
    const memberId = id("mem");
    const openedBy = { memberId, points: 100, expiresOn: "2026-03-31", reason: "旧系统" };
    await openBalances(world, system, [{ ...openedBy, causeId: memberId }]);
    const orderId = id("ord");
    await hold(memberId, orderId, 60);
    await settle(memberId, 50, { held: 60, orderId });
    world.clock.set("2026-03-31T16:00:00.000Z");
    const refundId = id("ref");
    const [refund, , tried] = await Promise.allSettled([
      transaction(
        async () =>
          await refundPoints(world, system, {
            memberId,
            orderId,
            refundId,
            returnPoints: 60,
            lines: [{ lineId: "a", netFen: 0 }],
          }),
      ),
      rollPoints(world),
      hold(memberId, id("ord"), 100),
      rollPoints(world),
    ]);
    expect(refund).toMatchObject({ status: "fulfilled", value: { takenPending: 0 } });
    expect(tried.status).toBe("rejected");
    // 40 expired, 50 had activated and left again, 60 came back with days of grace.
    expect(await readPoints(world, memberId)).toMatchObject({
      available: 60,
      held: 0,
      debt: 0,
      buckets: [{ expiresOn: "2026-05-01", points: 60 }],
    });
    world.clock.set("2026-03-10T02:00:00.000Z");
  });

  it("are read and written by indexes", async () => {
    const memberId = await memberWith(100);
    const orderId = id("ord");
    expect(
      await slowPlansOf(async () => {
        await hold(memberId, orderId, 10);
        await settle(memberId, 10, { held: 10, orderId });
        await readSpendablePoints(world, memberId);
        await listEntries(memberId, { limit: 5 }, viewEntry);
        await listAdjustments({ limit: 5 });
        await listAdjustments({ limit: 5, state: "requested" });
        await rollPoints(world);
      }, ["points_policies"]),
    ).toEqual([]);
  });

  it("cost few commands", async () => {
    const memberId = await memberWith(100);
    const orderId = id("ord");
    const { commands } = await commandsOf(async () => await hold(memberId, orderId, 10));
    expect(commands).toEqual(["aggregate", "update", "insert", "commitTransaction"]);
    const settled = await commandsOf(async () => await settle(memberId, 10, { held: 10, orderId }));
    expect(settled.commands.filter((name) => name !== "find")).toEqual([
      "aggregate",
      "update",
      "insert",
      "commitTransaction",
    ]);
    const read = await commandsOf(async () => await readSpendablePoints(world, memberId));
    expect(read.commands).toEqual(["find"]);
  });
});

describe("points spent without an order", () => {
  const spend = async (memberId: string, exchangeId: string, points: number) =>
    await transaction(async () => {
      const cause = { scene: "exchange", id: exchangeId };
      await spendPoints(world, system, { memberId, cause, points, note: "兑换「满减券」" });
    });

  it("leave at once, soonest-expiring first, once per cause, with a line that the member can read", async () => {
    const memberId = id("mem");
    for (const [points, expiresOn] of [
      [100, null],
      [50, "2026-12-31"],
    ] as const)
      await openBalances(world, system, [
        { memberId, causeId: id("cau"), points, expiresOn, reason: "期初" },
      ]);
    const exchangeId = id("pmx");
    await spend(memberId, exchangeId, 70);
    await spend(memberId, exchangeId, 70);
    expect(await readPoints(world, memberId)).toMatchObject({
      available: 80,
      held: 0,
      buckets: [{ expiresOn: null, points: 80 }],
    });
    const rows = await PointsEntries.find({ memberId, kind: "spend" }).lean();
    expect(rows).toMatchObject([
      {
        postings: [
          { account: "member:available", points: -70 },
          { account: "shop:redeemed", points: 70 },
        ],
        moves: [
          { expiresOn: "2026-12-31", points: -50 },
          { expiresOn: null, points: -20 },
        ],
      },
    ]);
    const { items } = await listEntries(memberId, { limit: 1 }, viewEntry);
    expect(items).toMatchObject([{ title: "积分兑换", available: -70, note: "兑换「满减券」" }]);
  });

  it("are never more than there are, also by two at once", async () => {
    const memberId = await memberWith(100);
    await expect(spend(memberId, id("pmx"), 101)).rejects.toMatchObject({
      code: "points_insufficient",
    });
    const tries = await Promise.allSettled([
      spend(memberId, id("pmx"), 60),
      spend(memberId, id("pmx"), 60),
    ]);
    expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    expect(await readSpendablePoints(world, memberId)).toBe(40);
  });
});
