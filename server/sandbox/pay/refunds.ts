import { isDeepStrictEqual } from "node:util";
import { PayRefusal } from "../http.ts";
import { rfc3339 } from "../shanghai.ts";
import type { World } from "../world.ts";
import { newRefundId, type Ledger, type Refund, type Transaction } from "./ledger.ts";
import type { Notifier } from "./notifier.ts";
import type { RefundRequest } from "./rules.ts";

const MINUTE = 60_000;
const LONGEST_AGE = 365 * 86_400_000;
const MOST_REFUNDS = 50;

const invalid = (message: string): PayRefusal => new PayRefusal(400, "INVALID_REQUEST", message);

/** Shows a refund as the API answers it. */
export function showRefund(refund: Refund): Record<string, unknown> {
  const { amount } = refund.request;
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: refund.transactionId,
    out_trade_no: refund.outTradeNo,
    channel: refund.channel,
    user_received_account: refund.receivedBy,
    ...(refund.succeededAt === undefined ? {} : { success_time: rfc3339(refund.succeededAt) }),
    create_time: rfc3339(refund.createdAt),
    status: refund.status,
    funds_account: refund.request.funds_account ?? "UNSETTLED",
    amount: {
      total: amount.total,
      refund: amount.refund,
      ...(amount.from === undefined ? {} : { from: amount.from }),
      payer_total: amount.total,
      payer_refund: amount.refund,
      settlement_refund: amount.refund,
      settlement_total: amount.total,
      discount_refund: 0,
      currency: amount.currency,
    },
    promotion_detail: [],
  };
}

/** The plaintext of a refund notification: `refund_status`, fewer amounts, no funds_account. */
function showForNotice(world: World, refund: Refund): Record<string, unknown> {
  const { amount } = refund.request;
  return {
    mchid: world.credentials.mchid,
    out_trade_no: refund.outTradeNo,
    transaction_id: refund.transactionId,
    out_refund_no: refund.outRefundNo,
    refund_id: refund.refundId,
    refund_status: refund.status,
    ...(refund.succeededAt === undefined ? {} : { success_time: rfc3339(refund.succeededAt) }),
    user_received_account: refund.receivedBy,
    amount: {
      total: amount.total,
      refund: amount.refund,
      payer_total: amount.total,
      payer_refund: amount.refund,
    },
  };
}

/** Sums what is or will be given back of an order, in fen. */
export function refundedOf(ledger: Ledger, outTradeNo: string): number {
  return ledger
    .refundsOf(outTradeNo)
    .filter(({ status }) => status !== "CLOSED")
    .reduce((sum, { request }) => sum + request.amount.refund, 0);
}

function findOrder(
  ledger: Ledger,
  request: RefundRequest,
): Transaction & { transactionId: string } {
  const order =
    request.transaction_id === undefined
      ? ledger.byOutTradeNo(request.out_trade_no ?? "")
      : ledger.byTransactionId(request.transaction_id);
  if (!order) throw new PayRefusal(404, "RESOURCE_NOT_EXISTS", "订单不存在");
  if (request.out_trade_no !== undefined && request.out_trade_no !== order.outTradeNo)
    throw invalid("微信支付订单号与商户订单号不是同一笔订单");
  const { transactionId } = order;
  if (transactionId === undefined) throw invalid("订单未支付，无法退款");
  return { ...order, transactionId };
}

