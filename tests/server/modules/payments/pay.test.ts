import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Orders } from "@server/modules/orders/order.model.ts";
import { Cases } from "@server/modules/payments/case.model.ts";
import { Inbox } from "@server/modules/payments/inbox.model.ts";
import { paymentIdOf, Payments } from "@server/modules/payments/payment.model.ts";
import { Refunds } from "@server/modules/payments/refund.model.ts";
import { settlePayment } from "@server/modules/payments/settle-payment.ts";
import { Purchases } from "@server/modules/purchases/purchase.model.ts";
import type { PayTransaction } from "@server/world.ts";
import { commandsOf, fewestCommandsOf } from "@support/commands.ts";
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

type Started = { paid: boolean; parameters: { package: string } };
type Seen = { state: string; isPaid: boolean; amountFen: number };
const stateOf = async (orderId: string) =>
  (await Payments.findById(paymentIdOf(orderId)).lean())?.state;
const orderStateOf = async (orderId: string) =>
  (await Orders.findById(orderId).lean())?.paymentState;
const spoil = async (kind: string, more: object = {}) =>
  await shop.wechat.control("POST", "/faults", { on: "notification", kind, ...more });
type Notification = { id: string; state: string; attempts: { status?: number; answer?: string }[] };
const notificationsOf = async (number: string) =>
  (
    await shop.wechat.control<{ notifications: Notification[] }>(
      "GET",
      `/notifications?out_trade_no=${number}`,
    )
  ).notifications;
const firstAttempt = async (number: string) => {
  await expect
    .poll(async () => (await notificationsOf(number))[0]?.attempts.length ?? 0, { timeout: 10_000 })
    .toBeGreaterThan(0);
  return (await notificationsOf(number))[0]?.attempts[0];
};
async function ordered(): Promise<{ shopper: Shopper; orderId: string }> {
  const shopper = await shop.loginShopper();
  return { shopper, orderId: (await shop.placeOrder(shopper)).id };
}

describe("paying an order", () => {
  it("is settled by the notification: order, stock, purchase and answer 204", async () => {
    const { shopper, orderId } = await ordered();
    const { number } = await shop.pay(shopper, orderId);
    expect(await firstAttempt(number)).toMatchObject({ status: 204 });
    const order = await Orders.findById(orderId).lean();
    expect(order).toMatchObject({ paymentState: "paid", fulfilmentState: "awaiting_pickup" });
    const payment = await Payments.findById(number).lean();
    expect(payment).toMatchObject({ state: "settled", amountFen: 2_000, nextQueryAt: null });
    expect(payment?.transactionId).toMatch(/^42\d+$/);
    expect(await Purchases.countDocuments({ externalId: orderId })).toBe(1);
    const seen = await shop.call<Seen>("GET", `/v1/orders/${orderId}/payment`, shopper);
    expect(seen.body).toMatchObject({ state: "settled", isPaid: true, amountFen: 2_000 });
    const again = await shop.call<Started>("POST", `/v1/orders/${orderId}/payment`, shopper);
    expect(again.body).toEqual({ paid: true });
  });

  it("takes at most 12 database commands from the notification to its answer", async () => {
    let held: Notification | undefined;
    const fewest = await fewestCommandsOf(async () => {
      const { shopper, orderId } = await ordered();
      const { number } = await shop.pay(shopper, orderId, "success_without_notify");
      [held] = await notificationsOf(number);
      return async () => {
        await shop.wechat.control("POST", `/notifications/${held?.id}/send`, {});
        expect(await Orders.findById(orderId).lean()).toMatchObject({ paymentState: "paid" });
      };
    });
    // One of them is this test's own look at the order.
    expect(fewest).toBeLessThanOrEqual(13);
    const copy = await commandsOf(
      async () => await shop.wechat.control("POST", `/notifications/${held?.id}/send`, {}),
    );
    expect(copy.commands).toEqual(["insert", "find"]);
  });

  it("starts again and again with the same number, also six times at once", async () => {
    const { shopper, orderId } = await ordered();
    const started = await Promise.all(
      Array.from({ length: 6 }, () =>
        shop.call<Started>("POST", `/v1/orders/${orderId}/payment`, shopper),
      ),
    );
    expect(started.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await Payments.countDocuments({ orderId })).toBe(1);
    await shop.pay(shopper, orderId);
    await expect.poll(async () => await orderStateOf(orderId)).toBe("paid");
  });

  it("never believes the phone: unpaid, cancelled and failed stay unpaid", async () => {
    const { shopper, orderId } = await ordered();
    await shop.pay(shopper, orderId, "cancel");
    await shop.pay(shopper, orderId, "fail");
    const seen = await shop.call<Seen>("GET", `/v1/orders/${orderId}/payment`, shopper);
    expect(seen.body).toMatchObject({ state: "pending", isPaid: false });
    expect(await orderStateOf(orderId)).toBe("awaiting_payment");
  });

  it("is nobody else's business", async () => {
    const { orderId } = await ordered();
    const stranger = await shop.loginShopper();
    for (const [method, path] of [
      ["POST", "payment"],
      ["GET", "payment"],
      ["POST", "cancel"],
    ] as const) {
      const url = `/v1/orders/${orderId}/${path}`;
      expect(await shop.call(method, url, stranger)).toMatchObject({ status: 404 });
      expect(await shop.call(method, url)).toMatchObject({ status: 401 });
    }
    expect(await stateOf(orderId)).toBeUndefined();
  });
});

