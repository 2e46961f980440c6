import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "@server/app.ts";
import { transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import {
  ensurePointsPolicy,
  pointsChecks,
  settlePoints,
  starterPointsRules,
} from "@server/modules/points/index.ts";
import { PointsPolicies } from "@server/modules/points/points-policy.model.ts";
import { buildMember, buildStaff } from "@support/actors.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld({ at: "2026-03-10T02:00:00.000Z" });
const id = (prefix: string) => newId(prefix, world.clock.now());
let server: Server;
let member: { memberId: string; token: string };
let owner: { token: string };
let service: { token: string };

beforeAll(async () => {
  server = createApp(world).listen(0, "127.0.0.1");
  member = await buildMember(world);
  owner = await buildStaff(world, { roles: ["owner"] });
  service = await buildStaff(world, { roles: ["service"] });
});
afterAll(async () => {
  server.close();
  for (const check of pointsChecks)
    expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });
});

type Body = { readonly items: readonly unknown[]; readonly nextCursor: string | null };

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
  return { status: answer.status, body: (await answer.json()) as Body };
}

const ofMember = (rest: string) => `/v1/staff/members/${member.memberId}/points${rest}`;

describe("points over HTTP", () => {
  it("have no rules before a shop gives itself some; then everybody can read them", async () => {
    expect(await call("GET", "/v1/points/rules", null)).toMatchObject({ status: 404 });
    const early = await call("POST", ofMember("/adjustments"), service.token, {
      adjustmentId: id("pta"),
      points: 1,
      reason: "试",
    });
    expect(early).toMatchObject({ status: 422, body: { code: "adjustment_limit" } });
    await ensurePointsPolicy(world);
    const { status, body } = await call("GET", "/v1/points/rules", null);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { version: 1, spending: starterPointsRules.spending },
    });
    expect(body).not.toHaveProperty("adjusting");
  });

  it("show members what they have, what comes when, what is over soon, and what it is worth", async () => {
    expect(await call("GET", "/v1/me/points", member.token)).toMatchObject({
      body: { available: 0, pending: 0, debt: 0, valueFen: 0, buckets: [] },
    });
    const orderId = id("ord");
    await transaction(async () => {
      await settlePoints(world, {
        memberId: member.memberId,
        orderId,
        at: world.clock.now(),
        tierLevel: 0,
        isFirstOrder: true,
        heldPoints: 0,
        lines: [{ lineId: "a", categoryIds: [], netFen: 25_000 }],
      });
    });
    const pending = await call("GET", "/v1/me/points", member.token);
    expect(pending.body).toMatchObject({
      available: 0,
      pending: 350,
      pendingLots: [{ orderId, points: 350, activatesOn: "2026-03-17", expiresOn: "2027-12-31" }],
    });
    const staffs = await call("GET", ofMember(""), service.token);
    expect(staffs).toEqual(pending);
    world.clock.advance(7 * 86_400_000);
    expect(await call("GET", "/v1/me/points", member.token)).toMatchObject({
      body: { available: 350, pending: 0, valueFen: 300, expiringSoon: [] },
    });
    world.clock.advance(-7 * 86_400_000);
    const nobody = `/v1/staff/members/${id("mem")}/points`;
    expect(await call("GET", nobody, owner.token)).toMatchObject({ status: 404 });
    expect(await call("GET", `${nobody}/entries`, owner.token)).toMatchObject({ status: 404 });
  });

  it("are adjusted by staff within a limit, above it by two, with a note for the member and a reason for staff", async () => {
    const small = { adjustmentId: id("pta"), points: 200, reason: "客诉补偿", note: "服务补偿" };
    const done = await call("POST", ofMember("/adjustments"), service.token, small);
    expect(done).toMatchObject({ status: 201, body: { state: "done", points: 200 } });
    const large = { adjustmentId: id("pta"), points: 2_000, reason: "大额补偿" };
    const asked = await call("POST", ofMember("/adjustments"), service.token, large);
    expect(asked).toMatchObject({ status: 201, body: { state: "requested" } });
    const open = await call("GET", "/v1/staff/points/adjustments?state=requested", service.token);
    expect(open.body.items).toMatchObject([{ adjustmentId: large.adjustmentId }]);
    const path = `/v1/staff/points/adjustments/${large.adjustmentId}`;
    expect(await call("POST", `${path}/approve`, service.token)).toMatchObject({ status: 403 });
    const rejected = await call("POST", `${path}/reject`, owner.token, { reason: "金额过大" });
    expect(rejected).toMatchObject({ body: { state: "rejected", decisionReason: "金额过大" } });
    expect(await call("POST", `${path}/approve`, owner.token)).toMatchObject({
      status: 409,
      body: { code: "approval_state" },
    });
    const mine = await call("GET", "/v1/me/points/entries?limit=1", member.token);
    expect(mine.body.items).toMatchObject([
      { kind: "adjust", title: "积分调整", available: 200, note: "服务补偿" },
    ]);
    expect(JSON.stringify(mine.body)).not.toContain("客诉");
    const next = await call(
      "GET",
      `/v1/me/points/entries?cursor=${mine.body.nextCursor}`,
      member.token,
    );
    expect(next.body).toMatchObject({ items: [{ kind: "earn", pending: 350 }], nextCursor: null });
    const staffs = await call("GET", ofMember("/entries"), owner.token);
    expect(staffs.body.items[0]).toMatchObject({
      reason: "客诉补偿",
      moves: [{ expiresOn: "2027-12-31", points: 200 }],
      postings: [
        { account: "shop:issued", points: -200 },
        { account: "member:available", points: 200 },
      ],
    });
    const zero = await call("POST", ofMember("/adjustments"), owner.token, {
      ...small,
      adjustmentId: id("pta"),
      points: 0,
    });
    expect(zero).toMatchObject({ status: 400, body: { errors: [{ pointer: "/points" }] } });
  });

  it("have rules that are previewed, published by version, and told where they are wrong", async () => {
    const rules = {
      ...starterPointsRules,
      earning: { ...starterPointsRules.earning, birthdayMonthBps: 20_000 },
    };
    const purchase = {
      day: "2026-03-31",
      tierLevel: 0,
      isBirthdayMonth: true,
      lines: [{ lineId: "茶", netFen: 9_900 }],
    };
    const preview = await call("POST", "/v1/staff/points/policies/preview", owner.token, {
      rules,
      purchase,
    });
    expect(preview).toMatchObject({
      status: 200,
      body: {
        points: 198,
        dayReason: "birthday_month",
        lines: [{ lineId: "茶", milliPoints: 198_000 }],
        activatesOn: "2026-04-07",
        expiresOn: "2027-12-31",
        worthFen: 100,
      },
    });
    const wrong = { ...rules, adjusting: { aloneMax: 10, max: 1 } };
    for (const path of ["/v1/staff/points/policies", "/v1/staff/points/policies/preview"])
      expect(
        await call("POST", path, owner.token, {
          rules: wrong,
          ...(path.endsWith("preview") ? { purchase } : { expectedVersion: 1, reason: "试" }),
        }),
      ).toMatchObject({
        status: 422,
        body: {
          code: "points_policy_invalid",
          errors: [{ pointer: "/rules/adjusting/aloneMax" }],
        },
      });
    const categoryId = id("cat");
    const unknown = {
      ...rules,
      earning: {
        ...rules.earning,
        rates: [...rules.earning.rates, { fromLevel: 9, milliPerYuan: 9_000 }],
        categories: [{ categoryId, multiplierBps: 20_000 }],
      },
    };
    expect(
      await call("POST", "/v1/staff/points/policies", owner.token, {
        rules: unknown,
        expectedVersion: 1,
        reason: "试",
      }),
    ).toMatchObject({
      status: 422,
      body: {
        errors: [
          { pointer: `/rules/earning/rates/${rules.earning.rates.length}/fromLevel` },
          { pointer: "/rules/earning/categories/0/categoryId" },
        ],
      },
    });
    const publish = async () =>
      await call("POST", "/v1/staff/points/policies", owner.token, {
        expectedVersion: 1,
        rules,
        reason: "生日月双倍",
      });
    const both = await Promise.all([publish(), publish()]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
    const all = await call("GET", "/v1/staff/points/policies", owner.token);
    expect(all.body.items).toMatchObject([{ version: 2, reason: "生日月双倍" }, { version: 1 }]);
    expect(await PointsPolicies.countDocuments()).toBe(2);
    const current = await call("GET", "/v1/points/rules", null);
    expect(current.body).toMatchObject({ version: 2, earning: { birthdayMonthBps: 20_000 } });
  });

  it("show staff what the shop owes", async () => {
    const path = "/v1/staff/points/liability?from=2026-03-01&to=2026-03-31";
    expect(await call("GET", path, owner.token)).toMatchObject({
      status: 200,
      body: {
        openingPoints: 0,
        issuedPoints: 550,
        closingPoints: 550,
        now: { points: 550, members: 1, available: 200, pending: 350, valueFen: 500 },
      },
    });
    const backwards = "/v1/staff/points/liability?from=2026-03-02&to=2026-03-01";
    expect(await call("GET", backwards, owner.token)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "/query/to" }] },
    });
  });
});
