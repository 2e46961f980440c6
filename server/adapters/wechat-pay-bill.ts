import { parseYuan } from "../kernel/money.ts";
import type { BillRow } from "../world.ts";

/** A bill that does not read as WeChat Pay's format says. */
export class BillUnreadable extends Error {
  override readonly name = "BillUnreadable";
}

const SUMMARY_FIRST_COLUMN = "总交易单数";

/**
 * Reads a trade bill of type ALL: a header, one line a trade, a summary. Every value stands behind a backtick, and a
 * product name may hold commas, so lines are split on comma-backtick; amounts are yuan and are read as text.
 * Columns are found by name. A refunded order keeps its payment row; refunds have rows of their own.
 * @throws BillUnreadable for a missing column, a torn line or an amount that is none.
 */
export function readTradeBill(text: string): BillRow[] {
  const [head = "", ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const columns = head.split(",").map((name) => name.replace(/^`/, "").trim());
  const place = (name: string): number => {
    const index = columns.indexOf(name);
    if (index === -1) throw new BillUnreadable(`column ${name} is missing`);
    return index;
  };
  const at = {
    transactionId: place("微信订单号"),
    outTradeNo: place("商户订单号"),
    state: place("交易状态"),
    outRefundNo: place("商户退款单号"),
    refundState: place("退款状态"),
    orderYuan: place("订单金额"),
    refundYuan: place("申请退款金额"),
  };
  const rows: BillRow[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    if (line.replace(/^`/, "").startsWith(SUMMARY_FIRST_COLUMN)) return rows;
    const values = line.replace(/^`/, "").split(",`");
    if (values.length !== columns.length)
      throw new BillUnreadable(`line ${index + 2} has ${values.length} values`);
    const value = (position: number): string => (values[position] ?? "").trim();
    const isRefund = value(at.state) === "REFUND";
    const amountFen = parseYuan(value(isRefund ? at.refundYuan : at.orderYuan));
    if (amountFen === null) throw new BillUnreadable(`line ${index + 2} has no amount`);
    rows.push({
      kind: isRefund ? "refund" : "payment",
      transactionId: value(at.transactionId),
      outTradeNo: value(at.outTradeNo),
      outRefundNo: isRefund ? value(at.outRefundNo) : null,
      status: value(isRefund ? at.refundState : at.state),
      amountFen,
    });
  }
  throw new BillUnreadable("the summary is missing: the bill is not whole");
}