describe("notifications (R4)", () => {
  it("50 copies at once make one transition and 50 acknowledgements", async () => {
    const { shopper, orderId } = await ordered();
    await spoil("duplicate", { copies: 49 });
    const { number } = await shop.pay(shopper, orderId);
    await expect
      .poll(async () => (await notificationsOf(number))[0]?.attempts.length, { timeout: 20_000 })
      .toBe(50);
    const [told] = await notificationsOf(number);
    expect(told?.attempts.map(({ status }) => status)).toEqual(Array(50).fill(204));
    const payment = await Payments.findById(number).lean();
    expect(payment?.history.map(({ to }) => to)).toEqual(["pending", "settled"]);
    expect(await Purchases.countDocuments({ externalId: orderId })).toBe(1);
    expect(await Inbox.countDocuments({ number })).toBe(1);
  });

  it.each([
    "bad_signature",
    "old_timestamp",
    "unknown_serial",
    "tampered_ciphertext",
    "truncated",
    "signtest",
  ])("%s is refused in WeChat's shape, changes nothing, and leaves a line", async (kind) => {
    const { shopper, orderId } = await ordered();
    await spoil(kind);
    shop.logLines.length = 0;
    const { number } = await shop.pay(shopper, orderId);
    const attempt = await firstAttempt(number);
    expect(attempt?.status).toBe(401);
    expect(JSON.parse(attempt?.answer ?? "")).toEqual({ code: "FAIL", message: "通知签名无效" });
    expect(await stateOf(orderId)).toBe("pending");
    expect(await orderStateOf(orderId)).toBe("awaiting_payment");
    expect(await Inbox.countDocuments({ number })).toBe(0);
    expect(shop.logLines.some((line) => line.includes("notification refused"))).toBe(true);
  });

  it.each(["foreign_mchid", "foreign_appid"])(
    "%s is acknowledged, written down and not taken; the true one still is",
    async (kind) => {
      const { shopper, orderId } = await ordered();
      await spoil(kind);
      shop.logLines.length = 0;
      const { number } = await shop.pay(shopper, orderId);
      expect((await firstAttempt(number))?.status).toBe(204);
      expect(await stateOf(orderId)).toBe("pending");
      expect(await orderStateOf(orderId)).toBe("awaiting_payment");
      expect(await Inbox.findOne({ number }).lean()).toMatchObject({ outcome: "foreign" });
      expect(shop.logLines.some((line) => line.includes('"outcome":"foreign"'))).toBe(true);
      const [told] = await notificationsOf(number);
      await shop.wechat.control("POST", `/notifications/${told?.id}/send`, {});
      expect(await orderStateOf(orderId)).toBe("paid");
    },
  );

  it("a wrong amount is disputed and becomes one case; the exact message then settles", async () => {
    const { shopper, orderId } = await ordered();
    await spoil("wrong_amount");
    const { number } = await shop.pay(shopper, orderId);
    expect((await firstAttempt(number))?.status).toBe(204);
    expect(await stateOf(orderId)).toBe("disputed");
    expect(await orderStateOf(orderId)).toBe("awaiting_payment");
    const [told] = await notificationsOf(number);
    await shop.wechat.control("POST", `/notifications/${told?.id}/send`, { fault: "wrong_amount" });
    expect(await Cases.find({ number }).lean()).toMatchObject([
      { class: "amount", oursFen: 2_000, theirsFen: 2_001, state: "open", orderId },
    ]);
    await shop.wechat.control("POST", `/notifications/${told?.id}/send`, {});
    expect(await stateOf(orderId)).toBe("settled");
    expect(await orderStateOf(orderId)).toBe("paid");
  });

  it("about a number we do not know is acknowledged and logged", async () => {
    const { shopper, orderId } = await ordered();
    const { number } = await shop.pay(shopper, orderId, "success_without_notify");
    const payment = await Payments.findById(number).lean();
    await Payments.deleteOne({ _id: number });
    const [held] = await notificationsOf(number);
    const answer = await shop.wechat.control<{ status: number }>(
      "POST",
      `/notifications/${held?.id}/send`,
      {},
    );
    expect(answer.status).toBe(204);
    expect(await Inbox.findOne({ number }).lean()).toMatchObject({ outcome: "unknown" });
    await Payments.insertMany(payment === null ? [] : [payment]);
    await shop.wechat.control("POST", `/notifications/${held?.id}/send`, {});
    expect(await orderStateOf(orderId)).toBe("paid");
  });

  it("24 hours late finds a closed order: the money goes back by itself and is visible", async () => {
    const { shopper, orderId } = await ordered();
    await spoil("delay", { ms: 24 * 3_600_000 });
    const { number } = await shop.pay(shopper, orderId);
    // As if WeChat had closed it and taken the money all the same.
    const steps = ["closing", "closed"].map((to) => ({ to, at: new Date(), actor: "test" }));
    await Payments.updateOne(
      { _id: number },
      { $set: { state: "closed", nextQueryAt: null }, $push: { history: { $each: steps } } },
    );
    await shop.advance(31 * 60_000);
    await shop.runJob("close-expired-orders");
    expect(await orderStateOf(orderId)).toBe("closed");
    await shop.advance(24 * 3_600_000);
    expect((await firstAttempt(number))?.status).toBe(204);
    expect(await stateOf(orderId)).toBe("surplus");
    expect(await orderStateOf(orderId)).toBe("closed");
    await shop.runJob("submit-refunds");
    const refund = await Refunds.findOne({ paymentId: number }).lean();
    expect(refund).toMatchObject({ kind: "surplus", state: "processing", amountFen: 2_000 });
    await shop.advance(60_000);
    await expect
      .poll(async () => (await Refunds.findOne({ paymentId: number }).lean())?.state)
      .toBe("succeeded");
    const book = await shop.wechat.control<{
      orders: { out_trade_no: string; refunded: number }[];
    }>("GET", "/book");
    expect(book.orders.find((line) => line.out_trade_no === number)?.refunded).toBe(2_000);
  });

  it("of a kind we do not know, or no notification at all, does no harm", async () => {
    const path = "/v1/payments/wechat/notifications";
    for (const body of ["<xml><a>1</a></xml>", "{}", "", "\u0000"]) {
      const response = await fetch(`${shop.url}${path}`, { method: "POST", body });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ code: "FAIL", message: "通知签名无效" });
    }
  });

  it("that cannot be written is answered 5xx and repeated by WeChat until it is", async () => {
    const { shopper, orderId } = await ordered();
    const { number } = await shop.pay(shopper, orderId, "success_without_notify");
    const order = await Orders.findById(orderId).lean();
    await Orders.deleteOne({ _id: orderId });
    const [held] = await notificationsOf(number);
    const send = async () =>
      await shop.wechat.control<{ status: number }>("POST", `/notifications/${held?.id}/send`, {});
    expect((await send()).status).toBe(500);
    expect(await Inbox.findById(held?.id).lean()).toMatchObject({ outcome: null });
    expect(await stateOf(orderId)).toBe("pending");
    await Orders.insertMany(order === null ? [] : [order]);
    expect((await send()).status).toBe(204);
    expect(await orderStateOf(orderId)).toBe("paid");
  });
});

