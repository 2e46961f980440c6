import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "@server/app.ts";
import { auditChecks } from "@server/audit.ts";
import { transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { createOwner } from "@server/modules/identity/index.ts";
import { Purchases, recordPurchase } from "@server/modules/purchases/index.ts";
import {
  countStanding,
  publishPolicy,
  readPolicies,
  readStanding,
  recountDueStandings,
  refreshStanding,
  Standings,
  starterPolicy,
  tiersChecks,
  type PolicyDraft,
} from "@server/modules/tiers/index.ts";
import { previewPolicy } from "@server/modules/tiers/preview-policy.ts";
import { readTimeline } from "@server/modules/tiers/read-timeline.ts";
import { TierChanges, type StandingRow } from "@server/modules/tiers/standing.model.ts";
import { TierPolicies } from "@server/modules/tiers/tier-policy.model.ts";
import { buildStaff } from "@support/actors.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld({ at: "2026-03-10T02:00:00.000Z" });
const system = { kind: "system", name: "test" } as const;
let server: Server;
beforeAll(async () => {
  await publishPolicy(world, system, { expectedVersion: 0, draft: starterPolicy, reason: "开店" });
  await createOwner(world, { name: "林店主", login: "lin", password: "correct horse 9" });
  server = createApp(world).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(async () => {
  server.close();
  for (const check of auditChecks)
    expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });
});

async function post(path: string, body: unknown) {
  const { port } = server.address() as AddressInfo;
  const { token } = await buildStaff(world, { roles: ["manager"] });
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

let made = 0;
const newMember = () => newId("mem", world.clock.now());
async function buy(memberId: string, yuan: number, at: Date | string = world.clock.now()) {
  made += 1;
  await transaction(async () => {
    await recordPurchase(world, {
      memberId,
      source: "import",
      externalId: `N${made}`,
      at: new Date(at),
      storeId: null,
      lines: [{ skuId: null, title: "白茶", quantity: 1, paidFen: yuan * 100 }],
      paidFen: yuan * 100,
      freightFen: 0,
    });
    await refreshStanding(world, memberId);
  });
}
const levelOf = async (memberId: string) => (await Standings.findById(memberId).lean())?.level;
const at = (day: string) => world.clock.set(`${day}T02:00:00.000Z`);
const thresholds = (...asked: [number, number, number, number]): PolicyDraft["levels"] =>
  starterPolicy.levels.map((level, index) => ({ ...level, threshold: asked[index] ?? 0 }));

describe("publishing rules", () => {
  const draft = { ...starterPolicy, effectiveFrom: "2026-03-10" };

  it("names every fault, where it is in what was sent, and writes nothing", async () => {
    const [first, second, ...rest] = starterPolicy.levels;
    const broken = {
      ...draft,
      effectiveFrom: "2026-03-09",
      levels: [
        { ...first, threshold: 0, name: draft.baseName },
        { ...second, level: 3, name: "常客" },
        ...rest.map((level) => ({ ...level, name: "常客", threshold: 2_000 })),
      ],
    };
    const pointers = [
      "/levels/0/threshold",
      "/levels/0/name",
      "/levels/1/level",
      "/levels/2/threshold",
      "/levels/2/name",
      "/levels/3/threshold",
      "/levels/3/name",
      "/effectiveFrom",
    ];
    const asked = await post("/v1/staff/tier-policies/preview", broken);
    expect(asked).toMatchObject({
      status: 422,
      body: { code: "policy_invalid", errors: pointers.map((pointer) => ({ pointer })) },
    });
    const templateId = newId("tpl", world.clock.now());
    const birthdayGift = { kind: "coupon_template", templateId, costFen: 500 };
    const giving = {
      ...draft,
      levels: draft.levels.map((level) =>
        level.level === 1 ? { ...level, benefits: { ...level.benefits, birthdayGift } } : level,
      ),
    };
    expect(await post("/v1/staff/tier-policies/preview", giving)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/levels/0/benefits/birthdayGift/templateId" }] },
    });
    const wish = { expectedVersion: 1, policy: broken, reason: "调整" };
    expect(await post("/v1/staff/tier-policies", wish)).toMatchObject({
      status: 422,
      body: {
        code: "policy_invalid",
        errors: pointers.map((pointer) => ({ pointer: `/policy${pointer}` })),
      },
    });
    expect(await post("/v1/staff/tier-policies", { ...wish, reason: "" })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "/reason" }] },
    });
    expect(await TierPolicies.countDocuments()).toBe(1);
  });

  it("twice at once makes one version, and the other is told", async () => {
    const later = { ...draft, effectiveFrom: "2026-03-18" };
    const outcomes = await Promise.allSettled(
      [500, 501, 502, 503].map(async (threshold) =>
        publishPolicy(world, system, {
          expectedVersion: 1,
          draft: { ...later, levels: thresholds(threshold, 2_000, 5_000, 10_000) },
          reason: "同时发布",
        }),
      ),
    );
    const won = outcomes.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(won).toMatchObject([{ version: 2 }]);
    for (const one of outcomes)
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "policy_version" });
    expect(await readPolicies()).toEqual([expect.objectContaining({ version: 1 }), ...won]);
    expect(await AuditEntries.find({ subject: won[0]?._id ?? "" }).lean()).toMatchObject([
      { action: "tier_policy.published", before: { version: 1 }, after: { version: 2 } },
    ]);
  });

  it("that would begin before the version in waiting is refused, in the preview already", async () => {
    const between = { ...draft, effectiveFrom: "2026-03-17" };
    expect(await post("/v1/staff/tier-policies/preview", between)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/effectiveFrom" }] },
    });
    expect(
      await post("/v1/staff/tier-policies", {
        expectedVersion: 2,
        policy: between,
        reason: "插队",
      }),
    ).toMatchObject({ status: 422, body: { errors: [{ pointer: "/policy/effectiveFrom" }] } });
    expect(
      await post("/v1/staff/tier-policies", { expectedVersion: 1, policy: draft, reason: "旧" }),
    ).toMatchObject({ status: 409, body: { code: "policy_version" } });
    // From here on the thresholds are those of the beginning again.
    await publishPolicy(world, system, {
      expectedVersion: 2,
      draft: { ...starterPolicy, effectiveFrom: "2026-03-18" },
      reason: "撤回上一版",
    });
  });
});

