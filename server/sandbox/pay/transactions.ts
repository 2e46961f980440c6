import { isDeepStrictEqual } from "node:util";
import { PayRefusal } from "../http.ts";
import { rfc3339 } from "../shanghai.ts";
import type { World } from "../world.ts";
import type { Mint } from "../wechat/mint.ts";
import { newPrepayId, type Ledger, type Transaction } from "./ledger.ts";
import { fieldRefusal, type PrepayRequest } from "./rules.ts";

const MINUTE = 60_000;
const PREPAY_LIFE = 120 * MINUTE;
const DEFAULT_LIFE = 7 * 86_400_000;
const LONGEST_LIFE = 90 * 86_400_000;

const STATES: Record<Transaction["state"], string> = {
  NOTPAY: "订单未支付",
  SUCCESS: "支付成功",
  REFUND: "订单发生过退款",
  CLOSED: "订单已关闭",
};

const orderPaid = (): PayRefusal => new PayRefusal(400, "ORDER_PAID", "该订单已支付");
const orderClosed = (): PayRefusal => new PayRefusal(400, "ORDER_CLOSED", "该订单已关闭");
const orderUnknown = (): PayRefusal => new PayRefusal(404, "ORDER_NOT_EXIST", "订单不存在");

/**
 * Holds a merchant id given in a body or query against the one that signed.
 *
 * @throws PayRefusal 400 PARAM_ERROR when they differ.
 */
export function checkMchid(world: World, mchid: string | undefined, where: "body" | "query"): void {
  if (mchid === undefined || mchid === "")
    throw fieldRefusal(where, where === "body" ? "/mchid" : "mchid", mchid, "此字段为必填项");
  if (mchid !== world.credentials.mchid)
    throw fieldRefusal(
      where,
      where === "body" ? "/mchid" : "mchid",
      mchid,
      "Http头Authorization中的mchid与请求中的mchid不匹配",
    );
}

/** A time under a minute away is moved to a minute from now; none given means seven days. */
function payableUntil(request: PrepayRequest, now: number): number {
  if (request.time_expire === undefined) return now + DEFAULT_LIFE;
  const wanted = Date.parse(request.time_expire);
  if (wanted > now + LONGEST_LIFE)
    throw fieldRefusal("body", "/time_expire", request.time_expire, "支付结束时间不得晚于90天");
  return Math.max(wanted, now + MINUTE);
}

/**
 * Places an order, or hands out another prepay id for the very same one; each lives two hours.
 *
 * @throws PayRefusal ORDER_PAID, ORDER_CLOSED, INVALID_REQUEST (other parameters than the first time,
 * or past its paying time), APPID_MCHID_NOT_MATCH, PARAM_ERROR (also for a payer who is nobody, or
 * somebody in another mini-program only).
 */
export function prepay(
  world: World,
  ledger: Ledger,
  mint: Mint,
  request: PrepayRequest,
): { prepay_id: string } {
  checkMchid(world, request.mchid, "body");
  if (request.appid !== world.credentials.appid)
    throw new PayRefusal(400, "APPID_MCHID_NOT_MATCH", "appid和mchid不匹配，请检查后再试");
  const whose = mint.whose(request.payer.openid, request.appid);
  if (whose === "foreign") throw new PayRefusal(400, "PARAM_ERROR", "appid和openid不匹配");
  if (whose === "nobody") throw new PayRefusal(400, "PARAM_ERROR", "无效的openid");
  const now = world.clock.now();
  const known = ledger.byOutTradeNo(request.out_trade_no);
  if (known) {
    if (known.state === "SUCCESS" || known.state === "REFUND") throw orderPaid();
    if (known.state === "CLOSED") throw orderClosed();
    if (!isDeepStrictEqual(known.request, request))
      throw new PayRefusal(400, "INVALID_REQUEST", "请求重入时，参数与首次请求时不一致");
    if (known.payableUntil <= now)
      throw new PayRefusal(400, "INVALID_REQUEST", "订单已过支付结束时间，请更换商户订单号");
  }
  const id = newPrepayId(now);
  const living = known?.prepays.filter(({ expiresAt }) => expiresAt > now) ?? [];
  ledger.saveTransaction({
    outTradeNo: request.out_trade_no,
    request,
    state: "NOTPAY",
    createdAt: known?.createdAt ?? now,
    payableUntil: known?.payableUntil ?? payableUntil(request, now),
    prepays: [...living, { id, expiresAt: now + PREPAY_LIFE }],
  });
  return { prepay_id: id };
}

/** Shows an order as WeChat Pay answers and notifies it. */
export function showTransaction(transaction: Transaction): Record<string, unknown> {
  const { request, state, paidAt } = transaction;
  const { total, currency } = request.amount;
  const shown = {
    appid: request.appid,
    mchid: request.mchid,
    out_trade_no: transaction.outTradeNo,
    trade_state: state,
    trade_state_desc: STATES[state],
    promotion_detail: [],
    ...(request.scene_info?.device_id === undefined
      ? {}
      : { scene_info: { device_id: request.scene_info.device_id } }),
  };
  if (paidAt === undefined)
    return { ...shown, amount: { total, currency, payer_currency: currency } };
  return {
    ...shown,
    transaction_id: transaction.transactionId,
    trade_type: "JSAPI",
    bank_type: transaction.bankType,
    attach: request.attach ?? "",
    success_time: rfc3339(paidAt),
    payer: { openid: request.payer.openid },
    amount: { total, payer_total: total, currency, payer_currency: currency },
  };
}

/**
 * Finds an order for a query.
 *
 * @throws PayRefusal 404 ORDER_NOT_EXIST, 400 PARAM_ERROR for the mchid.
 */
export function queryTransaction(
  world: World,
  found: Transaction | undefined,
  mchid: string | undefined,
): Record<string, unknown> {
  checkMchid(world, mchid, "query");
  if (!found) throw orderUnknown();
  return showTransaction(found);
}

/**
 * Closes an unpaid order; closing it again is fine.
 *
 * @throws PayRefusal 404 ORDER_NOT_EXIST, 400 ORDER_PAID.
 */
export function closeTransaction(
  world: World,
  ledger: Ledger,
  outTradeNo: string,
  mchid: string,
): void {
  checkMchid(world, mchid, "body");
  const found = ledger.byOutTradeNo(outTradeNo);
  if (!found) throw orderUnknown();
  if (found.state === "SUCCESS" || found.state === "REFUND") throw orderPaid();
  if (found.state === "NOTPAY") ledger.saveTransaction({ ...found, state: "CLOSED" });
}
