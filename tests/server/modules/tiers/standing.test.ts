import { beforeAll, describe, expect, it } from "vitest";
import { shanghaiDay } from "@server/kernel/calendar.ts";
import { transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import { findOrCreateImportedMembers } from "@server/modules/members/index.ts";
import { Members } from "@server/modules/members/member.model.ts";
import {
  Purchases,
  recordPurchase,
  recordPurchaseRefund,
} from "@server/modules/purchases/index.ts";
import {
  previewStanding,
  publishPolicy,
  readStanding,
  recountDueStandings,
  refreshStanding,
  refreshStandings,
  Standings,
  starterPolicy,
  tiersChecks,
} from "@server/modules/tiers/index.ts";
import { joinHistories } from "@server/modules/tiers/join-histories.ts";
import { previewPolicy } from "@server/modules/tiers/preview-policy.ts";
import { readTimeline } from "@server/modules/tiers/read-timeline.ts";
import { TierChanges } from "@server/modules/tiers/standing.model.ts";
import { commandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const START = "2026-03-10T02:00:00.000Z";
const world = createTestWorld({ at: START });
const system = { kind: "system", name: "test" } as const;
let made = 0;

beforeAll(async () => {
  await publishPolicy(world, system, { expectedVersion: 0, draft: starterPolicy, reason: "开店" });
});

async function buy(memberId: string, yuan: number, at: Date = world.clock.now()): Promise<string> {
  made += 1;
  const externalId = `N${made}`;
  await recordPurchase(world, {
    memberId,
    source: "import",
    externalId,
    at,
    storeId: null,
    lines: [{ skuId: null, title: "白茶", quantity: 1, paidFen: yuan * 100 }],
    paidFen: yuan * 100,
    freightFen: 0,
  });
  return externalId;
}

const buyAndCount = async (memberId: string, yuan: number): Promise<string> => {
  world.clock.advance(1);
  return await transaction(async () => {
    const externalId = await buy(memberId, yuan);
    await refreshStanding(world, memberId);
    return externalId;
  });
};

const giveBack = async (memberId: string, externalId: string, yuan: number) => {
  world.clock.advance(1);
  return await transaction(async () => {
    await recordPurchaseRefund({
      source: "import",
      externalId,
      refundId: `r-${externalId}-${yuan}`,
      goodsFen: yuan * 100,
      freightFen: 0,
      at: world.clock.now(),
      lines: [],
    });
    return await refreshStanding(world, memberId);
  });
};

const newMember = () => newId("mem", world.clock.now());
const changesOf = async (memberId: string) =>
  (await TierChanges.find({ memberId }).sort({ at: 1, _id: 1 }).lean()).map(
    (row) => `${row.day} ${row.from}>${row.to} ${row.reason}`,
  );

async function mustBeClean(): Promise<void> {
  for (const check of tiersChecks)
    expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });
}

