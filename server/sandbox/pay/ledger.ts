import { randomInt, randomBytes } from "node:crypto";
import type { Table } from "../journal.ts";
import { shanghaiDay, shanghaiTime } from "../shanghai.ts";
import type { World } from "../world.ts";
import type { PrepayRequest, RefundRequest } from "./rules.ts";
import type { ShippingRecord } from "../wechat/shipping-record.ts";

/** An order as WeChat Pay knows it. Times are epoch milliseconds of business time, amounts fen. */
export interface Transaction {
  readonly outTradeNo: string;
  readonly request: PrepayRequest;
  readonly state: "NOTPAY" | "SUCCESS" | "REFUND" | "CLOSED";
  readonly createdAt: number;
  /** The last moment the shopper may pay. */
  readonly payableUntil: number;
  readonly prepays: readonly { readonly id: string; readonly expiresAt: number }[];
  readonly transactionId?: string;
  readonly paidAt?: number;
  readonly bankType?: string;
  readonly shipping?: ShippingRecord;
}

/** A refund as WeChat Pay knows it. */
export interface Refund {
  readonly refundId: string;
  readonly outRefundNo: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly request: RefundRequest;
  readonly status: "PROCESSING" | "SUCCESS" | "CLOSED" | "ABNORMAL";
  /** How it ends when its time comes. */
  readonly outcome: "SUCCESS" | "CLOSED" | "ABNORMAL";
  readonly channel: "ORIGINAL" | "OTHER_BANKCARD";
  readonly receivedBy: string;
  readonly createdAt: number;
  readonly endsAt: number;
  readonly succeededAt?: number;
}

/** Money the merchant took out to the bank, in fen. */
export interface Withdrawal {
  readonly id: string;
  readonly amount: number;
  readonly at: number;
}

/** The books of WeChat Pay with the ways to find things in them. */
export interface Ledger {
  readonly withdrawals: Table<Withdrawal>;
  transactions(): Iterable<Transaction>;
  refunds(): Iterable<Refund>;
  byOutTradeNo(outTradeNo: string): Transaction | undefined;
  byTransactionId(transactionId: string): Transaction | undefined;
  byPrepayId(prepayId: string): Transaction | undefined;
  refundByNo(outRefundNo: string): Refund | undefined;
  refundById(refundId: string): Refund | undefined;
  refundsOf(outTradeNo: string): readonly Refund[];
  saveTransaction(transaction: Transaction): void;
  saveRefund(refund: Refund): void;
  /** Gives what the merchant can still pay refunds from, in fen. */
  balance(): number;
}

function digits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join("");
}

/** Makes a 28-digit transaction id with the day in it. */
export function newTransactionId(now: number): string {
  return `4200${digits(6)}${shanghaiDay(now).replaceAll("-", "")}${digits(10)}`;
}

/** Makes a 29-digit refund id with the day in it. */
export function newRefundId(now: number): string {
  return `503${digits(6)}${shanghaiDay(now).replaceAll("-", "")}${digits(12)}`;
}

/** Makes a prepay id with the second in it, 36 characters. */
export function newPrepayId(now: number): string {
  const second = shanghaiTime(now).replaceAll(/[-: ]/g, "");
  return `wx${second}${randomBytes(8).toString("hex")}${digits(4)}`;
}

/** Opens the books from the journal. */
export function openLedger({ journal }: World): Ledger {
  const transactions = journal.table<Transaction>("transactions");
  const refunds = journal.table<Refund>("refunds");
  const withdrawals = journal.table<Withdrawal>("withdrawals");
  const numberByPrepay = new Map<string, string>();
  const numberByTransaction = new Map<string, string>();
  const noByRefundId = new Map<string, string>();
  const nosByTrade = new Map<string, string[]>();
  let paid = 0;
  let returned = 0;

  function index(transaction: Transaction, before: Transaction | undefined): void {
    for (const { id } of transaction.prepays) numberByPrepay.set(id, transaction.outTradeNo);
    if (transaction.transactionId === undefined) return;
    numberByTransaction.set(transaction.transactionId, transaction.outTradeNo);
    if (before?.transactionId === undefined) paid += transaction.request.amount.total;
  }

  const takes = (refund: Refund | undefined): number =>
    refund && refund.status !== "CLOSED" ? refund.request.amount.refund : 0;

  function indexRefund(refund: Refund, before: Refund | undefined): void {
    returned += takes(refund) - takes(before);
    if (before) return;
    noByRefundId.set(refund.refundId, refund.outRefundNo);
    const known = nosByTrade.get(refund.outTradeNo);
    if (known) known.push(refund.outRefundNo);
    else nosByTrade.set(refund.outTradeNo, [refund.outRefundNo]);
  }

  for (const transaction of transactions.values()) index(transaction, undefined);
  for (const refund of refunds.values()) indexRefund(refund, undefined);

  const found = <T>(table: Table<T>, key: string | undefined): T | undefined =>
    key === undefined ? undefined : table.get(key);

  return {
    withdrawals,
    transactions: () => transactions.values(),
    refunds: () => refunds.values(),
    byOutTradeNo: (no) => transactions.get(no),
    byTransactionId: (id) => found(transactions, numberByTransaction.get(id)),
    byPrepayId: (id) => found(transactions, numberByPrepay.get(id)),
    refundByNo: (no) => refunds.get(no),
    refundById: (id) => found(refunds, noByRefundId.get(id)),
    refundsOf: (no) =>
      (nosByTrade.get(no) ?? []).flatMap((refundNo) => refunds.get(refundNo) ?? []),
    saveTransaction(transaction) {
      const before = transactions.get(transaction.outTradeNo);
      transactions.put(transaction.outTradeNo, transaction);
      index(transaction, before);
    },
    saveRefund(refund) {
      const before = refunds.get(refund.outRefundNo);
      refunds.put(refund.outRefundNo, refund);
      indexRefund(refund, before);
    },
    balance() {
      let out = 0;
      for (const { amount } of withdrawals.values()) out += amount;
      return paid - returned - out;
    },
  };
}
