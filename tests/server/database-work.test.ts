import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { jobs } from "@server/jobs.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { buildMember, buildStaff } from "@support/actors.ts";
import { commandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";
import { slowPlansOf } from "@support/plans.ts";
import {
  buildCampaign,
  buildPointsPolicy,
  buildTemplate,
  giveCoupon,
  givePoints,
} from "@support/value.ts";
import { startShop, type Shopper, type TestShop } from "@support/shop.ts";

useDatabase();
let shop: TestShop;
let shopper: Shopper;
/** A shopper who has all there is to spend. */
let rich: Shopper & { couponIds: string[] };
const id = (prefix: string) => newId(prefix, new Date());

beforeAll(async () => {
  shop = await startShop();
  shopper = await shop.loginShopper();
  const { world } = shop;
  await buildPointsPolicy(world);
  const member = await shop.loginShopper();
  await givePoints(world, member.memberId, 5_000);
  const template = await buildTemplate(world, { benefit: { kind: "amount_off", amountFen: 300 } });
  const couponIds: string[] = [];
  for (let n = 0; n < 3; n += 1) couponIds.push(await giveCoupon(world, member.memberId, template));
  await buildCampaign(
    world,
    { benefit: { kind: "amount_off", amountFen: 100 } },
    { budgetFen: 100_000 },
  );
  rich = { ...member, couponIds };
});
afterAll(async () => {
  await shop.stop();
});

const quoteBody = () => ({
  lines: [{ lineId: id("lin"), skuId: shop.skuId, quantity: 1 }],
  delivery: { kind: "pickup", storeId: shop.storeId },
});

/** Quotes and gives back the request that places exactly that. */
async function placing(token: string, body: ReturnType<typeof quoteBody> & object) {
  const quote = await shop.call<{ totalFen: number; version: string; couponIds: string[] }>(
    "POST",
    "/v1/quotes",
    { token, body },
  );
  expect(quote.body.couponIds).toEqual("couponIds" in body ? body.couponIds : []);
  const order = {
    ...body,
    orderId: id("ord"),
    expectedTotalFen: quote.body.totalFen,
    quoteVersion: quote.body.version,
  };
  return async () => await shop.call("POST", "/v1/orders", { token, body: order });
}

/** How many commands the shop sends from WeChat's notification of a payment to its answer. */
async function settling(): Promise<number> {
  const order = await shop.placeOrder(shopper);
  const path = `/v1/orders/${order.id}/payment`;
  const started = await shop.call<{ parameters: { package: string } }>("POST", path, {
    token: shopper.token,
  });
  const { commands } = await commandsOf(async () => {
    await shop.wechat.control("POST", "/pay", {
      prepay_id: started.body.parameters.package.slice("prepay_id=".length),
      outcome: "success",
      openid: shopper.openid,
    });
    // Asking the shop would add to the count: WeChat knows when its notification was taken.
    const number = `pay_${order.id.slice("ord_".length)}`;
    await vi.waitUntil(
      async () =>
        JSON.stringify(
          await shop.wechat.control("GET", `/notifications?out_trade_no=${number}`),
        ).includes("delivered"),
      { timeout: 10_000 },
    );
  });
  await paid(order.id);
  return commands.length;
}

/** The least of some tries: settings and campaigns are read at most once a second by a process, beside a request's own. */
async function leastOf(
  tries: readonly (() => Promise<() => Promise<{ status: number }>>)[],
): Promise<number> {
  const costs: number[] = [];
  for (const prepare of tries) costs.push(await costOf(await prepare()));
  return Math.min(...costs);
}

/** How many commands one request sends; it must succeed. */
async function costOf(work: () => Promise<{ status: number }>): Promise<number> {
  const { result, commands } = await commandsOf(work);
  expect(result.status).toBeLessThan(300);
  return commands.length;
}

const paid = async (orderId: string) =>
  await vi.waitUntil(async () => (await Orders.findById(orderId).lean())?.paymentState === "paid", {
    timeout: 10_000,
  });

describe("one request asks the database", () => {
  it("at most twice for a list of products", async () => {
    expect(
      await costOf(async () => await shop.call("GET", "/v1/products?limit=20")),
    ).toBeLessThanOrEqual(2);
  });

  it("at most three times for a product", async () => {
    const list = await shop.call<{ items: { productId?: string; id?: string }[] }>(
      "GET",
      "/v1/products",
    );
    const productId = list.body.items[0]?.productId ?? list.body.items[0]?.id ?? "";
    expect(
      await costOf(async () => await shop.call("GET", `/v1/products/${productId}`)),
    ).toBeLessThanOrEqual(3);
  });

  it("once for what a shopper's orders wait for, beside who asks", async () => {
    const ask = async () => await shop.call("GET", "/v1/orders/counts", { token: shopper.token });
    await ask();
    expect(await costOf(ask)).toBeLessThanOrEqual(2);
  });

  it("at most ten times for a quote, with coupons, points and campaigns", async () => {
    const ask = async () => async () =>
      await shop.call("POST", "/v1/quotes", {
        token: rich.token,
        body: { ...quoteBody(), couponIds: rich.couponIds.slice(0, 1), points: 500 },
      });
    expect(await leastOf([ask, ask, ask])).toBeLessThanOrEqual(10);
  });

  it("at most fourteen times to place an order that spends a coupon, points and a budget", async () => {
    const cost = await leastOf(
      rich.couponIds.map((couponId) => async () => {
        const body = { ...quoteBody(), couponIds: [couponId], points: 500 };
        return await placing(rich.token, body);
      }),
    );
    expect(cost).toBeLessThanOrEqual(14);
  });

  it("at most twelve times to place an order", async () => {
    const place = async () => await placing(shopper.token, quoteBody());
    expect(await leastOf([place, place, place])).toBeLessThanOrEqual(12);
  });

  it("at most fourteen times to settle a payment from its notification, points included", async () => {
    const costs = [await settling(), await settling(), await settling()];
    expect(Math.min(...costs)).toBeGreaterThan(3);
    expect(Math.min(...costs)).toBeLessThanOrEqual(14);
  });
});

describe("no hot statement reads a whole collection or sorts in memory", () => {
  const small = ["freight_policies", "tier_policies", "stores", "job_leases", "categories", "home"];

  it("of shoppers", async () => {
    const slow = await slowPlansOf(async () => {
      const order = await shop.placeOrder(shopper);
      await shop.pay(shopper, order.id);
      await paid(order.id);
      const cart = { lineId: id("lin"), skuId: shop.skuId, quantity: 1 };
      await shop.call("POST", "/v1/cart/lines", { token: shopper.token, body: cart });
      for (const path of [
        "/v1/home",
        "/v1/products?sort=newest",
        "/v1/products?sort=sales",
        "/v1/products?sort=price_asc",
        "/v1/products?sort=price_desc",
        "/v1/products?q=茉莉",
        "/v1/cart",
        "/v1/orders",
        "/v1/orders?paymentState=paid",
        "/v1/orders?fulfilmentState=partly_shipped,shipped,awaiting_pickup",
        "/v1/orders/counts",
        `/v1/orders/${order.id}`,
        `/v1/orders/${order.id}/payment`,
        `/v1/orders/${order.id}/refunds`,
        `/v1/orders/${order.id}/shipments`,
        "/v1/me/standing",
        "/v1/me/purchases",
        "/v1/me/timeline",
        "/v1/sessions",
      ]) {
        const answer = await shop.call("GET", path, { token: shopper.token });
        expect({ path, status: answer.status }).toEqual({ path, status: 200 });
      }
    }, small);
    expect(slow).toEqual([]);
  });

  it("of staff", async () => {
    const { token } = await buildStaff(shop.world, { roles: ["manager"] });
    const { memberId } = await buildMember(shop.world);
    const slow = await slowPlansOf(async () => {
      for (const path of [
        "/v1/staff/orders",
        "/v1/staff/refunds",
        "/v1/staff/refunds?state=requested",
        "/v1/staff/shipments",
        "/v1/staff/shipments?uploadState=refused",
        `/v1/staff/stock?storeId=${shop.storeId}`,
        `/v1/staff/stock?storeId=${shop.storeId}&below=10`,
        `/v1/staff/stock/movements?storeId=${shop.storeId}&skuId=${shop.skuId}`,
        `/v1/staff/members/${memberId}/standing`,
        `/v1/staff/members/${memberId}/timeline`,
        "/v1/staff/audit",
        "/v1/shop",
        "/v1/staff/today",
        "/v1/staff/orders?q=13812345678",
        "/v1/staff/orders?paymentState=paid&fulfilmentState=unfulfilled,partly_shipped",
        `/v1/staff/orders?storeId=${shop.storeId}&paymentState=paid&fulfilmentState=unfulfilled,partly_shipped`,
        `/v1/staff/orders?storeId=${shop.storeId}&fromDay=2026-01-01`,
        "/v1/staff/members?sort=last_purchase&tierLevel=1",
        `/v1/staff/members/${memberId}`,
        `/v1/staff/members/${memberId}/notes`,
        "/v1/staff/tags",
        "/v1/staff/imports",
        "/v1/staff/products",
      ]) {
        const answer = await shop.call("GET", path, { token });
        expect({ path, status: answer.status }).toEqual({ path, status: 200 });
      }
    }, small);
    expect(slow).toEqual([]);
  });

  it("of jobs", async () => {
    const slow = await slowPlansOf(async () => {
      // At night the sales figures are counted anew from everything, on purpose.
      for (const job of jobs.filter(({ name }) => name !== "count-sales"))
        await job.run(shop.world);
    }, small);
    expect(slow).toEqual([]);
  });
});