function checkLimits(
  world: World,
  ledger: Ledger,
  order: Transaction,
  request: RefundRequest,
): void {
  const now = world.clock.now();
  const { total } = order.request.amount;
  if (request.amount.total !== total)
    throw invalid("订单金额或退款金额与之前请求不一致，请核实后再试");
  if (now - (order.paidAt ?? now) > LONGEST_AGE) throw invalid("订单已超过可退款的最大期限");
  const earlier = ledger.refundsOf(order.outTradeNo);
  if (request.amount.refund > total - refundedOf(ledger, order.outTradeNo))
    throw invalid("累计退款金额大于订单金额");
  if (earlier.filter(({ status }) => status !== "CLOSED").length >= MOST_REFUNDS)
    throw invalid("同一笔订单最多支持50次部分退款");
  const last = Math.max(...earlier.map(({ createdAt }) => createdAt));
  if (now - last < MINUTE)
    throw new PayRefusal(429, "FREQUENCY_LIMITED", "同一笔订单多次退款须间隔1分钟以上");
  if (request.amount.refund > ledger.balance())
    throw new PayRefusal(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起");
}

/** The refunds of one merchant. */
export interface Refunds {
  /**
   * Accepts a refund; the same number with the same parameters answers the refund as it stands.
   *
   * @throws PayRefusal RESOURCE_NOT_EXISTS, INVALID_REQUEST, FREQUENCY_LIMITED, NOT_ENOUGH.
   */
  accept(request: RefundRequest): Record<string, unknown>;
  /** @throws PayRefusal 404 RESOURCE_NOT_EXISTS. */
  query(outRefundNo: string): Record<string, unknown>;
  /**
   * Sends an ABNORMAL refund on its way again, to a bank card.
   *
   * @throws PayRefusal RESOURCE_NOT_EXISTS, INVALID_REQUEST when it is not abnormal.
   */
  applyAbnormal(refundId: string, outRefundNo: string, toUser: boolean): Record<string, unknown>;
  /** Ends a refund under way now, as told; a CLOSED or SUCCESS one stays. */
  end(refund: Refund, status: Refund["outcome"]): void;
}

/** Makes the refund desk and takes up what a former process left PROCESSING. */
export function createRefunds(world: World, ledger: Ledger, notifier: Notifier): Refunds {
  const { clock, agenda, faults, settings } = world;

  function planEnd(refund: Refund): void {
    agenda.plan(`refund ${refund.outRefundNo}`, refund.endsAt, () => {
      const current = ledger.refundByNo(refund.outRefundNo);
      if (current) end(current, current.outcome);
    });
  }

  function end(refund: Refund, status: Refund["outcome"]): void {
    if (refund.status !== "PROCESSING") return;
    agenda.cancel(`refund ${refund.outRefundNo}`);
    const ended: Refund = {
      ...refund,
      status,
      ...(status === "SUCCESS" ? { succeededAt: clock.now() } : {}),
    };
    ledger.saveRefund(ended);
    const order = ledger.byOutTradeNo(ended.outTradeNo);
    if (status === "CLOSED" && order && refundedOf(ledger, order.outTradeNo) === 0)
      ledger.saveTransaction({ ...order, state: "SUCCESS" });
    const { notify_url: url } = ended.request;
    if (url === undefined) return;
    notifier.announce({
      event: "REFUND",
      eventType: `REFUND.${status}`,
      summary: { SUCCESS: "退款成功", ABNORMAL: "退款异常", CLOSED: "退款关闭" }[status],
      outTradeNo: ended.outTradeNo,
      url,
      resource: showForNotice(world, ended),
      held: false,
    });
  }

  function repeated(known: Refund, order: Transaction, request: RefundRequest): Refund {
    // Naming the order by its other number is still the same request.
    const plain = ({ transaction_id: _t, out_trade_no: _o, ...rest }: RefundRequest) => rest;
    const same =
      known.outTradeNo === order.outTradeNo &&
      isDeepStrictEqual(plain(known.request), plain(request));
    if (!same) throw invalid("订单金额或退款金额与之前请求不一致，请核实后再试");
    return known;
  }

  for (const refund of ledger.refunds()) if (refund.status === "PROCESSING") planEnd(refund);

  return {
    accept(request) {
      const order = findOrder(ledger, request);
      const known = ledger.refundByNo(request.out_refund_no);
      if (known) return showRefund(repeated(known, order, request));
      checkLimits(world, ledger, order, request);
      const fault = faults.takeForRefund(order.outTradeNo);
      if (fault?.kind === "not_enough")
        throw new PayRefusal(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起");
      const now = clock.now();
      const refund: Refund = {
        refundId: newRefundId(now),
        outRefundNo: request.out_refund_no,
        outTradeNo: order.outTradeNo,
        transactionId: order.transactionId,
        request,
        status: "PROCESSING",
        outcome:
          fault?.kind === "abnormal" ? "ABNORMAL" : fault?.kind === "closed" ? "CLOSED" : "SUCCESS",
        channel: "ORIGINAL",
        receivedBy: "支付用户零钱",
        createdAt: now,
        endsAt: now + settings.get().refundDelayMs,
      };
      ledger.saveRefund(refund);
      ledger.saveTransaction({ ...order, state: "REFUND" });
      planEnd(refund);
      return showRefund(refund);
    },
    query(outRefundNo) {
      const refund = ledger.refundByNo(outRefundNo);
      if (!refund) throw new PayRefusal(404, "RESOURCE_NOT_EXISTS", "退款单不存在");
      return showRefund(refund);
    },
    applyAbnormal(refundId, outRefundNo, toUser) {
      const refund = ledger.refundById(refundId);
      if (!refund || refund.outRefundNo !== outRefundNo)
        throw new PayRefusal(404, "RESOURCE_NOT_EXISTS", "退款单不存在");
      if (refund.status !== "ABNORMAL") throw invalid("退款单不是退款异常状态，无法发起异常退款");
      const again: Refund = {
        ...refund,
        status: "PROCESSING",
        outcome: "SUCCESS",
        channel: "OTHER_BANKCARD",
        receivedBy: toUser ? "用户银行卡" : "商户结算银行卡",
        endsAt: clock.now() + settings.get().refundDelayMs,
      };
      ledger.saveRefund(again);
      planEnd(again);
      return showRefund(again);
    },
    end,
  };
}