describe("a preview and what follows", () => {
  const draft: PolicyDraft = {
    ...starterPolicy,
    effectiveFrom: "2026-03-20",
    levels: thresholds(800, 1_500, 5_000, 10_000),
  };
  const members = {
    small: newMember(),
    falling: newMember(),
    keeping: newMember(),
    rising: newMember(),
    high: newMember(),
    inGrace: newMember(),
  };
  const nameOf = new Map(Object.entries(members).map(([name, memberId]) => [memberId, name]));

  it("agree: levels rise on the first day as was said, and nobody falls", async () => {
    for (const [memberId, yuan, day] of [
      [members.small, 100, "2026-03-01"],
      [members.falling, 600, "2026-03-01"],
      [members.keeping, 900, "2026-03-01"],
      [members.rising, 1_600, "2026-03-01"],
      [members.high, 2_500, "2026-03-01"],
      [members.inGrace, 700, "2025-02-10"],
    ] as const)
      await buy(memberId, yuan, `${day}T03:00:00.000Z`);
    expect(await Standings.findById(members.inGrace).lean()).toMatchObject({
      level: 1,
      graceEnd: "2026-03-12",
    });
    const stored = await Standings.find().sort({ _id: 1 }).lean();
    const preview = await previewPolicy(world, draft);
    expect(await Standings.find().sort({ _id: 1 }).lean()).toEqual(stored);
    expect(preview).toEqual({
      differences: [],
      membersLooked: 6,
      // Who is in grace today has fallen by then, whatever the rules.
      onFirstDay: [
        { from: 0, to: 0, members: 2, examples: [] },
        { from: 1, to: 1, members: 2, examples: [] },
        { from: 1, to: 2, members: 1, examples: [members.rising] },
        { from: 2, to: 2, members: 1, examples: [] },
      ],
      whenTermsEnd: [
        { from: 0, to: 0, members: 2, examples: [] },
        { from: 1, to: 0, members: 1, examples: [members.falling] },
        { from: 1, to: 1, members: 1, examples: [] },
        { from: 1, to: 2, members: 1, examples: [members.rising] },
        { from: 2, to: 2, members: 1, examples: [] },
      ],
    });
    const oldRules = await readPolicies();
    await publishPolicy(world, system, { expectedVersion: 3, draft, reason: "春季调整" });
    await recountDueStandings(world);
    expect(await levelOf(members.rising)).toBe(1);
    at("2026-03-20");
    await recountDueStandings(world);
    const moves = new Map<string, number>();
    for (const { _id, level } of await Standings.find().lean()) {
      const history = await Purchases.find({ memberId: _id }).sort({ at: 1 }).lean();
      const { level: from } = countStanding(_id, history, oldRules, "2026-03-20");
      moves.set(`${from}>${level}`, (moves.get(`${from}>${level}`) ?? 0) + 1);
    }
    expect(Object.fromEntries(moves)).toEqual(
      Object.fromEntries(
        preview.onFirstDay.map(({ from, to, members: count }) => [`${from}>${to}`, count]),
      ),
    );
    expect(await recountDueStandings(world)).toEqual({ recounted: 0 });
  });

  it("agree: who is below the new threshold falls after term and grace, unless they buy in time", async () => {
    at("2026-12-01");
    const { falling, keeping } = members;
    await buy(falling, 600);
    await buy(keeping, 500);
    const start = {
      standings: await Standings.find().sort({ _id: 1 }).lean<StandingRow[]>(),
      changes: await TierChanges.find().lean(),
    };
    const walked: string[] = [];
    for (const day of ["2027-02-28", "2027-03-01", "2027-03-30", "2027-03-31"]) {
      at(day);
      await recountDueStandings(world);
      walked.push(`${day} ${await levelOf(falling)}`);
      if (day === "2027-03-01")
        expect(await readStanding(world, falling)).toMatchObject({
          level: 1,
          growth: 600,
          graceEnd: "2027-03-31",
          // 2027-03-31 looks back to 2026-03-31: the 600 of December still count.
          outlook: { toKeep: 200, toRise: 900, nextLevel: 2, until: "2027-03-31" },
        });
      if (day === "2027-03-30") await buy(keeping, 300);
    }
    expect(walked).toEqual(["2027-02-28 1", "2027-03-01 1", "2027-03-30 1", "2027-03-31 0"]);
    expect(await Standings.findById(keeping).lean()).toMatchObject({
      level: 1,
      termBegin: "2027-03-30",
      termEnd: "2028-03-30",
      graceEnd: null,
    });
    const told = async () =>
      (await TierChanges.find().lean())
        .map(
          (row) =>
            `${nameOf.get(row.memberId)} ${row.day} ${row.from}>${row.to} ${row.reason} v${row.policyVersion}`,
        )
        .toSorted((a, b) => (a < b ? -1 : 1));
    const punctual = {
      standings: await Standings.find().sort({ _id: 1 }).lean(),
      told: await told(),
    };
    expect(punctual.told).toEqual(
      expect.arrayContaining([
        "falling 2027-03-31 1>0 downgrade v4",
        "keeping 2027-03-30 1>1 retain v4",
        "rising 2026-03-20 1>2 policy v4",
      ]),
    );
    // The same once more, with a job that slept all the while.
    await Standings.deleteMany({});
    await Standings.insertMany(start.standings);
    await TierChanges.deleteMany({});
    await TierChanges.insertMany(start.changes);
    await recountDueStandings(world);
    expect(await told()).toEqual(punctual.told);
    const counted = (row: StandingRow) => ({ ...row, countedOn: "" });
    const late = await Standings.find().sort({ _id: 1 }).lean<StandingRow[]>();
    expect(late.map(counted)).toEqual(punctual.standings.map(counted));
  });

  it("a level comes back, its gift does not", async () => {
    const { falling } = members;
    const gifts = async () => (await Standings.findById(falling).lean())?.giftedLevels;
    expect([await levelOf(falling), await gifts()]).toEqual([0, [1]]);
    at("2027-04-10");
    await buy(falling, 300);
    expect([await levelOf(falling), await gifts()]).toEqual([1, [1]]);
    expect(await readStanding(world, falling)).toMatchObject({ level: 1, giftedLevels: [1] });
    await buy(falling, 4_500);
    expect([await levelOf(falling), await gifts()]).toEqual([3, [1, 2, 3]]);
  });

  it("a version that another process has just published is counted with at once", async () => {
    const { rising } = members;
    await buy(rising, 1);
    const [last] = (await readPolicies()).toReversed();
    await TierPolicies.insertMany([
      {
        ...last,
        _id: "tier_policy:000005",
        version: 5,
        effectiveFrom: "2027-04-10",
        levels: thresholds(1, 1_500, 5_000, 10_000),
      },
    ]);
    await recountDueStandings(world);
    expect(await Standings.findById(rising).lean()).toMatchObject({ policyVersion: 5 });
    expect(await Standings.countDocuments({ policyVersion: { $lt: 5 } })).toBe(0);
  });
});

