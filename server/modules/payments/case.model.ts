import type { caseClasses } from "../../contract/payments.ts";
import { defineModel } from "../../kernel/db.ts";

/** How our books and WeChat's differ. */
export type CaseClass = (typeof caseClasses)[number];

/** One difference that somebody must look at; unique by day, class and number. Amounts in fen. */
export type CaseRow = {
  _id: string;
  billDay: string;
  class: CaseClass;
  number: string;
  orderId: string | null;
  storeId: string | null;
  oursFen: number | null;
  oursState: string | null;
  theirsFen: number | null;
  theirsState: string | null;
  detail: string;
  state: "open" | "closed";
  openedAt: Date;
  closedAt: Date | null;
  closedBy: string | null;
  closeReason: string | null;
};

/** All differences. */
export const Cases = defineModel<CaseRow>(
  "reconciliation_cases",
  {
    billDay: { type: String, required: true },
    class: { type: String, required: true },
    number: { type: String, required: true },
    orderId: { type: String, default: null },
    storeId: { type: String, default: null },
    oursFen: { type: Number, default: null },
    oursState: { type: String, default: null },
    theirsFen: { type: Number, default: null },
    theirsState: { type: String, default: null },
    detail: { type: String, required: true },
    state: { type: String, enum: ["open", "closed"], required: true },
    openedAt: { type: Date, required: true },
    closedAt: { type: Date, default: null },
    closedBy: { type: String, default: null },
    closeReason: { type: String, default: null },
  },
  [[{ billDay: 1, class: 1, number: 1 }, { unique: true }], [{ state: 1, _id: -1 }]],
);

/** How one day's bill compared with our books; `_id` is the Shanghai day. Amounts in fen. */
export type BillRunRow = {
  _id: string;
  state: "done" | "none";
  paymentCount: number;
  paymentFen: number;
  refundCount: number;
  refundFen: number;
  ranAt: Date;
  runs: number;
};

const whole = { type: Number, required: true, min: 0, validate: Number.isInteger };

/** One row per day whose bill was fetched and compared. */
export const BillRuns = defineModel<BillRunRow>(
  "bill_runs",
  {
    state: { type: String, enum: ["done", "none"], required: true },
    paymentCount: whole,
    paymentFen: whole,
    refundCount: whole,
    refundFen: whole,
    ranAt: { type: Date, required: true },
    runs: whole,
  },
  [],
);
