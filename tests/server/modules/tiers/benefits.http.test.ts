import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "@server/app.ts";
import { auditChecks } from "@server/audit.ts";
import type { Role } from "@server/contract/permissions.ts";
import { transaction } from "@server/kernel/db.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { createOwner } from "@server/modules/identity/index.ts";
import { ensurePointsPolicy } from "@server/modules/points/index.ts";
import { recordPurchase, recordPurchaseRefund } from "@server/modules/purchases/index.ts";
import {
  ensurePolicy,
  readBenefits,
  readPolicies,
  recountDueStandings,
  refreshStanding,
  Standings,
  starterPolicy,
  type PolicyDraft,
} from "@server/modules/tiers/index.ts";
import { TierPolicies } from "@server/modules/tiers/tier-policy.model.ts";
import { buildMember, buildStaff } from "@support/actors.ts";
import { buildProduct } from "@support/catalog.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld({ at: "2026-03-10T02:00:00.000Z" });
let server: Server;
let skuId: string;

beforeAll(async () => {
  await createOwner(world, { name: "林店主", login: "lin", password: "correct horse 9" });
  await ensurePolicy(world);
  await ensurePointsPolicy(world);
  const product = await buildProduct(world);
  skuId = product.skus[0]?.skuId ?? "";
  server = createApp(world).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(async () => {
  server.close();
  for (const check of auditChecks)
    expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });
});

async function call<Body = Record<string, unknown>>(
  method: "GET" | "POST",
  path: string,
  token: string,
  body?: unknown,
) {
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Body };
}
const staff = async (role: Role = "manager") => (await buildStaff(world, { roles: [role] })).token;

let made = 0;
async function buy(
  memberId: string,
  yuan: number,
  parts: { day?: string; freightFen?: number; quantity?: number } = {},
) {
  made += 1;
  const externalId = `N${made}`;
  const { freightFen = 0, quantity = 1, day } = parts;
  await transaction(async () => {
    await recordPurchase(world, {
      memberId,
      source: "shop",
      externalId,
      at: day === undefined ? world.clock.now() : new Date(`${day}T02:00:00.000Z`),
      storeId: null,
      lines: [{ skuId, title: "茉莉绿茶", quantity, paidFen: yuan * 100 }],
      paidFen: yuan * 100 + freightFen,
      freightFen,
    });
    await refreshStanding(world, memberId);
  });
  return externalId;
}
const at = (day: string) => world.clock.set(`${day}T02:00:00.000Z`);
/** The starter rules with other benefits on some levels. */
const withBenefits = (
  effectiveFrom: string,
  changes: Record<number, Partial<PolicyDraft["levels"][number]["benefits"]>>,
): PolicyDraft => ({
  ...starterPolicy,
  effectiveFrom,
  levels: starterPolicy.levels.map((level) => ({
    ...level,
    benefits: { ...level.benefits, ...changes[level.level] },
  })),
});

describe("a member's benefits", () => {
  it("are shown with those of the next tier, from where each is kept; staff see what is noted", async () => {
    const member = await buildMember(world);
    expect(await call("GET", "/v1/me/tier", member.token)).toEqual({
      status: 200,
      body: {
        level: 0,
        tierName: "新朋友",
        benefits: {
          hasFreeFreight: false,
          giftNote: null,
          milliPointsPerYuan: 1_000,
          memberPricedSkus: 0,
        },
        kept: [],
        next: {
          level: 1,
          tierName: "常客",
          toRise: 500,
          benefits: {
            hasFreeFreight: false,
            giftNote: "升级礼：常客小样一份",
            milliPointsPerYuan: 1_000,
            memberPricedSkus: 0,
          },
        },
      },
    });
    await buy(member.memberId, 10_000);
    const top = await call("GET", "/v1/me/tier", member.token);
    expect(top.body).toMatchObject({
      level: 4,
      benefits: { hasFreeFreight: true, milliPointsPerYuan: 1_500, memberPricedSkus: 1 },
      next: null,
    });
    expect(JSON.stringify(top.body)).not.toMatch(/birthday|Priority/i);
    const path = `/v1/staff/members/${member.memberId}/tier`;
    expect((await call("GET", path, await staff())).body).toMatchObject({
      level: 4,
      benefits: { servicePriority: 2, birthdayGift: null },
    });
    expect(await call("GET", path, await staff("cashier"))).toMatchObject({ status: 403 });
    const nobody = path.replace(/.{6}\/tier$/, "000000/tier");
    expect(await call("GET", nobody, await staff())).toMatchObject({ status: 404 });
  });

  it("of rules that were published before a benefit existed are none", async () => {
    await TierPolicies.updateMany({}, { $unset: { "levels.$[].benefits.birthdayGift": 1 } });
    expect((await readPolicies())[0]?.levels).toEqual(starterPolicy.levels);
  });
});