describe("a timeline", () => {
  it("shows everything of one moment once, in one order, whatever the size of its pages", async () => {
    const memberId = newMember();
    const moment = world.clock.now();
    for (let nth = 0; nth < 7; nth += 1) await buy(memberId, 300, moment);
    world.clock.advance(1);
    await buy(memberId, 10);
    const page = async (limit: number, cursor?: string) =>
      await readTimeline(memberId, { limit, cursor });
    const whole = (await page(50)).items;
    expect(whole.map(({ kind }) => kind).filter((kind) => kind === "purchase")).toHaveLength(8);
    expect(
      whole.flatMap((item) => (item.kind === "tier_change" ? [`${item.from}>${item.to}`] : [])),
    ).toEqual(expect.arrayContaining(["0>1", "1>2"]));
    for (const limit of [1, 2, 3, 4]) {
      const seen: unknown[] = [];
      let cursor: string | undefined;
      do {
        const { items, nextCursor } = await page(limit, cursor);
        expect(items.length).toBeLessThanOrEqual(limit);
        seen.push(...items);
        cursor = nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual(whole);
    }
  });
});

describe("the audit", () => {
  it.each([
    ["level", 4],
    ["tierName", "家人"],
    ["hasFreeFreight", true],
    ["growth", 999_999],
    ["termEnd", "2099-01-01"],
    ["graceEnd", "2099-01-01"],
    ["policyVersion", 9],
    ["purchaseCount", 77],
    ["netFen", 1],
    ["averageFen", 1],
    ["lastPurchaseAt", new Date("2020-01-01T00:00:00.000Z")],
  ])("finds a standing whose %s was tampered with", async (field, value) => {
    const memberId = newMember();
    await buy(memberId, 600);
    const row = await Standings.findById(memberId).lean();
    await Standings.updateOne({ _id: memberId }, { $set: { [field]: value } });
    const found: string[] = [];
    for (const check of tiersChecks) found.push(...(await check.run()).violations);
    expect(found).toEqual([expect.stringMatching(new RegExp(`^${memberId}：${field} `))]);
    await Standings.replaceOne({ _id: memberId }, { ...row });
  });

  it("finds purchases that nobody counted, and a standing of who never bought", async () => {
    const memberId = newMember();
    await buy(memberId, 600);
    const row = await Standings.findOneAndDelete(
      { _id: memberId },
      { includeResultMetadata: false },
    );
    const stranger = newMember();
    await Standings.create([{ ...row?.toObject(), _id: stranger }]);
    const found = new Set<string>();
    for (const check of tiersChecks)
      for (const violation of (await check.run()).violations) found.add(violation);
    expect([...found]).toEqual([
      `${memberId}：有购买记录而没有等级记录`,
      `${stranger}：有等级记录而没有购买记录`,
    ]);
    await Standings.deleteOne({ _id: stranger });
    await refreshStanding(world, memberId);
  });
});