describe("what WeChat tells", () => {
  it.each<[string, Partial<PayTransaction>, string, string]>([
    ["another payer", { openid: "oSomebodyElse" }, "disputed", "payer"],
    ["no payer", { openid: null }, "disputed", "payer"],
    ["another currency", { currency: "USD" }, "disputed", "amount"],
    ["less", { totalFen: 1 }, "disputed", "amount"],
    ["no amount", { totalFen: null }, "disputed", "amount"],
    ["another app", { appid: "wx0" }, "foreign", ""],
    ["another merchant", { mchid: "1" }, "foreign", ""],
    ["not paid yet", { tradeState: "NOTPAY" }, "unpaid", ""],
    ["paid without a number", { transactionId: null }, "unpaid", ""],
  ])("%s never pays the order", async (_, change, outcome, caseClass) => {
    const { shopper, orderId } = await ordered();
    const { number } = await shop.pay(shopper, orderId, "success_without_notify");
    const told = await shop.world.wechatPay.queryTransaction(number);
    const settle = async (parts: Partial<PayTransaction>) =>
      told === null ? null : await settlePayment(shop.world, { ...told, ...parts }, "query");
    expect(await settle(change)).toBe(outcome);
    expect(await orderStateOf(orderId)).toBe("awaiting_payment");
    const cases = await Cases.find({ number }).lean();
    expect(cases.map((one) => one.class)).toEqual(caseClass === "" ? [] : [caseClass]);
    expect(await settle({})).toBe("settled");
    expect(await settle({})).toBe("already");
    // Once paid, a strange message is a case and no more.
    expect(await settle({ transactionId: "4200000000000000000000000000" })).toBe("disputed");
    expect(await stateOf(orderId)).toBe("settled");
  });
});