describe("a benefit that is taken away", () => {
  const draft = withBenefits("2026-03-20", {
    2: { servicePriority: 1 },
    3: { hasFreeFreight: false },
    4: {
      giftNote: "升级礼：一封信",
      birthdayGift: { kind: "text", text: "生日蛋糕", costFen: 5_000 },
    },
  });
  const wish = { expectedVersion: 1, policy: draft, reason: "节省运费" };
  const taken = ["levels/3/freeFreight", "levels/4/upgradeGift"];

  it("is shown in the preview and must be named by who publishes, each with its place", async () => {
    const token = await staff();
    expect(
      (await call("POST", "/v1/staff/tier-policies/preview", token, draft)).body,
    ).toMatchObject({
      differences: [
        { name: "levels/2/servicePriority", change: "added", before: null, after: "服务优先级 1" },
        { name: "levels/3/freeFreight", change: "removed", before: "包邮", after: null },
        { name: "levels/4/upgradeGift", change: "replaced" },
        { name: "levels/4/birthdayGift", change: "added", after: "生日蛋糕（每份成本 ¥50.00）" },
      ],
    });
    const publish = async (acknowledged?: string[]) =>
      await call("POST", "/v1/staff/tier-policies", token, {
        ...wish,
        ...(acknowledged !== undefined && { acknowledged }),
      });
    const refusal = (...pointers: string[]) => ({
      status: 422,
      body: { code: "benefits_taken", errors: pointers.map((pointer) => ({ pointer })) },
    });
    const places = [
      "/policy/levels/2/benefits/hasFreeFreight",
      "/policy/levels/3/benefits/giftNote",
    ];
    expect(await publish()).toMatchObject(refusal(...places));
    expect(await publish(["levels/3/freeFreight"])).toMatchObject(
      refusal("/policy/levels/3/benefits/giftNote"),
    );
    expect(await publish([...taken, "levels/1/freeFreight"])).toMatchObject(
      refusal("/acknowledged/2"),
    );
    expect(await readPolicies()).toHaveLength(1);
  });

  it("cannot be left out without a word: every benefit is asked for", async () => {
    const levels = draft.levels.map(({ benefits: { birthdayGift, ...benefits }, ...level }) => {
      expect(birthdayGift).toBeDefined();
      return { ...level, benefits };
    });
    expect(
      await call("POST", "/v1/staff/tier-policies", await staff(), {
        ...wish,
        policy: { ...draft, levels },
      }),
    ).toMatchObject({
      status: 400,
      body: {
        errors: levels.map((_, index) => ({
          pointer: `/policy/levels/${index}/benefits/birthdayGift`,
        })),
      },
    });
  });

  it("once named is published, recorded with the names, and kept by members until their term is over", async () => {
    const [before, after] = [await buildMember(world), await buildMember(world)];
    await buy(before.memberId, 6_000);
    const published = await call("POST", "/v1/staff/tier-policies", await staff(), {
      ...wish,
      acknowledged: taken,
    });
    expect(published).toMatchObject({
      status: 201,
      body: { version: 2, differences: { length: 4 } },
    });
    expect(
      await call("POST", "/v1/staff/tier-policies", await staff(), {
        ...wish,
        acknowledged: taken,
      }),
    ).toMatchObject({ status: 409, body: { code: "policy_version" } });
    expect(await AuditEntries.findOne({ subject: "tier_policy:000002" }).lean()).toMatchObject({
      before: { version: 1 },
      after: { version: 2, acknowledged: taken },
    });

    at("2026-03-20");
    await recountDueStandings(world);
    await buy(after.memberId, 6_000);
    expect(await readBenefits(before.memberId)).toMatchObject({ level: 3, hasFreeFreight: true });
    expect(await readBenefits(after.memberId)).toMatchObject({ level: 3, hasFreeFreight: false });
    const { token } = before;
    expect((await call("GET", "/v1/me/tier", token)).body).toMatchObject({
      benefits: { hasFreeFreight: true },
      kept: [{ field: "hasFreeFreight", until: "2027-03-10" }],
      // The next tier as it is from now on.
      next: { level: 4, benefits: { hasFreeFreight: true, giftNote: "升级礼：一封信" } },
    });
    expect(
      (await call("GET", `/v1/staff/members/${after.memberId}/tier`, await staff())).body,
    ).toMatchObject({
      benefits: { hasFreeFreight: false },
      kept: [],
      next: {
        benefits: {
          birthdayGift: { state: "planned", text: "生日蛋糕", templateId: null, costFen: 5_000 },
        },
      },
    });

    at("2027-03-09");
    await recountDueStandings(world);
    expect(await readBenefits(before.memberId)).toMatchObject({ hasFreeFreight: true });
    at("2027-03-10");
    await recountDueStandings(world);
    expect(await readBenefits(before.memberId)).toMatchObject({ hasFreeFreight: false });
  });

  it("is given up by the job with the term, though the level is kept for a new one", async () => {
    at("2027-03-11");
    const { memberId } = await buildMember(world);
    const less = withBenefits("2027-03-12", {
      2: { servicePriority: 1 },
      3: { hasFreeFreight: false },
      4: { hasFreeFreight: false, giftNote: "升级礼：一封信" },
    });
    await buy(memberId, 10_000);
    const { body } = await call<{ differences: { name: string; change: string }[] }>(
      "POST",
      "/v1/staff/tier-policies/preview",
      await staff(),
      less,
    );
    const names = body.differences.map(({ name }) => name);
    expect(names).toEqual(["levels/4/freeFreight", "levels/4/birthdayGift"]);
    await call("POST", "/v1/staff/tier-policies", await staff(), {
      expectedVersion: 2,
      policy: less,
      acknowledged: names,
      reason: "再省",
    });
    at("2027-09-01");
    // Kept anew only when the term is over: what is bought meanwhile changes nothing of the promise.
    await buy(memberId, 20_000);
    await recountDueStandings(world);
    expect(await Standings.findById(memberId).lean()).toMatchObject({
      level: 4,
      hasFreeFreight: true,
      termEnd: "2028-03-11",
      nextCheckDay: "2028-03-11",
    });
    at("2028-03-12");
    await recountDueStandings(world);
    expect(await Standings.findById(memberId).lean()).toMatchObject({
      level: 4,
      hasFreeFreight: false,
      termBegin: "2028-03-11",
    });
  });
});