describe("a member's standing", () => {
  it("is counted in three commands at most, and one more when the tier moves", async () => {
    const memberId = newMember();
    await buy(memberId, 100);
    await refreshStanding(world, memberId);
    await buy(memberId, 100);
    const still = await commandsOf(async () => await refreshStanding(world, memberId));
    // The purchases, and the rules when they were not read in the last second.
    expect(still.commands.filter((name) => name === "find").length).toBeLessThanOrEqual(2);
    expect(still.commands.filter((name) => name !== "find")).toEqual([
      "findAndModify",
      "commitTransaction",
    ]);
    await buy(memberId, 300);
    const moved = await commandsOf(async () => await refreshStanding(world, memberId));
    expect(moved.commands.filter((name) => name !== "find")).toEqual([
      "findAndModify",
      "insert",
      "commitTransaction",
    ]);
    expect(moved.result).toMatchObject({ level: 1, growth: 500, purchaseCount: 3, netFen: 50_000 });
  });

  it("counts every purchase when thirty are made at once", async () => {
    const memberId = newMember();
    await Promise.all(Array.from({ length: 30 }, async () => await buyAndCount(memberId, 70)));
    expect(await Standings.findById(memberId).lean()).toMatchObject({
      purchaseCount: 30,
      netFen: 210_000,
      averageFen: 7_000,
      level: 2,
    });
    await mustBeClean();
  });

  it("falls back with a refund, as the preview said, and its gift is not given again", async () => {
    const memberId = newMember();
    await buyAndCount(memberId, 300);
    const externalId = await buyAndCount(memberId, 250);
    const preview = await previewStanding(world, memberId, {
      source: "import",
      externalId,
      goodsFen: 10_000,
      hasAllGoodsBack: false,
    });
    expect(preview).toMatchObject({ before: { level: 1 }, after: { level: 0, growth: 450 } });
    const standing = await giveBack(memberId, externalId, 100);
    expect(standing).toEqual({ ...preview.after, giftedLevels: standing.giftedLevels });
    await buyAndCount(memberId, 100);
    expect(await Standings.findById(memberId).lean()).toMatchObject({
      level: 1,
      giftedLevels: [1],
    });
    expect(await changesOf(memberId)).toEqual([
      "2026-03-10 0>1 upgrade",
      "2026-03-10 1>0 refund",
      "2026-03-10 0>1 upgrade",
    ]);
    await mustBeClean();
  });

  it("ends the same when the job comes late as when it comes every day", async () => {
    const late = newMember();
    const punctual = newMember();
    const other = createTestWorld({ at: START });
    for (const memberId of [late, punctual]) {
      await buy(memberId, 2_100);
      await refreshStanding(world, memberId);
      await buy(memberId, 600, new Date("2026-12-01T02:00:00.000Z"));
    }
    for (let day = 1; day < 420; day += 1) {
      other.clock.advance(86_400_000);
      if (day >= 265 && day % 5 === 0) await refreshStanding(other, punctual);
    }
    await refreshStanding(other, punctual);
    await refreshStandings(other, [late], shanghaiDay(other.clock.now()));
    const { _id: _, ...counted } = (await Standings.findById(late).lean()) ?? {};
    expect(await Standings.findById(punctual).lean()).toMatchObject(counted);
    expect(counted).toMatchObject({ level: 1, termBegin: "2027-04-09" });
    expect(await changesOf(late)).toEqual(await changesOf(punctual));
    expect(await changesOf(late)).toEqual(["2026-03-10 0>2 upgrade", "2027-04-09 2>1 downgrade"]);
  });

  it("is never counted for an earlier day than before, and not written when it is the same", async () => {
    const memberId = newMember();
    await buyAndCount(memberId, 500);
    const before = await Standings.findById(memberId).lean();
    const again = await commandsOf(
      async () => await refreshStandings(world, [memberId], "1998-06-30"),
    );
    expect(again.result.written).toBe(0);
    expect(again.commands).toEqual(["find", "find", "find", "commitTransaction"]);
    expect(await Standings.findById(memberId).lean()).toEqual(before);
  });

  it("as of an old day keeps what comes later for the job", async () => {
    const memberId = newMember();
    await buy(memberId, 500, new Date("2020-01-05T02:00:00.000Z"));
    await buy(memberId, 600, new Date("2020-02-05T02:00:00.000Z"));
    await refreshStandings(world, [memberId], "2020-01-31");
    expect(await Standings.findById(memberId).lean()).toMatchObject({
      level: 1,
      growth: 500,
      purchaseCount: 2,
      nextCheckDay: "2020-02-05",
    });
    expect(await recountDueStandings(world)).toMatchObject({ recounted: 1 });
    expect(await Standings.findById(memberId).lean()).toMatchObject({ level: 0, growth: 0 });
    await mustBeClean();
  });

  it("shows purchases and tiers in one timeline, newest first, page by page", async () => {
    const [found] = await findOrCreateImportedMembers(world, [
      { phone: null, externalId: "T1", name: null },
    ]);
    const memberId = found?.memberId ?? "";
    for (let number = 0; number < 5; number += 1) {
      world.clock.advance(60_000);
      await buyAndCount(memberId, 250);
    }
    await Members.updateOne({ _id: memberId }, { $set: { joinedAt: world.clock.now() } });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await readTimeline(memberId, { limit: 2, cursor });
      seen.push(...page.items.map((item) => `${item.at.toISOString()} ${item.kind}`));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(7);
    expect(seen.filter((entry) => entry.endsWith("joined"))).toHaveLength(1);
    expect(seen.filter((entry) => entry.endsWith("tier_change"))).toHaveLength(1);
    expect(seen.map((entry) => entry.slice(0, 24))).toEqual(
      seen
        .map((entry) => entry.slice(0, 24))
        .toSorted()
        .toReversed(),
    );
  });
});

