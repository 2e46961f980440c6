import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readAvailable } from "@server/modules/inventory/index.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { paymentIdOf, Payments } from "@server/modules/payments/payment.model.ts";
import { Refunds } from "@server/modules/payments/refund.model.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type Shopper, type TestShop } from "@support/shop.ts";

useDatabase();
let shop: TestShop;
beforeAll(async () => {
  shop = await startShop();
});
afterEach(async () => {
  await shop.wechat.control("DELETE", "/faults");
  await shop.audit();
});
afterAll(async () => await shop.stop());

const available = async () => (await readAvailable(shop.storeId, [shop.skuId])).get(shop.skuId);
const cancel = async (shopper: Shopper, orderId: string) =>
  await shop.call("POST", `/v1/orders/${orderId}/cancel`, shopper);
const orderStateOf = async (orderId: string) =>
  (await Orders.findById(orderId).lean())?.paymentState;
const tradeState = async (orderId: string) =>
  (await shop.world.wechatPay.queryTransaction(paymentIdOf(orderId)))?.tradeState;

describe("cancelling", () => {
  it("gives stock back at once when nothing was asked of WeChat", async () => {
    const shopper = await shop.loginShopper();
    const before = await available();
    const { id } = await shop.placeOrder(shopper, 3);
    expect(await available()).toBe((before ?? 0) - 3);
    expect(await cancel(shopper, id)).toEqual({ status: 200, body: { outcome: "closed" } });
    expect(await available()).toBe(before);
    expect(await cancel(shopper, id)).toEqual({ status: 200, body: { outcome: "closed" } });
    const start = await shop.call("POST", `/v1/orders/${id}/payment`, shopper);
    expect(start).toMatchObject({ status: 409, body: { code: "payment_state" } });
  });

  it("closes at WeChat first, so that nobody can pay any more", async () => {
    const shopper = await shop.loginShopper();
    const { id } = await shop.placeOrder(shopper);
    await shop.pay(shopper, id, "cancel");
    expect(await cancel(shopper, id)).toMatchObject({ body: { outcome: "closed" } });
    expect(await tradeState(id)).toBe("CLOSED");
    const payment = await Payments.findById(paymentIdOf(id)).lean();
    expect(payment?.history.map(({ to }) => to)).toEqual(["pending", "closing", "closed"]);
  });

  it("says so when the order turns out paid", async () => {
    const shopper = await shop.loginShopper();
    const { id } = await shop.placeOrder(shopper);
    await shop.pay(shopper, id, "success_without_notify");
    expect(await cancel(shopper, id)).toEqual({ status: 200, body: { outcome: "paid" } });
    expect(await orderStateOf(id)).toBe("paid");
    expect(await cancel(shopper, id)).toEqual({ status: 200, body: { outcome: "paid" } });
  });

  it("releases nothing while WeChat does not answer, and the job finishes it", async () => {
    const shopper = await shop.loginShopper();
    const before = await available();
    const { id } = await shop.placeOrder(shopper);
    await shop.pay(shopper, id, "cancel");
    await shop.wechat.control("POST", "/faults", {
      on: "request",
      path: "/v3/pay/transactions/*",
      kind: "status",
      status: 503,
      count: 3,
    });
    expect(await cancel(shopper, id)).toMatchObject({
      status: 503,
      body: { code: "payment_unavailable" },
    });
    expect(await orderStateOf(id)).toBe("awaiting_payment");
    expect(await available()).toBe((before ?? 0) - 1);
    await shop.advance(61_000);
    await shop.runJob("follow-payments");
    expect(await orderStateOf(id)).toBe("closed");
    expect(await available()).toBe(before);
  });
});

describe("cancel against payment", () => {
  it("ends one way or the other, twenty times at once, and never both", async () => {
    const before = (await available()) ?? 0;
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const shopper = await shop.loginShopper();
        const { id } = await shop.placeOrder(shopper);
        const paying = shop.pay(shopper, id).then(
          () => true,
          () => false,
        );
        const [cancelled] = await Promise.all([cancel(shopper, id), paying]);
        return { id, cancelled };
      }),
    );
    await shop.advance(2 * 60_000);
    await expect
      .poll(
        async () => {
          await shop.runJob("follow-payments");
          await shop.runJob("close-expired-orders");
          return await Payments.countDocuments({ state: { $in: ["pending", "closing"] } });
        },
        { timeout: 15_000 },
      )
      .toBe(0);
    const ends = await Promise.all(
      outcomes.map(async ({ id }) => {
        const back = await Refunds.countDocuments({ paymentId: paymentIdOf(id), kind: "surplus" });
        const hasMoney = (await tradeState(id)) === "SUCCESS" && back === 0;
        return { state: await orderStateOf(id), hasMoney };
      }),
    );
    const sold = ends.filter(({ state }) => state === "paid").length;
    expect(ends.filter(({ state }) => state === "closed")).toHaveLength(20 - sold);
    expect(ends.filter(({ state, hasMoney }) => hasMoney !== (state === "paid"))).toEqual([]);
    expect(await available()).toBe(before - sold);
  });
});

