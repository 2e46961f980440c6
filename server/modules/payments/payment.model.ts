import { defineModel } from "../../kernel/db.ts";
import type { PaymentState } from "./payment.states.ts";

/** One step of a payment: where to, when, and by whom. */
export type PaymentStep = { to: PaymentState; at: Date; actor: string };

/** The one payment of an order; `_id` is its number at WeChat (`out_trade_no`). Amounts in fen. */
export type PaymentRow = {
  _id: string;
  orderId: string;
  memberId: string;
  storeId: string;
  /** Who was asked to pay; a message about another payer is disputed. Null once that person was erased. */
  openid: string | null;
  amountFen: number;
  state: PaymentState;
  /** WeChat's own number; null until money came. */
  transactionId: string | null;
  prepayId: string | null;
  createdAt: Date;
  paidAt: Date | null;
  /** When to ask WeChat next; null when nothing is left to ask. */
  nextQueryAt: Date | null;
  queries: number;
  lastAskedAt: Date | null;
  history: PaymentStep[];
};

const whole = { type: Number, required: true, min: 0, validate: Number.isInteger };

/** All payments. */
export const Payments = defineModel<PaymentRow>(
  "payments",
  {
    orderId: { type: String, required: true },
    memberId: { type: String, required: true },
    storeId: { type: String, required: true },
    openid: { type: String, default: null },
    amountFen: whole,
    state: { type: String, required: true },
    transactionId: { type: String, default: null },
    prepayId: { type: String, default: null },
    createdAt: { type: Date, required: true },
    paidAt: { type: Date, default: null },
    nextQueryAt: { type: Date, default: null },
    queries: whole,
    lastAskedAt: { type: Date, default: null },
    history: { type: [Object], required: true },
  },
  [
    [
      { transactionId: 1 },
      { unique: true, partialFilterExpression: { transactionId: { $type: "string" } } },
    ],
    [{ nextQueryAt: 1 }],
    [{ paidAt: 1 }],
    [{ createdAt: -1, _id: -1 }],
    [{ state: 1, createdAt: -1, _id: -1 }],
  ],
);

/** The payment's number of an order: the same ULID, so an order can never have two. */
export function paymentIdOf(orderId: string): string {
  return `pay_${orderId.slice("ord_".length)}`;
}

/** The order of a payment's number, or null for a number that is not one of ours. */
export function orderIdOf(paymentId: string): string | null {
  return /^pay_[0-9A-Z]{26}$/.test(paymentId) ? `ord_${paymentId.slice("pay_".length)}` : null;
}
