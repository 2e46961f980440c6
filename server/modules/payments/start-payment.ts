import type { MemberActor } from "../../kernel/actor.ts";
import { actorLabel } from "../../kernel/actor.ts";
import { isDuplicateKey, rawCollection } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { failpoint } from "../../kernel/failpoint.ts";
import type { PayParameters, World } from "../../world.ts";
import { readOrderForPayment, type PayableOrder } from "../orders/index.ts";
import { askWechat } from "./ask-wechat.ts";
import { closeAtWechat } from "./close-payment.ts";
import { queryPauses } from "./query-pauses.ts";
import { paymentIdOf, Payments, type PaymentRow } from "./payment.model.ts";

/** What the phone hands to `wx.requestPayment`, or that there is nothing left to pay. */
export type PaymentStart = { paid: false; parameters: PayParameters } | { paid: true };

/**
 * Starts the payment of a shopper's own order, or starts it again: the number at WeChat is the order's, and the
 * request the same to the letter, so repeating it can never make two payments.
 * @throws not_found, wechat_needed, payment_state when the order is closed or out of time, payment_unavailable
 */
export async function startPayment(
  world: World,
  actor: MemberActor,
  input: { orderId: string },
): Promise<PaymentStart> {
  const order = await readOrderForPayment(actor.memberId, input.orderId);
  if (order === null) fail("not_found");
  if (order.paymentState === "paid") return { paid: true };
  const now = world.clock.now();
  if (order.paymentState === "closed") fail("payment_state", { detail: "订单已关闭" });
  if (order.expiresAt <= now) fail("payment_state", { detail: "订单已过付款时间" });

  const { openid } = order;
  if (openid === null) fail("wechat_needed", { detail: "微信支付需要先绑定微信" });
  const payment = await ensurePayment(world, actor, { ...order, openid });
  if (payment.state === "settled") return { paid: true };
  if (payment.state !== "pending") fail("payment_state", { detail: "该订单正在关闭或核对中" });
  const asked = await world.wechatPay.prepay({
    outTradeNo: payment._id,
    description: order.description,
    totalFen: payment.amountFen,
    openid: payment.openid ?? openid,
    expiresAt: order.expiresAt,
  });
  if ("alreadyPaid" in asked) {
    const outcome = await askWechat(world, payment._id);
    if (outcome === "settled" || outcome === "already") return { paid: true };
    return fail(outcome === "unpaid" ? "payment_unavailable" : "payment_mismatch");
  }
  if ("closed" in asked) return fail("payment_state", { detail: "微信支付单已关闭，请重新下单" });
  failpoint(world, "before-prepay-save");
  await rawCollection(Payments).updateOne(
    { _id: payment._id, state: "pending" },
    { $set: { prepayId: asked.prepayId } },
  );
  await mustStillBePayable(world, actor, order);
  failpoint(world, "after-prepay");
  return { paid: false, parameters: asked.parameters };
}

async function ensurePayment(
  world: World,
  actor: MemberActor,
  order: PayableOrder & { openid: string },
): Promise<PaymentRow> {
  const payments = rawCollection(Payments);
  const _id = paymentIdOf(order._id);
  const at = world.clock.now();
  const fresh: PaymentRow = {
    _id,
    orderId: order._id,
    memberId: order.memberId,
    storeId: order.storeId,
    openid: order.openid,
    amountFen: order.totalFen,
    state: "pending",
    transactionId: null,
    prepayId: null,
    createdAt: at,
    paidAt: null,
    nextQueryAt: new Date(at.getTime() + queryPauses.first),
    queries: 0,
    lastAskedAt: null,
    history: [{ to: "pending", at, actor: actorLabel(actor) }],
  };
  try {
    await payments.insertOne(fresh);
    return fresh;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const winner = await payments.findOne({ _id });
    if (winner === null) throw error;
    return winner;
  }
}

/**
 * The order may have been closed while WeChat was asked. The payment was written before this look and whoever closes
 * looks for a payment after closing, so one of the two always sees the other.
 */
async function mustStillBePayable(
  world: World,
  actor: MemberActor,
  order: PayableOrder,
): Promise<void> {
  const now = await readOrderForPayment(actor.memberId, order._id);
  if (now === null || now.paymentState !== "closed") return;
  const paymentId = paymentIdOf(order._id);
  await closeAtWechat(world, actor, paymentId);
  // It may have been closed at WeChat before our request arrived there and opened it anew.
  if ((await world.wechatPay.close(paymentId)) === "paid") await askWechat(world, paymentId);
  fail("payment_state", { detail: "订单已关闭" });
}
