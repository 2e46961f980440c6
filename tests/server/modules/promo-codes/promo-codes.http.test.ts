import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type TestShop } from "@support/shop.ts";
import { publishTemplate } from "../coupons/coupon-samples.ts";

useDatabase();

type Batch = { batchId: string; state: string; used: number; exports: unknown[] };

let shop: TestShop;
let owner: { token: string };
let guide: { token: string };
let templateId: string;

beforeAll(async () => {
  shop = await startShop();
  owner = await shop.loginOwner();
  guide = await shop.loginStaff({ roles: ["guide"], storeIds: null });
  templateId = (await publishTemplate(shop.world, { caps: { perMember: 5 } }))._id;
});
afterAll(async () => {
  await shop.stop();
});

const id = (prefix: string) => newId(prefix, shop.world.clock.now());

async function issue(who: { token: string }, codes: object, parts: object = {}) {
  const now = shop.world.clock.now();
  return await shop.call<Batch & { code: string }>("POST", "/v1/staff/code-batches", {
    ...who,
    body: {
      batchId: id("pcb"),
      templateId,
      codes,
      purpose: "老顾客回店",
      from: now.toISOString(),
      until: new Date(now.getTime() + 86_400_000).toISOString(),
      ...parts,
    },
  });
}

async function exported(who: { token: string }, batchId: string): Promise<Response> {
  return await fetch(`${shop.url}/v1/staff/code-batches/${batchId}/export`, {
    method: "POST",
    headers: { Authorization: `Bearer ${who.token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ reason: "发给顾客" }),
  });
}

const redeem = async (token: string, code: string, redemptionId = id("red")) =>
  await shop.call("POST", "/v1/promo-codes/redemptions", {
    token,
    body: { code, redemptionId },
    headers: { "X-Device-Id": id("dev") },
  });

describe("promo codes over HTTP", () => {
  it("go from a budget by an approval and an export to a shopper's coupon", async () => {
    expect(await issue(guide, { kind: "single", count: 2 })).toMatchObject({
      status: 422,
      body: { code: "code_budget" },
    });
    const own = async () => await shop.call("GET", "/v1/staff/me/code-budget", guide);
    expect(await own()).toMatchObject({ status: 200, body: { monthlyFen: 0, usedFen: 0 } });
    expect((await shop.call("GET", "/v1/staff/code-budgets", guide)).status).toBe(403);
    const all = await shop.call("GET", "/v1/staff/code-budgets", owner);
    expect(all).toMatchObject({ status: 200, body: { items: [] } });
    const me = await shop.call<{ staffId: string }>("GET", "/v1/staff/me", guide);
    const { staffId } = me.body;
    const limits = { monthlyFen: 10_000, approvalAboveFen: 600, discountMaxBps: 5_000 };
    expect(
      await shop.call("PUT", `/v1/staff/code-budgets/${staffId}`, {
        ...owner,
        body: { ...limits, reason: "试用" },
      }),
    ).toMatchObject({ status: 200, body: { staffId, ...limits, usedFen: 0 } });
    expect(
      await shop.call("PUT", `/v1/staff/code-budgets/${id("stf")}`, {
        ...owner,
        body: { ...limits, reason: "试用" },
      }),
    ).toMatchObject({ status: 404, body: { code: "not_found" } });

    const waiting = await issue(guide, { kind: "single", count: 2 });
    expect(waiting).toMatchObject({ status: 201, body: { state: "awaiting_approval" } });
    expect((await own()).body).toMatchObject({ staffId, ...limits, usedFen: 1_000 });
    const { batchId } = waiting.body;
    const path = `/v1/staff/code-batches/${batchId}`;
    expect((await exported(guide, batchId)).status).toBe(422);
    const decision = { isApproved: true, reason: "可以" };
    expect((await shop.call("POST", `${path}/decision`, { ...guide, body: decision })).status).toBe(
      403,
    );
    expect(
      (await shop.call("POST", `${path}/decision`, { ...owner, body: decision })).body,
    ).toMatchObject({ state: "active" });

    const file = await exported(guide, batchId);
    expect(file.headers.get("content-type")).toContain("text/csv");
    const lines = (await file.text()).trimEnd().split("\r\n").slice(1);
    expect(lines).toHaveLength(2);
    const code = /^"([^"]+)"/.exec(lines[0] ?? "")?.[1] ?? "";

    const shopper = await shop.loginShopper();
    const redemptionId = id("red");
    const first = await redeem(shopper.token, code, redemptionId);
    expect(first).toMatchObject({ status: 201, body: { templateId, name: "满 20 减 5" } });
    expect((await redeem(shopper.token, code, redemptionId)).body["couponId"]).toBe(
      first.body["couponId"],
    );
    const other = await shop.loginShopper();
    const wrong = await redeem(other.token, "ABCDE-FGHJK-LMNP");
    const used = await redeem(other.token, code);
    const same = ({ body }: { body: Record<string, unknown> }) => ({ ...body, requestId: "" });
    expect(wrong).toMatchObject({ status: 422, body: { code: "code_invalid" } });
    expect(same(used)).toEqual(same(wrong));

    const seen = await shop.call<Batch>("GET", path, guide);
    expect(seen.body).toMatchObject({ used: 1, exports: [{ reason: "发给顾客" }] });
    expect((await shop.call("GET", `${path}/uses`, guide)).body).toMatchObject({
      items: [{ memberId: shopper.memberId, couponState: "available" }],
    });
    expect(
      (await shop.call("POST", `${path}/disable`, { ...owner, body: { reason: "到此为止" } })).body,
    ).toMatchObject({ state: "disabled" });
    const rest = /^"([^"]+)"/.exec(lines[1] ?? "")?.[1] ?? "";
    expect(same(await redeem(other.token, rest))).toEqual(same(wrong));
    const listed = await shop.call<{ items: Batch[] }>(
      "GET",
      "/v1/staff/code-batches?state=disabled",
      guide,
    );
    expect(listed.body.items.map((one) => one.batchId)).toEqual([batchId]);
    await shop.audit();
  });

  it("that are guessed are locked with the time to wait", async () => {
    const shopper = await shop.loginShopper();
    for (let index = 0; index < 10; index += 1)
      expect((await redeem(shopper.token, `WRONG${index}`)).status).toBe(422);
    const response = await fetch(`${shop.url}/v1/promo-codes/redemptions`, {
      method: "POST",
      headers: { Authorization: `Bearer ${shopper.token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ code: "WRONG", redemptionId: id("red") }),
    });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(3_000);
  });
});
