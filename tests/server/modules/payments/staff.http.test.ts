import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDays, shanghaiDay } from "@server/kernel/calendar.ts";
import { newId } from "@server/kernel/ids.ts";
import { openCase } from "@server/modules/payments/open-case.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();
let shop: TestShop;
let owner: { token: string };
beforeAll(async () => {
  shop = await startShop();
  owner = await shop.loginOwner();
});
afterAll(async () => await shop.stop());

type Page = { items: Record<string, unknown>[]; nextCursor: string | null };
const get = async (path: string, who = owner) => await shop.call<Page>("GET", path, who);

const found = (number: string, storeId: string | null) => ({
  billDay: "2026-03-09",
  class: "only_theirs" as const,
  number,
  orderId: null,
  storeId,
  oursFen: null,
  oursState: null,
  theirsFen: 100,
  theirsState: "SUCCESS",
  detail: "微信有收款，我们没有这笔支付单",
});

describe("payments for staff", () => {
  it("are listed newest first, page by page, and by state", async () => {
    const shopper = await shop.loginShopper();
    const ids: string[] = [];
    for (let nth = 0; nth < 3; nth += 1) {
      const { id } = await shop.placeOrder(shopper);
      await shop.pay(shopper, id, "cancel");
      ids.unshift(`pay_${id.slice(4)}`);
    }
    const first = await get("/v1/staff/payments?limit=2");
    const rest = await get(`/v1/staff/payments?limit=2&cursor=${first.body.nextCursor}`);
    expect([...first.body.items, ...rest.body.items].map(({ id }) => id)).toEqual(ids);
    expect(rest.body.nextCursor).toBeNull();
    expect((await get("/v1/staff/payments?state=surplus")).body.items).toEqual([]);
    expect(JSON.stringify(first.body)).not.toContain(shopper.openid);
  });

  it("are not for guides, shoppers and passers-by", async () => {
    const guide = await shop.loginStaff({ roles: ["guide"], storeIds: null });
    const shopper = await shop.loginShopper();
    for (const path of ["payments", "reconciliation/cases", "reconciliation/days"]) {
      expect((await get(`/v1/staff/${path}`, guide)).status).toBe(403);
      expect((await get(`/v1/staff/${path}`, shopper)).status).toBe(403);
      expect((await shop.call("GET", `/v1/staff/${path}`)).status).toBe(401);
    }
  });
});

describe("cases for staff", () => {
  it("are listed, closed once with a reason, and kept apart by store", async () => {
    await openCase(shop.world, found("4200001", null));
    await openCase(shop.world, found("4200002", shop.storeId));
    const manager = await shop.loginStaff({ roles: ["manager"], storeIds: [shop.storeId] });
    expect((await get("/v1/staff/reconciliation/cases")).body.items).toHaveLength(2);
    const seen = await get("/v1/staff/reconciliation/cases?state=open&billDay=2026-03-09", manager);
    expect(seen.body.items.map(({ number }) => number)).toEqual(["4200002"]);
    const path = `/v1/staff/reconciliation/cases/${String(seen.body.items[0]?.["id"])}/close`;
    const close = async (body: unknown) =>
      await shop.call<{ code?: string }>("POST", path, { ...manager, body });
    expect(await close({ reason: "" })).toMatchObject({ status: 400 });
    expect(await close({ reason: "x", state: "closed" })).toMatchObject({ status: 400 });
    expect(await close({ reason: "线下收款，已核对" })).toMatchObject({
      status: 200,
      body: { state: "closed", closeReason: "线下收款，已核对" },
    });
    expect(await close({ reason: "又一次" })).toMatchObject({
      status: 409,
      body: { code: "case_closed" },
    });
    const unknown = newId("rcn", shop.world.clock.now());
    const missing = await shop.call("POST", `/v1/staff/reconciliation/cases/${unknown}/close`, {
      ...owner,
      body: { reason: "x" },
    });
    expect(missing.status).toBe(404);
    await shop.audit();
  });
});

describe("bill days for staff", () => {
  it("can be run by who sees all stores, and say when the bill is not there yet", async () => {
    const today = shanghaiDay(shop.world.clock.now());
    const path = "/v1/staff/reconciliation/days";
    const manager = await shop.loginStaff({ roles: ["manager"], storeIds: [shop.storeId] });
    const quiet = addDays(today, -4);
    expect(await shop.call("POST", `${path}/${quiet}`, manager)).toMatchObject({ status: 403 });
    expect(await shop.call("POST", `${path}/${today}`, owner)).toMatchObject({
      status: 409,
      body: { code: "bill_not_ready" },
    });
    for (const runs of [1, 2])
      expect(await shop.call("POST", `${path}/${quiet}`, owner)).toMatchObject({
        status: 200,
        body: { day: quiet, state: "none", paymentCount: 0, openCases: 0, runs },
      });
    expect((await get(path)).body.items).toMatchObject([{ day: quiet, runs: 2 }]);
    expect(await shop.call("POST", `${path}/2026-02-30`, owner)).toMatchObject({ status: 400 });
  });
});
