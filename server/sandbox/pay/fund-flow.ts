import { createHash } from "node:crypto";
import { shanghaiTime } from "../shanghai.ts";
import { billText } from "./bill-csv.ts";
import type { Ledger } from "./ledger.ts";
import { feeFen, yuan } from "./money.ts";

const HEADER =
  "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号".split(
    ",",
  );
const SUMMARY = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额".split(",");

interface Flow {
  readonly at: number;
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Fen, negative when money goes out. */
  readonly fen: number;
  readonly voucher: string;
}

function allFlows(ledger: Ledger): Flow[] {
  const flows: Flow[] = [];
  for (const { paidAt, request, transactionId, outTradeNo } of ledger.transactions()) {
    if (paidAt === undefined || transactionId === undefined) continue;
    const one = { at: paidAt, id: transactionId, voucher: outTradeNo };
    const { total } = request.amount;
    flows.push({ ...one, name: "交易", type: "交易", fen: total });
    if (feeFen(total) > 0)
      flows.push({ ...one, name: "交易", type: "扣除交易手续费", fen: -feeFen(total) });
  }
  for (const { createdAt, refundId, request, outRefundNo, status } of ledger.refunds()) {
    if (status === "CLOSED") continue;
    const net = request.amount.refund - feeFen(request.amount.refund);
    const one = { at: createdAt, id: refundId, voucher: outRefundNo };
    flows.push({ ...one, name: "退款", type: "退款", fen: -net });
  }
  for (const { at, id, amount } of ledger.withdrawals.values())
    flows.push({ at, id, name: "提现", type: "提现", fen: -amount, voucher: id });
  return flows.toSorted((a, b) => a.at - b.at);
}

/**
 * Writes the fund-flow bill of one day: what moved the basic account, with the balance after each
 * line; the other accounts never move here. Undefined when nothing moved.
 */
export function writeFundFlow(
  ledger: Ledger,
  account: string,
  start: number,
  end: number,
): string | undefined {
  if (account !== "BASIC") return undefined;
  let balance = 0;
  const rows: string[][] = [];
  let [incomes, income, expenses, expense] = [0, 0, 0, 0];
  for (const flow of allFlows(ledger)) {
    balance += flow.fen;
    if (flow.at < start || flow.at >= end) continue;
    if (flow.fen > 0) [incomes, income] = [incomes + 1, income + flow.fen];
    else [expenses, expense] = [expenses + 1, expense - flow.fen];
    const number = createHash("sha1").update(`${flow.id} ${flow.type}`).digest("hex").slice(0, 18);
    rows.push([
      shanghaiTime(flow.at),
      flow.id,
      number,
      flow.name,
      flow.type,
      flow.fen > 0 ? "收入" : "支出",
      yuan(Math.abs(flow.fen)),
      yuan(balance),
      "system",
      "",
      flow.voucher,
    ]);
  }
  if (rows.length === 0) return undefined;
  return billText(HEADER, rows, SUMMARY, [
    String(rows.length),
    String(incomes),
    yuan(income),
    String(expenses),
    yuan(expense),
  ]);
}
