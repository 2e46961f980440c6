import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { transaction } from "@server/kernel/db.ts";
import { applyRefund } from "@server/modules/orders/index.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { Cases } from "@server/modules/payments/case.model.ts";
import { paymentIdOf } from "@server/modules/payments/payment.model.ts";
import { Refunds, type RefundRow } from "@server/modules/payments/refund.model.ts";
import { submitRefund } from "@server/modules/payments/submit-refunds.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type TestShop } from "@support/shop.ts";

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

const refundOf = async (id: string) => await Refunds.findById(id).lean<RefundRow>();
const stateOf = async (id: string) => (await refundOf(id))?.state;
const fault = async (given: object) => await shop.wechat.control("POST", "/faults", given);
const REFUNDS = "/v3/refund/domestic/refunds";

async function paidOrder(quantity = 3): Promise<string> {
  const shopper = await shop.loginShopper();
  const { id } = await shop.placeOrder(shopper, quantity);
  await shop.pay(shopper, id);
  await expect.poll(async () => (await Orders.findById(id).lean())?.paymentState).toBe("paid");
  return id;
}

/** Decides a refund of one unit, as the shop's staff would, without telling WeChat yet. */
async function approved(orderId: string): Promise<string> {
  const now = shop.world.clock.now();
  const order = await Orders.findById(orderId).lean();
  const lineId = order?.lines[0]?.lineId ?? "";
  const refundId = newId("ref", now);
  const wish = { lines: [{ lineId, quantity: 1 }], freightFen: null, hasGoodsBack: false };
  await transaction(async () => {
    const { plan } = await applyRefund(shop.world, shop.owner, { orderId, refundId, wish });
    await Refunds.insertMany([
      {
        _id: refundId,
        orderId,
        paymentId: paymentIdOf(orderId),
        memberId: order?.memberId,
        storeId: order?.storeId,
        kind: "order",
        destination: "original",
        state: "approved",
        amountFen: plan.totalFen,
        goodsFen: plan.goodsFen,
        freightFen: plan.freightFen,
        lines: plan.lines,
        requestHash: "x",
        reason: "尺寸不合适🙏",
        requestedBy: "staff:x",
        decidedBy: "staff:x",
        attempts: 0,
        nextAttemptAt: now,
        createdAt: now,
        decidedAt: now,
        history: [{ from: "new", to: "approved", at: now, actor: "staff:x" }],
      },
    ]);
  });
  return refundId;
}

