import type { World } from "../../world.ts";
import { settlePayment, type SettleOutcome } from "./settle-payment.ts";

/**
 * Asks WeChat where a payment stands and takes in the answer the same way as a notification; `unpaid` also when
 * WeChat does not know the number.
 * @throws payment_unavailable
 */
export async function askWechat(world: World, paymentId: string): Promise<SettleOutcome> {
  const told = await world.wechatPay.queryTransaction(paymentId);
  return told === null ? "unpaid" : await settlePayment(world, told, "query");
}
