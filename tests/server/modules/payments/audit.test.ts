import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Orders } from "@server/modules/orders/order.model.ts";
import { paymentIdOf, Payments } from "@server/modules/payments/payment.model.ts";
import { paymentsChecks } from "@server/modules/payments/index.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();
let shop: TestShop;
let orderId: string;
let number: string;
beforeAll(async () => {
  shop = await startShop();
  const shopper = await shop.loginShopper();
  orderId = (await shop.placeOrder(shopper)).id;
  number = paymentIdOf(orderId);
  await shop.pay(shopper, orderId);
  await vi.waitFor(async () => {
    if ((await Payments.countDocuments({ _id: number, state: "settled" })) === 0)
      throw new Error("not settled yet");
  });
});
afterAll(async () => await shop.stop());

const violationsOf = async (code: string): Promise<string[]> =>
  (await paymentsChecks.find((check) => check.code === code)?.run())?.violations ?? [];
const breakPayment = async (change: object) =>
  await Payments.updateOne({ _id: number }, { $set: change });

describe("the audit of payments", () => {
  it("is clean on a paid order", async () => {
    expect(await violationsOf("I3")).toEqual([]);
    expect(await violationsOf("I5b")).toEqual([]);
  });

  it("sees a refund the order does not know, and the other way round (I3)", async () => {
    await Orders.updateOne({ _id: orderId }, { $set: { refundedFen: 500 } });
    expect(await violationsOf("I3")).toEqual([`${orderId}：订单记已退 500，退款单合计 0`]);
    await Orders.updateOne({ _id: orderId }, { $set: { refundedFen: 0 } });
  });

  it("sees money on its way that no refund carries (I3)", async () => {
    await Orders.updateOne({ _id: orderId }, { $set: { refundPendingFen: 500 } });
    expect(await violationsOf("I3")).toEqual([
      `${orderId}：订单记退款在途 500，未到账的退款单合计 0`,
    ]);
    await Orders.updateOne({ _id: orderId }, { $set: { refundPendingFen: 0 } });
  });

  it("sees surplus money that did not go back (I3)", async () => {
    await breakPayment({ state: "surplus" });
    expect(await violationsOf("I3")).toEqual([`${number}：多收 2000，退回 0`]);
    await breakPayment({ state: "settled" });
  });

  it.each<[string, object, object]>([
    ["a paid order without its payment", { state: "closed" }, { state: "settled" }],
    ["a settled payment without WeChat's number", { transactionId: null }, { transactionId: "42" }],
    ["another amount than the order's", { amountFen: 1_999 }, { amountFen: 2_000 }],
    [
      "a path the machine does not have",
      {
        history: ["pending", "closed", "settled"].map((to) => ({ to, at: new Date(), actor: "x" })),
      },
      { history: ["pending", "settled"].map((to) => ({ to, at: new Date(), actor: "x" })) },
    ],
  ])("sees %s (I5)", async (_, broken, mended) => {
    await breakPayment(broken);
    expect(await violationsOf("I5b")).not.toEqual([]);
    await breakPayment(mended);
    expect(await violationsOf("I5b")).toEqual([]);
  });

  it("sees a payment without an order, and an unpaid order with one (I5)", async () => {
    const order = await Orders.findById(orderId).lean();
    await Orders.updateOne({ _id: orderId }, { $set: { paymentState: "awaiting_payment" } });
    expect(await violationsOf("I5b")).toEqual([`${orderId}：支付单已入账而订单未付款`]);
    await Orders.deleteOne({ _id: orderId });
    expect(await violationsOf("I5b")).toEqual([`${number}：入账的支付单没有订单`]);
    await Orders.insertMany(order === null ? [] : [order]);
  });
});
