import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { dayStart } from "@server/kernel/calendar.ts";
import { rawCollection, transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import type { StaffActor } from "@server/kernel/actor.ts";
import { findOrCreateMember } from "@server/modules/members/index.ts";
import { recordPurchase } from "@server/modules/purchases/index.ts";
import {
  adjustPoints,
  approveAdjustment,
  rejectAdjustment,
} from "@server/modules/points/adjust-points.ts";
import {
  ensurePointsPolicy,
  openBalances,
  pointsChecks,
  pointsJobs,
  pointsLiability,
  refundPoints,
  settlePoints,
} from "@server/modules/points/index.ts";
import { joinAccounts } from "@server/modules/points/join-accounts.ts";
import { PointsAccounts } from "@server/modules/points/points-account.model.ts";
import { PointsEntries, type PointsEntryRow } from "@server/modules/points/points-entry.model.ts";
import { rollPoints } from "@server/modules/points/points.jobs.ts";
import { readPoints } from "@server/modules/points/read-points.ts";
import { commandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld({ at: "2026-03-10T02:00:00.000Z" });
const system = { kind: "system", name: "test" } as const;
const id = (prefix: string) => newId(prefix, world.clock.now());
const staff = (name: string): StaffActor => ({
  kind: "staff",
  staffId: id("stf"),
  name,
  roles: ["manager"],
  permissions: new Set(),
  storeIds: null,
  sessionId: id("ses"),
});
const li = staff("小李");
const wang = staff("小王");

beforeAll(async () => {
  await ensurePointsPolicy(world);
});

const violations = async () => {
  const found: string[] = [];
  for (const check of pointsChecks) found.push(...(await check.run()).violations);
  return found;
};
afterEach(async () => {
  expect(await violations()).toEqual([]);
});

const newMember = async () =>
  (await findOrCreateMember(world, { openid: id("tst"), unionid: null })).memberId;
const opening = (
  memberId: string,
  points: number,
  expiresOn: string | null,
  causeId = id("row"),
) => ({
  memberId,
  causeId,
  points,
  expiresOn,
  reason: "旧系统",
});
const give = async (memberId: string, points: number) =>
  await openBalances(world, system, [opening(memberId, points, null)]);
const settle = async (memberId: string, yuan: number, orderId = id("ord")) => {
  await transaction(async () => {
    await settlePoints(world, {
      memberId,
      orderId,
      at: world.clock.now(),
      tierLevel: 0,
      isFirstOrder: false,
      heldPoints: 0,
      lines: [{ lineId: "a", categoryIds: [], netFen: yuan * 100 }],
    });
  });
  return orderId;
};

describe("an adjustment", () => {
  const wish = (memberId: string, points: number) => ({
    adjustmentId: id("pta"),
    memberId,
    points,
    reason: "补发活动积分",
    note: "活动积分",
  });

  it("within the limit is done at once, once per id", async () => {
    const memberId = await newMember();
    const input = wish(memberId, 600);
    expect(await adjustPoints(world, li, input)).toMatchObject({ state: "done" });
    expect(await adjustPoints(world, li, input)).toMatchObject({ state: "done" });
    await expect(adjustPoints(world, li, { ...input, points: 601 })).rejects.toMatchObject({
      code: "idempotency_mismatch",
    });
    expect(await readPoints(world, memberId)).toMatchObject({
      available: 600,
      buckets: [{ expiresOn: "2027-12-31", points: 600 }],
    });
  });

  it("in small steps, also at once, does not pass the limit of one person, member and day", async () => {
    const memberId = await newMember();
    const done = await Promise.all(
      [400, 400, -400].map(async (points) => {
        if (points < 0) await give(memberId, 1_000);
        return await adjustPoints(world, li, wish(memberId, points));
      }),
    );
    expect(done.map((row) => row.state).toSorted()).toEqual(["done", "done", "requested"]);
    expect(await adjustPoints(world, wang, wish(memberId, 400))).toMatchObject({ state: "done" });
    world.clock.advance(86_400_000);
    expect(await adjustPoints(world, li, wish(memberId, 400))).toMatchObject({ state: "done" });
  });

  it("above the limit waits for somebody else", async () => {
    const memberId = await newMember();
    const { _id } = await adjustPoints(world, li, wish(memberId, 5_000));
    expect(await readPoints(world, memberId)).toMatchObject({ available: 0 });
    await expect(approveAdjustment(world, li, _id)).rejects.toMatchObject({ code: "approval_own" });
    const decided = await Promise.allSettled([
      approveAdjustment(world, wang, _id),
      approveAdjustment(world, wang, _id),
      rejectAdjustment(world, wang, { adjustmentId: _id, reason: "不符合规定" }),
    ]);
    expect(decided.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const one of decided)
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "approval_state" });
    const isDone = decided[2]?.status === "rejected";
    expect(await readPoints(world, memberId)).toMatchObject({ available: isDone ? 5_000 : 0 });
  });

  it("above what is allowed at all, for nobody, or of more than there is, is refused", async () => {
    const memberId = await newMember();
    await expect(adjustPoints(world, li, wish(memberId, 100_001))).rejects.toMatchObject({
      code: "adjustment_limit",
    });
    await expect(adjustPoints(world, li, wish(id("mem"), 1))).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(adjustPoints(world, li, wish(memberId, -1))).rejects.toMatchObject({
      code: "points_insufficient",
    });
    await expect(approveAdjustment(world, li, id("pta"))).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("opening balances", () => {
  it("are taken over once, each with its own last day, in few commands", async () => {
    const members = [await newMember(), await newMember()];
    const rows = members.flatMap((memberId, index) => [
      opening(memberId, 100, "2026-06-30", `旧-${index}-a`),
      opening(memberId, 50, null, `旧-${index}-b`),
      opening(memberId, 9, "2026-03-01", `旧-${index}-c`),
    ]);
    const { result, commands } = await commandsOf(
      async () => await openBalances(world, system, rows),
    );
    expect(result).toEqual(["opened", "opened", "over", "opened", "opened", "over"]);
    expect(commands).toEqual(["find", "find", "update", "insert", "commitTransaction"]);
    const again = await openBalances(world, system, [...rows, ...rows]);
    expect(new Set(again)).toEqual(new Set(["already", "over"]));
    for (const memberId of members)
      expect((await readPoints(world, memberId)).buckets).toEqual([
        { expiresOn: "2026-06-30", points: 100 },
        { expiresOn: null, points: 50 },
      ]);
  });

  it("follow the person when two records are joined", async () => {
    const [from, to] = [await newMember(), await newMember()];
    await give(from, 100);
    const orderId = await settle(to, 30);
    world.clock.advance(7 * 86_400_000);
    await transaction(
      async () =>
        await refundPoints(world, system, {
          memberId: to,
          orderId,
          refundId: id("ref"),
          returnPoints: 0,
          lines: [],
        }),
    );
    await settle(from, 8);
    await transaction(async () => await joinAccounts(world, from, to));
    await transaction(async () => await joinAccounts(world, id("mem"), to));
    expect(await readPoints(world, from)).toMatchObject({ available: 0, pending: 0 });
    expect(await readPoints(world, to)).toMatchObject({ available: 100, pending: 8, debt: 0 });
  });
});

describe("the job", () => {
  it("writes down what is due, once, and leaves nobody behind", async () => {
    expect(pointsJobs.map((job) => job.name)).toEqual(["roll-points"]);
    world.clock.set("2026-04-01T02:00:00.000Z");
    const members = Array.from({ length: 450 }, () => id("mem"));
    await openBalances(
      world,
      system,
      members.map((memberId) => opening(memberId, 10, "2026-04-10", memberId)),
    );
    await rollPoints(world);
    world.clock.set(dayStart("2026-04-10"));
    expect(await rollPoints(world)).toEqual({ accounts: 0, entries: 0 });
    world.clock.set("2026-05-05T02:00:00.000Z");
    const [one, two] = await Promise.all([rollPoints(world), rollPoints(world)]);
    expect((one["accounts"] ?? 0) + (two["accounts"] ?? 0)).toBe(450);
    const expired = await PointsEntries.find({ memberId: { $in: members }, kind: "expire" }).lean();
    expect(expired).toHaveLength(450);
    expect(new Set(expired.map((entry) => entry.on))).toEqual(new Set(["2026-04-11"]));
    expect(await readPoints(world, members[0] ?? "")).toMatchObject({ available: 0 });
  });
});

describe("the liability", () => {
  it("adds up between any two days, whether the job ran or not, and equals a recount", async () => {
    world.clock.set("2026-06-01T02:00:00.000Z");
    await rollPoints(world);
    const before = await pointsLiability(world, "2026-06-01", "2026-06-30");
    const memberId = await newMember();
    await openBalances(world, system, [opening(memberId, 100, "2026-06-10")]);
    await settle(memberId, 30);
    await adjustPoints(world, li, {
      adjustmentId: id("pta"),
      memberId,
      points: -20,
      reason: "误发",
      note: null,
    });
    world.clock.set("2026-06-30T02:00:00.000Z");
    const late = await pointsLiability(world, "2026-06-01", "2026-06-30");
    await rollPoints(world);
    const after = await pointsLiability(world, "2026-06-01", "2026-06-30");
    expect(after).toEqual(late);
    expect(after).toMatchObject({
      openingPoints: before.openingPoints,
      issuedPoints: before.issuedPoints + 130,
      reversedPoints: before.reversedPoints + 20,
      expiredPoints: before.expiredPoints + 80,
      closingPoints: before.closingPoints + 30,
    });
    const { openingPoints, issuedPoints, usedPoints, expiredPoints, reversedPoints } = after;
    expect(openingPoints + issuedPoints - usedPoints - expiredPoints - reversedPoints).toBe(
      after.closingPoints,
    );
    expect(after.now.points).toBe(after.closingPoints);
    const [first, second] = [
      await pointsLiability(world, "2026-06-01", "2026-06-10"),
      await pointsLiability(world, "2026-06-11", "2026-06-30"),
    ];
    expect(second.openingPoints).toBe(first.closingPoints);
    expect(first.expiredPoints + 80).toBe(after.expiredPoints);
    expect(second.closingPoints).toBe(after.closingPoints);
  });
});

describe("the audit", () => {
  /** Runs with a row broken, and mends it. */
  async function broken<Row>(break_: () => Promise<Row>, mend: (row: Row) => Promise<unknown>) {
    const row = await break_();
    const found = await violations();
    await mend(row);
    return found;
  }

  it("sees a figure, a bucket or an entry that was changed, added or lost", async () => {
    const memberId = await newMember();
    await give(memberId, 70);
    const accounts = rawCollection(PointsAccounts);
    const entries = rawCollection(PointsEntries);
    const filter = { _id: memberId };
    for (const change of [
      { available: 71 },
      { debt: 1 },
      { lastSeq: 7 },
      { buckets: [{ expiresOn: "2029-12-31", points: 70 }] },
      { nextDueOn: "2026-01-01" },
    ])
      expect(
        await broken(
          async () => await accounts.findOneAndUpdate(filter, { $set: change }),
          async (row) => {
            if (row !== null) await accounts.replaceOne(filter, row);
          },
        ),
      ).not.toEqual([]);
    const lost = await broken(
      async () => await entries.findOneAndDelete({ memberId }),
      async (row) => await entries.insertOne(row as PointsEntryRow),
    );
    expect(lost).not.toEqual([]);
    const orphan = await broken(
      async () => await accounts.findOneAndDelete(filter),
      async (row) => await accounts.insertMany(row === null ? [] : [row]),
    );
    expect(orphan).toEqual([`${memberId}：有积分流水而没有积分账户`]);
    const unequal = await broken(
      async () =>
        await entries.findOneAndUpdate({ memberId }, { $set: { "postings.0.points": -69 } }),
      async () => await entries.updateOne({ memberId }, { $set: { "postings.0.points": -70 } }),
    );
    expect(unequal.join("\n")).toContain("借贷不平");
  });

  it("sees earned points that are not what the rule gives for what is left of the purchase", async () => {
    const memberId = await newMember();
    const orderId = await settle(memberId, 40);
    const wrongRule = await broken(
      async () =>
        await rawCollection(PointsEntries).updateOne(
          { memberId, kind: "earn" },
          { $set: { "facts.dayBps": 20_000 } },
        ),
      async () =>
        await rawCollection(PointsEntries).updateOne(
          { memberId, kind: "earn" },
          { $set: { "facts.dayBps": 10_000 } },
        ),
    );
    expect(wrongRule.join("\n")).toContain("按规则重算 80");
    await transaction(async () => {
      await recordPurchase(world, {
        memberId,
        source: "shop",
        externalId: orderId,
        at: world.clock.now(),
        storeId: null,
        lines: [{ skuId: null, title: "白茶", quantity: 1, paidFen: 3_000 }],
        paidFen: 3_000,
        freightFen: 0,
      });
    });
    expect((await violations()).join("\n")).toContain("按购买记录的净额重算 30");
    await transaction(
      async () =>
        await refundPoints(world, system, {
          memberId,
          orderId,
          refundId: id("ref"),
          returnPoints: 0,
          lines: [{ lineId: "a", netFen: 3_000 }],
        }),
    );
  });
});
