import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "@server/app.ts";
import { transaction } from "@server/kernel/db.ts";
import { Members } from "@server/modules/members/member.model.ts";
import { recordPurchase } from "@server/modules/purchases/index.ts";
import { ensurePolicy, refreshStanding, starterPolicy } from "@server/modules/tiers/index.ts";
import { buildMember, buildStaff } from "@support/actors.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld({ at: "2026-03-10T02:00:00.000Z" });
let server: Server;
let member: { memberId: string; token: string };
let owner: { token: string };
let cashier: { token: string };

beforeAll(async () => {
  await Promise.all([ensurePolicy(world), ensurePolicy(world)]);
  server = createApp(world).listen(0, "127.0.0.1");
  member = await buildMember(world);
  await Members.updateOne(
    { _id: member.memberId },
    { $set: { joinedAt: new Date("2026-01-01T02:00:00.000Z") } },
  );
  owner = await buildStaff(world, { roles: ["owner"] });
  cashier = await buildStaff(world, { roles: ["cashier"] });
  for (const [externalId, yuan, at] of [
    ["1", 300, "2026-01-10T02:00:00.000Z"],
    ["2", 250, "2026-03-10T01:00:00.000Z"],
  ] as const)
    await transaction(async () => {
      await recordPurchase(world, {
        memberId: member.memberId,
        source: "shop",
        externalId,
        at: new Date(at),
        storeId: null,
        lines: [{ skuId: null, title: "白茶", quantity: 1, paidFen: yuan * 100 }],
        paidFen: yuan * 100 + 1_000,
        freightFen: 1_000,
      });
      await refreshStanding(world, member.memberId);
    });
});
afterAll(() => {
  server.close();
});

async function call(method: "GET" | "POST", path: string, token: string | null, body?: unknown) {
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

describe("tiers over HTTP", () => {
  it("show the ladder to everybody", async () => {
    const { status, body } = await call("GET", "/v1/tiers", null);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: 1,
      baseBenefits: { hasFreeFreight: false, giftNote: null },
      levels: starterPolicy.levels.map(({ benefits, ...level }) => ({
        ...level,
        benefits: { hasFreeFreight: benefits.hasFreeFreight, giftNote: benefits.giftNote },
      })),
    });
    // What nobody gives out yet, and what is for staff, is not shown.
    for (const { benefits } of (body as { levels: { benefits: object }[] }).levels)
      expect(Object.keys(benefits).toSorted()).toEqual([
        "giftNote",
        "hasFreeFreight",
        "memberPricedSkus",
        "milliPointsPerYuan",
      ]);
  });

  it("show members where they stand, what is missing and until when, and staff the same", async () => {
    const mine = await call("GET", "/v1/me/standing", member.token);
    expect(mine).toMatchObject({
      status: 200,
      body: {
        level: 1,
        tierName: "常客",
        growth: 550,
        purchaseCount: 2,
        netFen: 55_000,
        averageFen: 27_500,
        lastPurchaseAt: "2026-03-10T01:00:00.000Z",
        // What was bought until 10 March 2026 is out of the window on 10 March 2027.
        outlook: { toKeep: 500, toRise: 1_450, nextLevel: 2, until: "2027-03-10" },
      },
    });
    const path = `/v1/staff/members/${member.memberId}/standing`;
    expect(await call("GET", path, owner.token)).toEqual(mine);
    expect(await call("GET", path, cashier.token)).toMatchObject({ status: 403 });
    expect(await call("GET", path, member.token)).toMatchObject({ status: 403 });
  });

  it("show purchases and the timeline, newest first, by pages", async () => {
    const first = await call("GET", "/v1/me/purchases?limit=1", member.token);
    expect(first.body).toMatchObject({ items: [{ externalId: "2", netFen: 25_000 }] });
    const { nextCursor } = first.body as { nextCursor: string };
    expect(
      await call("GET", `/v1/me/purchases?limit=1&cursor=${nextCursor}`, member.token),
    ).toMatchObject({ body: { items: [{ externalId: "1" }], nextCursor: null } });
    const timeline = await call(
      "GET",
      `/v1/staff/members/${member.memberId}/timeline`,
      owner.token,
    );
    expect(timeline.body).toMatchObject({
      items: [
        { kind: "tier_change", from: 0, to: 1, toName: "常客", reason: "upgrade" },
        { kind: "purchase" },
        { kind: "purchase" },
        { kind: "joined", at: "2026-01-01T02:00:00.000Z" },
      ],
      nextCursor: null,
    });
    expect(await call("GET", "/v1/me/timeline?cursor=x", member.token)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "/query/cursor" }] },
    });
  });

  it("let who may preview and publish rules, the version agreed on, and nobody else", async () => {
    const levels = starterPolicy.levels.map((level) => ({
      ...level,
      threshold: level.threshold - 20 * (level.level === 2 ? 75 : 0),
    }));
    const policy = { ...starterPolicy, effectiveFrom: "2026-03-20", levels };
    expect(
      await call("POST", "/v1/staff/tier-policies/preview", owner.token, policy),
    ).toMatchObject({
      status: 422,
      body: { code: "policy_invalid", errors: [{ pointer: "/levels/1/threshold" }] },
    });
    const sound = {
      ...policy,
      levels: levels.map((level) => (level.level === 2 ? { ...level, threshold: 540 } : level)),
    };
    expect(await call("POST", "/v1/staff/tier-policies/preview", owner.token, sound)).toMatchObject(
      {
        status: 200,
        body: {
          membersLooked: 1,
          onFirstDay: [{ from: 1, to: 2, members: 1, examples: [member.memberId] }],
        },
      },
    );
    const wish = { expectedVersion: 1, policy: sound, reason: "春季调整" };
    expect(await call("POST", "/v1/staff/tier-policies", cashier.token, wish)).toMatchObject({
      status: 403,
    });
    const published = await Promise.all(
      Array.from({ length: 5 }, async () =>
        call("POST", "/v1/staff/tier-policies", owner.token, wish),
      ),
    );
    expect(published.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(published.filter(({ status }) => status === 409)).toHaveLength(4);
    expect(await call("GET", "/v1/staff/tier-policies", owner.token)).toMatchObject({
      body: { items: [{ version: 2, reason: "春季调整" }, { version: 1 }] },
    });
    expect(await call("GET", "/v1/tiers", null)).toMatchObject({ body: { version: 1 } });
    expect(await call("GET", "/v1/staff/audit", owner.token)).toMatchObject({
      body: { items: [{ action: "tier_policy.published" }, { action: "tier_policy.published" }] },
    });
  });
});