describe("two records of one person", () => {
  it("become one history, told once, with the gifts of both", async () => {
    const imported = newMember();
    const shopper = newMember();
    await buy(imported, 2_100, new Date("2025-02-01T02:00:00.000Z"));
    await refreshStandings(world, [imported], "2026-03-10");
    const known = await changesOf(imported);
    await transaction(async () => await joinHistories(world, imported, shopper));
    expect(await changesOf(shopper)).toEqual(known);
    expect(known).toEqual(["2025-02-01 0>2 upgrade", "2026-03-03 2>0 downgrade"]);
    expect(await Standings.findById(imported).lean()).toBeNull();
    expect(await readStanding(world, shopper)).toMatchObject({
      level: 0,
      purchaseCount: 1,
      netFen: 210_000,
      giftedLevels: [1, 2],
    });
    await mustBeClean();
  });

  it("lift the level when they reach it only together", async () => {
    const imported = newMember();
    const shopper = newMember();
    await buyAndCount(imported, 300);
    await buyAndCount(shopper, 250);
    await transaction(async () => await joinHistories(world, imported, shopper));
    expect(await Standings.findById(shopper).lean()).toMatchObject({
      level: 1,
      growth: 550,
      purchaseCount: 2,
    });
    expect(await changesOf(shopper)).toEqual(["2026-03-10 0>1 upgrade"]);
    await mustBeClean();
  });
});

describe("a changed policy", () => {
  it("is previewed as it then happens, and moves members by the job on its first day", async () => {
    const rising = newMember();
    const falling = newMember();
    await buyAndCount(rising, 1_500);
    await buyAndCount(falling, 510);
    const levels = starterPolicy.levels.map((level) => ({
      ...level,
      threshold: { 1: 600, 2: 1_400, 3: 5_000 }[level.level] ?? 10_000,
    }));
    const draft = { ...starterPolicy, effectiveFrom: "2026-03-12", levels };
    const preview = await previewPolicy(world, draft);
    expect(preview.membersLooked).toBe(
      await Purchases.distinct("memberId").then((all) => all.length),
    );
    const up = preview.onFirstDay.find((move) => move.from === 1 && move.to === 2);
    expect(up?.examples).toContain(rising);
    expect(preview.onFirstDay.every((move) => move.to >= move.from)).toBe(true);
    const down = preview.whenTermsEnd.find((move) => move.from === 1 && move.to === 0);
    expect(down?.examples).toContain(falling);
    await publishPolicy(world, system, { expectedVersion: 1, draft, reason: "调整" });
    world.clock.set("2026-03-12T02:00:00.000Z");
    await recountDueStandings(world);
    const stored = await Standings.find({ _id: { $in: [rising, falling] } }).lean();
    expect(new Map(stored.map((row) => [row._id, row.level]))).toEqual(
      new Map([
        [rising, 2],
        [falling, 1],
      ]),
    );
    expect((await changesOf(rising)).at(-1)).toBe("2026-03-12 1>2 policy");
    expect(await readStanding(world, falling)).toMatchObject({ policyVersion: 2, level: 1 });
    await mustBeClean();
  });
});
