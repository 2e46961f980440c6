import { refundDestinations, type refundStates } from "../../contract/refunds.ts";
import { defineModel } from "../../kernel/db.ts";
import type { StateTable } from "../../kernel/states.ts";

/** Where a refund stands. */
export type RefundState = (typeof refundStates)[number];

/** Where the money of a refund goes. */
export type RefundDestination = (typeof refundDestinations)[number];

/** Asked for, decided, then carried out by WeChat; what WeChat once closed is taken up by a successor. */
export const refundTable: StateTable<RefundState> = {
  requested: ["approved", "rejected", "withdrawn"],
  approved: ["processing", "succeeded", "abnormal", "closed"],
  processing: ["succeeded", "abnormal", "closed"],
  abnormal: ["processing", "succeeded", "closed"],
  succeeded: [],
  closed: [],
  rejected: [],
  withdrawn: [],
};

/** Money going back to a shopper; `_id` is the out_refund_no WeChat knows it by, the same for every try. */
export type RefundRow = {
  _id: string;
  orderId: string;
  /** The payment it goes back to; null when nothing was paid through WeChat. */
  paymentId: string | null;
  memberId: string;
  storeId: string;
  /** `surplus`: money that arrived for a closed order and goes back by itself. */
  kind: "order" | "surplus";
  state: RefundState;
  /** Where the money goes; another than `original` only after WeChat could not give it back the way it came. */
  destination: RefundDestination;
  amountFen: number;
  goodsFen: number;
  freightFen: number;
  lines: { lineId: string; quantity: number; refundFen: number }[];
  /** The wish as it was sent, to plan it again at the decision. */
  wishedFreightFen: number | null;
  requestHash: string;
  reason: string;
  decisionReason: string | null;
  requestedBy: string;
  decidedBy: string | null;
  /** The refund that took this one's place after WeChat closed it. */
  successorId: string | null;
  wechatRefundId: string | null;
  attempts: number;
  /** When to send it or to ask about it next; null when nothing is left to do. */
  nextAttemptAt: Date | null;
  /** When it was last sent, for WeChat's rule of one minute between two refunds of a payment. */
  sentAt: Date | null;
  /** When WeChat accepted it, by WeChat's clock: the day of its row in the bill. */
  acceptedAt: Date | null;
  lastError: string | null;
  createdAt: Date;
  decidedAt: Date | null;
  settledAt: Date | null;
  history: { from: string; to: string; at: Date; actor: string }[];
};

const whole = { type: Number, required: true, min: 0, validate: Number.isInteger };

/** All refunds. */
export const Refunds = defineModel<RefundRow>(
  "refunds",
  {
    orderId: { type: String, required: true },
    paymentId: { type: String, default: null },
    memberId: { type: String, required: true },
    storeId: { type: String, required: true },
    kind: { type: String, required: true, enum: ["order", "surplus"] },
    state: { type: String, required: true },
    destination: { type: String, required: true, enum: refundDestinations },
    amountFen: whole,
    goodsFen: whole,
    freightFen: whole,
    lines: { type: [Object], required: true },
    wishedFreightFen: { type: Number, default: null },
    requestHash: { type: String, required: true },
    reason: { type: String, required: true },
    decisionReason: { type: String, default: null },
    requestedBy: { type: String, required: true },
    decidedBy: { type: String, default: null },
    successorId: { type: String, default: null },
    wechatRefundId: { type: String, default: null },
    attempts: whole,
    nextAttemptAt: { type: Date, default: null },
    sentAt: { type: Date, default: null },
    acceptedAt: { type: Date, default: null },
    lastError: { type: String, default: null },
    createdAt: { type: Date, required: true },
    decidedAt: { type: Date, default: null },
    settledAt: { type: Date, default: null },
    history: { type: [Object], required: true },
  },
  [
    // One open request per order: asking twice at once cannot make two.
    [
      { orderId: 1 },
      { unique: true, name: "one_open_request", partialFilterExpression: { state: "requested" } },
    ],
    [{ orderId: 1, _id: 1 }],
    [{ createdAt: -1, _id: -1 }],
    [{ storeId: 1, createdAt: -1, _id: -1 }],
    [{ storeId: 1, state: 1, createdAt: -1, _id: -1 }],
    [{ state: 1, createdAt: -1, _id: -1 }],
    [{ paymentId: 1, sentAt: -1 }],
    [{ nextAttemptAt: 1 }],
    [{ acceptedAt: 1 }],
  ],
);