describe("the cost of a year", () => {
  type Costs = {
    from: string;
    to: string;
    policyVersion: number;
    levels: { level: number; inForceName: string; draft: object; inForce: object }[];
    total: Record<"inForce" | "draft" | "difference", Record<string, number>>;
    assumptions: { code: string; text: string }[];
  };

  it("is told for both rules, level by level, from last year's purchases, with all that was assumed", async () => {
    at("2032-06-01");
    const [one, other] = [await buildMember(world), await buildMember(world)];
    await buy(one.memberId, 3_000, { day: "2031-06-10", freightFen: 900 });
    const gone = await buy(one.memberId, 200, { day: "2031-07-01", freightFen: 700, quantity: 10 });
    await buy(other.memberId, 100, { day: "2031-06-02", freightFen: 800 });
    // A day too old, and today: neither is of last year.
    await buy(other.memberId, 50, { day: "2031-06-01" });
    await buy(other.memberId, 9_999);
    await transaction(async () => {
      await recordPurchaseRefund({
        source: "shop",
        externalId: gone,
        refundId: "r1",
        goodsFen: 8_000,
        freightFen: 0,
        at: world.clock.now(),
        lines: [{ index: 0, quantity: 4, refundFen: 8_000 }],
      });
      await refreshStanding(world, one.memberId);
    });
    const draft = withBenefits("2032-06-01", {
      2: { hasFreeFreight: true, birthdayGift: { kind: "text", text: "花", costFen: 1_500 } },
    });
    const stored = await Standings.find().sort({ _id: 1 }).lean();
    const { status, body } = await call<Costs>(
      "POST",
      "/v1/staff/tier-policies/costs",
      await staff(),
      draft,
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ from: "2031-06-02", to: "2032-05-31", policyVersion: 3 });
    expect(body.levels.map(({ level, inForceName }) => [level, inForceName])).toEqual([
      [0, "新朋友"],
      [1, "常客"],
      [2, "熟客"],
      [3, "知己"],
      [4, "家人"],
    ]);
    // ¥120.00 on level 2: 1.2 points a yuan, six units at ¥18.00 instead of ¥20.00, ¥7.00 of freight.
    const second = {
      members: 1,
      purchases: 1,
      netFen: 12_000,
      freeFreightFen: 0,
      points: 144,
      pointsFen: 100,
      memberPricesFen: 1_200,
      birthdayGiftsFen: 0,
      totalFen: 1_300,
    };
    expect(body.levels[2]).toMatchObject({
      inForce: second,
      draft: { ...second, freeFreightFen: 700, birthdayGiftsFen: 1_500, totalFen: 3_500 },
      difference: { members: 0, freeFreightFen: 700, birthdayGiftsFen: 1_500, totalFen: 2_200 },
    });
    expect(body.total.draft).toMatchObject({ purchases: 3, netFen: 322_000 });
    expect(body.total.difference).toMatchObject({ purchases: 0, points: 0, totalFen: 2_200 });
    const text = Object.fromEntries(body.assumptions.map((each) => [each.code, each.text]));
    expect(text).toMatchObject({
      points: expect.stringContaining("每 1 万积分值 ¥100.00"),
      member_prices: expect.stringContaining("0 件商品"),
      freight: expect.stringContaining("未付运费的不计"),
    });
    expect(await Standings.find().sort({ _id: 1 }).lean()).toEqual(stored);
    expect(await readPolicies()).toHaveLength(3);
  });

  it("is refused for a draft that could not be published, and to who may not see rules", async () => {
    const draft = withBenefits("2030-01-01", {});
    const ask = async (role: Role) =>
      await call("POST", "/v1/staff/tier-policies/costs", await staff(role), draft);
    expect(await ask("manager")).toMatchObject({
      status: 422,
      body: { code: "policy_invalid", errors: [{ pointer: "/effectiveFrom" }] },
    });
    expect(await ask("cashier")).toMatchObject({ status: 403 });
  });
});
