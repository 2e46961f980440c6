import { shanghaiTime } from "../shanghai.ts";
import { billText } from "./bill-csv.ts";
import type { Ledger, Refund, Transaction } from "./ledger.ts";
import { feeText, RATE_TEXT, yuan } from "./money.ts";

const HEADER = [
  ..."交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型".split(
    ",",
  ),
  ..."交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额".split(
    ",",
  ),
  ..."充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额".split(","),
  ..."申请退款金额,费率备注".split(","),
];
const REFUND_COLUMNS = HEADER.slice(14, 20);
const SUMMARY =
  "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额".split(
    ",",
  );

/** WeChat makes the bill at nine the next morning and never touches its refund rows again. */
const MADE_AFTER = 9 * 3_600_000;

type Row = { readonly at: number; readonly paid: number; readonly refunded: number } & {
  readonly cells: Record<string, string>;
};

function orderCells({ request, outTradeNo, transactionId, bankType }: Transaction) {
  return {
    公众账号ID: request.appid,
    商户号: request.mchid,
    特约商户号: "0",
    设备号: request.scene_info?.device_id ?? "",
    微信订单号: transactionId ?? "",
    商户订单号: outTradeNo,
    用户标识: request.payer.openid,
    交易类型: "JSAPI",
    付款银行: bankType ?? "",
    货币种类: request.amount.currency,
    代金券金额: "0.00",
    充值券退款金额: "0.00",
    商品名称: request.description,
    商户数据包: request.attach ?? "",
    费率: RATE_TEXT,
    费率备注: "",
  };
}

function paymentRow(transaction: Transaction, at: number): Row {
  const { total } = transaction.request.amount;
  return {
    at,
    paid: total,
    refunded: 0,
    cells: {
      ...orderCells(transaction),
      交易时间: shanghaiTime(at),
      交易状态: "SUCCESS",
      应结订单金额: yuan(total),
      微信退款单号: "0",
      商户退款单号: "0",
      退款金额: "0.00",
      退款类型: "",
      退款状态: "",
      手续费: feeText(total),
      订单金额: yuan(total),
      申请退款金额: "0.00",
    },
  };
}

function refundState(refund: Refund, madeAt: number): string {
  if (refund.succeededAt !== undefined && refund.succeededAt <= madeAt) return "SUCCESS";
  return refund.status === "ABNORMAL" ? "CHANGE" : "PROCESSING";
}

function refundRow(refund: Refund, transaction: Transaction, madeAt: number): Row {
  const { refund: fen } = refund.request.amount;
  const done = refund.succeededAt !== undefined && refund.succeededAt <= madeAt;
  return {
    at: refund.createdAt,
    paid: 0,
    refunded: fen,
    cells: {
      ...orderCells(transaction),
      交易时间: shanghaiTime(refund.createdAt),
      交易状态: "REFUND",
      应结订单金额: "0.00",
      退款申请时间: shanghaiTime(refund.createdAt),
      退款成功时间: done ? shanghaiTime(refund.succeededAt) : "",
      微信退款单号: refund.refundId,
      商户退款单号: refund.outRefundNo,
      退款金额: yuan(fen),
      退款类型: refund.channel,
      退款状态: refundState(refund, madeAt),
      手续费: feeText(-fen),
      订单金额: "0.00",
      申请退款金额: yuan(fen),
    },
  };
}

function columnsOf(type: string): string[] {
  if (type === "SUCCESS")
    return HEADER.filter((name) => !REFUND_COLUMNS.includes(name) && name !== "申请退款金额");
  if (type === "REFUND")
    return HEADER.flatMap((name) =>
      name === "微信退款单号" ? ["退款申请时间", "退款成功时间", name] : [name],
    );
  return HEADER;
}

/**
 * Writes the trade bill of one day: paid orders by paying time, refunds by the time they were asked
 * for. A refunded order keeps its SUCCESS row. Undefined when nothing happened.
 */
export function writeTrades(
  ledger: Ledger,
  type: string,
  start: number,
  end: number,
): string | undefined {
  const rows: Row[] = [];
  const inside = (at: number): boolean => at >= start && at < end;
  if (type !== "REFUND")
    for (const order of ledger.transactions())
      if (order.paidAt !== undefined && inside(order.paidAt))
        rows.push(paymentRow(order, order.paidAt));
  if (type !== "SUCCESS")
    for (const refund of ledger.refunds()) {
      const order = ledger.byOutTradeNo(refund.outTradeNo);
      if (order && refund.status !== "CLOSED" && inside(refund.createdAt))
        rows.push(refundRow(refund, order, end + MADE_AFTER));
    }
  if (rows.length === 0) return undefined;
  rows.sort((a, b) => a.at - b.at);
  const columns = columnsOf(type);
  const paid = rows.reduce((sum, row) => sum + row.paid, 0);
  const refunded = rows.reduce((sum, row) => sum + row.refunded, 0);
  return billText(
    columns,
    rows.map(({ cells }) => columns.map((name) => cells[name] ?? "")),
    SUMMARY,
    [
      String(rows.length),
      yuan(paid),
      yuan(refunded),
      "0.00",
      feeText(paid - refunded),
      yuan(paid),
      yuan(refunded),
    ],
  );
}
