import { dayEnd, dayStart } from "../shanghai.ts";
import type { Ledger } from "./ledger.ts";

/** One order in the sandbox's own money book, in fen. */
export interface BookLine {
  readonly out_trade_no: string;
  readonly transaction_id: string;
  readonly paid: number;
  /** Refunds that reached the shopper. */
  readonly refunded: number;
  /** Refunds accepted and not yet ended, abnormal ones among them. */
  readonly refunding: number;
}

/** The money book: every paid or refunded order with its sums, and the sums of all. */
export interface Book {
  readonly date: string | null;
  readonly paid: number;
  readonly refunded: number;
  readonly refunding: number;
  readonly orders: readonly BookLine[];
}

/**
 * Sums what was paid and given back per order: over all time, or what happened on one Shanghai day
 * (payments by paying time, refunds by the time they succeeded).
 */
export function sumBook(ledger: Ledger, date: string | undefined): Book {
  const start = date === undefined ? undefined : dayStart(date);
  const inside = (at: number | undefined): boolean =>
    at !== undefined && (start === undefined || (at >= start && at < dayEnd(start)));
  const orders: BookLine[] = [];
  for (const { outTradeNo, transactionId, paidAt, request } of ledger.transactions()) {
    if (transactionId === undefined) continue;
    let [refunded, refunding] = [0, 0];
    for (const refund of ledger.refundsOf(outTradeNo)) {
      const fen = refund.request.amount.refund;
      if (refund.status === "SUCCESS" && inside(refund.succeededAt)) refunded += fen;
      const open = refund.status === "PROCESSING" || refund.status === "ABNORMAL";
      if (open && inside(refund.createdAt)) refunding += fen;
    }
    const paid = inside(paidAt) ? request.amount.total : 0;
    if (paid + refunded + refunding === 0) continue;
    orders.push({
      out_trade_no: outTradeNo,
      transaction_id: transactionId,
      paid,
      refunded,
      refunding,
    });
  }
  const sum = (field: "paid" | "refunded" | "refunding"): number =>
    orders.reduce((total, line) => total + line[field], 0);
  return {
    date: date ?? null,
    paid: sum("paid"),
    refunded: sum("refunded"),
    refunding: sum("refunding"),
    orders,
  };
}