describe("a payment begun while the order is being cancelled", () => {
  it("cannot be paid, even when WeChat hears of it only after the closing", async () => {
    const shopper = await shop.loginShopper();
    const { id } = await shop.placeOrder(shopper);
    const path = "/v3/pay/transactions/jsapi";
    await shop.wechat.control("POST", "/faults", { on: "request", path, kind: "slow", ms: 1_000 });
    const starting = shop.call("POST", `/v1/orders/${id}/payment`, shopper);
    await expect.poll(async () => await Payments.countDocuments({ orderId: id })).toBe(1);
    expect(await cancel(shopper, id)).toMatchObject({ body: { outcome: "closed" } });
    expect(await starting).toMatchObject({ status: 409, body: { code: "payment_state" } });
    expect(await tradeState(id)).toBe("CLOSED");
  });
});

describe("expiry", () => {
  it("closes what nobody paid, after asking WeChat, and frees its stock", async () => {
    const shopper = await shop.loginShopper();
    const before = await available();
    const [unasked, unpaid, paid] = [
      await shop.placeOrder(shopper),
      await shop.placeOrder(shopper),
      await shop.placeOrder(shopper),
    ];
    await shop.pay(shopper, unpaid.id, "cancel");
    await shop.pay(shopper, paid.id, "success_without_notify");
    await shop.runJob("close-expired-orders");
    expect(await orderStateOf(unasked.id)).toBe("awaiting_payment");
    await shop.advance(31 * 60_000);
    const start = await shop.call("POST", `/v1/orders/${unpaid.id}/payment`, shopper);
    expect(start).toMatchObject({ status: 409, body: { code: "payment_state" } });
    expect(await shop.runJob("close-expired-orders")).toEqual({ closed: 2, paid: 1 });
    expect(await orderStateOf(unasked.id)).toBe("closed");
    expect(await orderStateOf(unpaid.id)).toBe("closed");
    expect(await orderStateOf(paid.id)).toBe("paid");
    expect(await tradeState(unpaid.id)).toBe("CLOSED");
    expect(await available()).toBe((before ?? 0) - 1);
    expect(await shop.runJob("close-expired-orders")).toEqual({});
  });

  it("one order that cannot be closed does not hold up the others", async () => {
    const shopper = await shop.loginShopper();
    const [stuck, other] = [await shop.placeOrder(shopper), await shop.placeOrder(shopper)];
    await shop.pay(shopper, stuck.id, "cancel");
    await shop.advance(31 * 60_000);
    await shop.wechat.control("POST", "/faults", {
      on: "request",
      path: `/v3/pay/transactions/out-trade-no/${paymentIdOf(stuck.id)}`,
      kind: "reset",
      count: 3,
    });
    expect(await shop.runJob("close-expired-orders")).toEqual({
      payment_unavailable: 1,
      closed: 1,
    });
    expect(await orderStateOf(other.id)).toBe("closed");
    expect(await shop.runJob("close-expired-orders")).toEqual({ closed: 1 });
  });
});

describe("when WeChat Pay is ill (R6)", () => {
  it("a payment that WeChat took without answering is not made twice", async () => {
    const shopper = await shop.loginShopper();
    const { id } = await shop.placeOrder(shopper);
    const path = "/v3/pay/transactions/jsapi";
    await shop.wechat.control("POST", "/faults", {
      on: "request",
      path,
      kind: "timeout_after_commit",
      answer_after_ms: 5_500,
    });
    await shop.wechat.control("POST", "/faults", { on: "request", path, kind: "truncated_answer" });
    await shop.pay(shopper, id);
    await expect.poll(async () => await orderStateOf(id)).toBe("paid");
  });

  it("an outage is a 503 with Retry-After, leaves the order payable, and other work goes on", async () => {
    const shopper = await shop.loginShopper();
    const { id } = await shop.placeOrder(shopper);
    await shop.wechat.control("POST", "/faults", {
      on: "request",
      path: "/v3/*",
      kind: "status",
      status: 502,
      count: 3,
    });
    const response = await fetch(`${shop.url}/v1/orders/${id}/payment`, {
      method: "POST",
      headers: { Authorization: `Bearer ${shopper.token}` },
    });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await orderStateOf(id)).toBe("awaiting_payment");
    expect((await shop.call("GET", `/v1/orders/${id}`, shopper)).status).toBe(200);
    await shop.pay(shopper, id);
    await expect.poll(async () => await orderStateOf(id)).toBe("paid");
  });
});