describe("a decided refund", () => {
  it("is sent, and ends by the notification", async () => {
    const id = await approved(await paidOrder());
    await submitRefund(shop.world, id);
    expect(await refundOf(id)).toMatchObject({
      state: "processing",
      attempts: 1,
      amountFen: 2_000,
    });
    await shop.advance(5_000);
    await expect.poll(async () => await stateOf(id)).toBe("succeeded");
    expect(await refundOf(id)).toMatchObject({ nextAttemptAt: null, settledAt: expect.any(Date) });
  });

  it("ends by the job's question when the notification is lost", async () => {
    const id = await approved(await paidOrder());
    await fault({ on: "notification", event: "REFUND", kind: "drop", count: 100 });
    await submitRefund(shop.world, id);
    await shop.advance(61_000);
    await shop.runJob("submit-refunds");
    expect(await stateOf(id)).toBe("succeeded");
  });

  it("is sent once by ten at once", async () => {
    const id = await approved(await paidOrder());
    await Promise.all(Array.from({ length: 10 }, () => submitRefund(shop.world, id)));
    expect(await refundOf(id)).toMatchObject({ attempts: 1 });
  });

  it("keeps a minute from the one before, for the same order", async () => {
    const orderId = await paidOrder();
    const ids = [await approved(orderId), await approved(orderId), await approved(orderId)];
    for (const id of ids) await submitRefund(shop.world, id);
    const states = async () => await Promise.all(ids.map(stateOf));
    expect(await states()).toEqual(["processing", "approved", "approved"]);
    for (const sent of [2, 3]) {
      await shop.advance(62_000);
      await shop.runJob("submit-refunds");
      expect((await states()).filter((state) => state === "approved")).toHaveLength(3 - sent);
    }
    await shop.advance(62_000);
    await expect.poll(states).toEqual(["succeeded", "succeeded", "succeeded"]);
    expect(await Refunds.countDocuments({ orderId, lastError: { $ne: null } })).toBe(0);
  });

  it("asks before it sends again when the first try's outcome is unknown, under the same number", async () => {
    const id = await approved(await paidOrder());
    await fault({ on: "notification", event: "REFUND", kind: "drop", count: 100 });
    await fault({ on: "request", method: "POST", path: REFUNDS, kind: "truncated_answer" });
    await fault({
      on: "request",
      method: "POST",
      path: REFUNDS,
      kind: "status",
      status: 503,
      count: 2,
    });
    await submitRefund(shop.world, id);
    expect(await refundOf(id)).toMatchObject({ state: "approved", lastError: expect.any(String) });
    shop.logLines.length = 0;
    await shop.advance(61_000);
    await shop.runJob("submit-refunds");
    await expect.poll(async () => await stateOf(id)).toBe("succeeded");
    const posts = shop.logLines.filter(
      (line) => line.includes('"method":"POST"') && line.includes(REFUNDS),
    );
    expect(posts).toEqual([]);
  });

  it("after a 429 asks, learns that WeChat knows nothing, and sends again", async () => {
    const id = await approved(await paidOrder());
    await fault({ on: "request", method: "POST", path: REFUNDS, kind: "status", status: 429 });
    await submitRefund(shop.world, id);
    expect(await stateOf(id)).toBe("approved");
    await shop.advance(61_000);
    await shop.runJob("submit-refunds");
    await expect.poll(async () => await stateOf(id)).toMatch(/processing|succeeded/);
  });

  it("refused for want of money stays visible and is tried again with the same number", async () => {
    const id = await approved(await paidOrder());
    await fault({ on: "refund", kind: "not_enough" });
    await submitRefund(shop.world, id);
    expect(await refundOf(id)).toMatchObject({
      state: "approved",
      lastError: expect.stringContaining("NOT_ENOUGH"),
    });
    expect(await Cases.find({ number: id }).lean()).toMatchObject([
      { class: "refund", state: "open" },
    ]);
    await shop.advance(61_000);
    await shop.runJob("submit-refunds");
    await expect.poll(async () => await stateOf(id)).toMatch(/processing|succeeded/);
  });

  it.each([
    ["abnormal", "abnormal"],
    ["closed", "closed"],
  ])("that WeChat ends as %s becomes a case", async (kind, state) => {
    const id = await approved(await paidOrder());
    await fault({ on: "refund", kind });
    await submitRefund(shop.world, id);
    await shop.advance(5_000);
    await expect.poll(async () => await stateOf(id)).toBe(state);
    expect(await Cases.find({ number: id }).lean()).toMatchObject([
      { class: "refund", state: "open", theirsFen: 2_000 },
    ]);
  });

  it.each(["wrong_amount", "foreign_mchid"])("is not moved by a %s notification", async (kind) => {
    const id = await approved(await paidOrder());
    await fault({ on: "notification", event: "REFUND", kind });
    await submitRefund(shop.world, id);
    shop.logLines.length = 0;
    await shop.advance(5_000);
    await expect
      .poll(() => shop.logLines.some((line) => line.includes("refund told and not taken")))
      .toBe(true);
    expect(await stateOf(id)).toBe("processing");
    await shop.advance(61_000);
    await shop.runJob("submit-refunds");
    await expect.poll(async () => await stateOf(id)).toBe("succeeded");
  });
});

it("a refund told before the payment it belongs to waits for nobody and breaks nothing", async () => {
  const shopper = await shop.loginShopper();
  const { id: orderId } = await shop.placeOrder(shopper);
  await fault({ on: "notification", kind: "reorder" });
  const { number } = await shop.pay(shopper, orderId);
  // Made by hand in the merchant's console: we know neither the refund nor, yet, the payment.
  const made = await shop.world.wechatPay.refund({
    outTradeNo: number,
    outRefundNo: newId("ref", shop.world.clock.now()),
    refundFen: 500,
    totalFen: 2_000,
    reason: "人工退款",
  });
  expect(made).toMatchObject({ status: "PROCESSING" });
  await shop.advance(5_000);
  await expect
    .poll(async () => (await Orders.findById(orderId).lean())?.paymentState, { timeout: 5_000 })
    .toBe("paid");
  expect(await Refunds.countDocuments({ orderId })).toBe(0);
});
