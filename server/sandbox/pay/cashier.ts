import { verify } from "node:crypto";
import { ControlRefusal } from "../http.ts";
import type { World } from "../world.ts";
import { newTransactionId, type Ledger, type Transaction } from "./ledger.ts";
import type { Notifier } from "./notifier.ts";
import { showTransaction } from "./transactions.ts";

/** What the mini-program hands to wx.requestPayment. */
export interface ClientParameters {
  readonly appId: string;
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: string;
  readonly paySign: string;
}

/** What the shopper does at the cashier. */
export type Outcome = "success" | "cancel" | "fail" | "success_without_notify";

/**
 * Verifies the client's parameters as the WeChat app does before it opens the cashier.
 *
 * @throws ControlRefusal 400 PAY_SIGN_ERROR naming what is wrong.
 */
export function verifyClientParameters(
  { credentials, keys }: World,
  prepayId: string,
  client: ClientParameters,
): void {
  const refuse = (message: string): ControlRefusal =>
    new ControlRefusal(400, "PAY_SIGN_ERROR", message);
  if (client.appId !== credentials.appid) throw refuse("appId与商户绑定的appid不一致");
  if (client.signType !== "RSA") throw refuse("signType须为RSA");
  if (!/^\d{10}$/.test(client.timeStamp)) throw refuse("timeStamp须为秒级时间戳字符串");
  if (client.package !== `prepay_id=${prepayId}`) throw refuse("package与prepay_id不一致");
  const message = `${client.appId}\n${client.timeStamp}\n${client.nonceStr}\n${client.package}\n`;
  const signature = Buffer.from(client.paySign, "base64");
  if (!verify("RSA-SHA256", Buffer.from(message), keys.merchantPublic, signature))
    throw refuse("支付验证签名失败");
}

/**
 * Finds the order a prepay id may still pay.
 *
 * @throws ControlRefusal PREPAY_NOT_EXIST, PREPAY_EXPIRED, ORDER_PAID, ORDER_CLOSED, ORDER_EXPIRED.
 */
export function findPayable(world: World, ledger: Ledger, prepayId: string): Transaction {
  const order = ledger.byPrepayId(prepayId);
  if (!order) throw new ControlRefusal(404, "PREPAY_NOT_EXIST", "预支付会话不存在");
  if (order.state === "CLOSED") throw new ControlRefusal(409, "ORDER_CLOSED", "订单已关闭");
  if (order.state !== "NOTPAY") throw new ControlRefusal(409, "ORDER_PAID", "订单已支付");
  const now = world.clock.now();
  const living = order.prepays.some(({ id, expiresAt }) => id === prepayId && expiresAt > now);
  if (!living) throw new ControlRefusal(409, "PREPAY_EXPIRED", "预支付会话已过期，请重新下单");
  if (order.payableUntil <= now)
    throw new ControlRefusal(409, "ORDER_EXPIRED", "订单已过支付结束时间");
  return order;
}

const MESSAGES: Record<Outcome, string> = {
  success: "requestPayment:ok",
  success_without_notify: "requestPayment:ok",
  cancel: "requestPayment:fail cancel",
  fail: "requestPayment:fail 余额不足",
};

/**
 * Does what the shopper chose; a success settles the order and sends the notification, or holds it.
 *
 * @throws ControlRefusal see {@link findPayable}, and OPENID_MISMATCH for another payer.
 */
export function payAtCashier(
  world: World,
  ledger: Ledger,
  notifier: Notifier,
  choice: { prepayId: string; outcome: Outcome; openid?: string | undefined },
): { errMsg: string; trade_state: string; out_trade_no: string; transaction_id?: string } {
  const order = findPayable(world, ledger, choice.prepayId);
  if (choice.openid !== undefined && choice.openid !== order.request.payer.openid)
    throw new ControlRefusal(403, "OPENID_MISMATCH", "支付者与下单时的openid不一致");
  const errMsg = MESSAGES[choice.outcome];
  if (choice.outcome === "cancel" || choice.outcome === "fail")
    return { errMsg, trade_state: order.state, out_trade_no: order.outTradeNo };
  const now = world.clock.now();
  const transactionId = newTransactionId(now);
  const paid: Transaction = {
    ...order,
    state: "SUCCESS",
    transactionId,
    paidAt: now,
    bankType: "OTHERS",
  };
  ledger.saveTransaction(paid);
  notifier.announce({
    event: "TRANSACTION",
    eventType: "TRANSACTION.SUCCESS",
    summary: "支付成功",
    outTradeNo: paid.outTradeNo,
    url: paid.request.notify_url,
    resource: showTransaction(paid),
    held: choice.outcome === "success_without_notify",
  });
  return {
    errMsg,
    trade_state: "SUCCESS",
    out_trade_no: paid.outTradeNo,
    transaction_id: transactionId,
  };
}