describe("lost notifications (R5)", () => {
  it("the job finds the payment within its period", async () => {
    const { shopper, orderId } = await ordered();
    await spoil("drop", { count: 1_000 });
    const { number } = await shop.pay(shopper, orderId);
    await firstAttempt(number);
    expect(await orderStateOf(orderId)).toBe("awaiting_payment");
    expect(await shop.runJob("follow-payments")).toEqual({});
    await shop.advance(11_000);
    expect(await shop.runJob("follow-payments")).toMatchObject({ settled: 1 });
    expect(await orderStateOf(orderId)).toBe("paid");
  });

  it("asks at growing pauses while nobody pays", async () => {
    const { shopper, orderId } = await ordered();
    await shop.pay(shopper, orderId, "cancel");
    const asked: number[] = [];
    let seconds = 0;
    while (seconds < 26 * 60) {
      await shop.advance(10_000);
      seconds += 10;
      if ((await shop.runJob("follow-payments"))["unpaid"] === 1) asked.push(seconds);
    }
    expect(asked.length).toBeGreaterThanOrEqual(5);
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(asked[0]).toBeLessThanOrEqual(20);
  });

  it("the shopper's return to the page finds it, asking WeChat at most every two seconds", async () => {
    const { shopper, orderId } = await ordered();
    await shop.pay(shopper, orderId, "success_without_notify");
    shop.logLines.length = 0;
    const seen = await Promise.all(
      Array.from({ length: 5 }, () =>
        shop.call<Seen>("GET", `/v1/orders/${orderId}/payment`, shopper),
      ),
    );
    expect(seen.some(({ body }) => body.isPaid)).toBe(true);
    const queries = shop.logLines.filter(
      (line) => line.includes("wechat pay answered") && line.includes("/out-trade-no/"),
    );
    expect(queries).toHaveLength(1);
    expect(await orderStateOf(orderId)).toBe("paid");
  });
});
