import { codeBatchStates } from "../../contract/promo-codes.ts";
import { defineModel } from "../../kernel/db.ts";

/** Codes that one member of staff issued for one purpose. `_id` is the client's. */
export type CodeBatchRow = {
  _id: string;
  templateId: string;
  requestHash: string;
  kind: "single" | "vanity";
  /** How many codes of single use, or how often the readable one can be used. */
  count: number;
  perMember: number;
  /** The only member who may redeem; null: anybody. */
  memberId: string | null;
  purpose: string;
  /** Half-open: from ≤ now < until. */
  from: Date;
  until: Date;
  state: (typeof codeBatchStates)[number];
  /** Count × what one coupon takes off at most: what the batch takes of the budget. */
  maximumFen: number;
  /** The month of the budget it came from, `YYYY-MM`. */
  month: string;
  approvalReasons: string[];
  requestedBy: string;
  requestedByName: string;
  decidedBy: string | null;
  decisionReason: string | null;
  /** The codes, one a line, sealed: they are nowhere else in the clear. */
  codesSealed: string;
  exports: { by: string; name: string; at: Date; reason: string }[];
  createdAt: Date;
};

const whole = { type: Number, required: true, min: 0, validate: Number.isInteger };
const text = { type: String, required: true };
const textOrNull = { type: String, default: null };
const date = { type: Date, required: true };

/** All batches of codes. */
export const CodeBatches = defineModel<CodeBatchRow>(
  "code_batches",
  {
    templateId: text,
    requestHash: text,
    kind: { type: String, required: true, enum: ["single", "vanity"] },
    count: whole,
    perMember: whole,
    memberId: textOrNull,
    purpose: text,
    from: date,
    until: date,
    state: { type: String, required: true, enum: codeBatchStates },
    maximumFen: whole,
    month: text,
    approvalReasons: { type: [String], required: true },
    requestedBy: text,
    requestedByName: text,
    decidedBy: textOrNull,
    decisionReason: textOrNull,
    codesSealed: text,
    exports: { type: [Object], required: true },
    createdAt: date,
  },
  [
    [{ createdAt: -1, _id: -1 }],
    [{ requestedBy: 1, createdAt: -1, _id: -1 }],
    [{ state: 1, createdAt: -1, _id: -1 }],
    [{ memberId: 1 }, { partialFilterExpression: { memberId: { $gt: "" } } }],
  ],
);

/** One code; `_id` is the keyed digest of what it reads, so the database does not know it. */
export type PromoCodeRow = {
  _id: string;
  batchId: string;
  /** The last four characters, to talk about it. */
  ending: string;
  uses: number;
  usesMax: number;
};

/** All codes. */
export const PromoCodes = defineModel<PromoCodeRow>(
  "promo_codes",
  { batchId: text, ending: text, uses: whole, usesMax: whole },
  [[{ batchId: 1 }]],
);

/** A code that became a coupon. `_id` is `memberId:redemptionId`, so the same request again is the same redemption. */
export type RedemptionRow = {
  _id: string;
  codeId: string;
  batchId: string;
  memberId: string;
  couponId: string;
  ending: string;
  at: Date;
};

/** All redemptions; rows are only ever added. */
export const Redemptions = defineModel<RedemptionRow>(
  "promo_redemptions",
  { codeId: text, batchId: text, memberId: text, couponId: text, ending: text, at: date },
  [[{ codeId: 1, memberId: 1 }], [{ batchId: 1, at: -1, _id: -1 }], [{ memberId: 1 }]],
);

/** What a member of staff may issue; `_id` is the staff id. Without a row: nothing. */
export type CodeBudgetRow = {
  _id: string;
  monthlyFen: number;
  approvalAboveFen: number;
  discountMaxBps: number;
};

/** The budgets of staff. */
export const CodeBudgets = defineModel<CodeBudgetRow>(
  "code_budgets",
  { monthlyFen: whole, approvalAboveFen: whole, discountMaxBps: whole },
  [],
);

/** What of a budget is taken in a month; `_id` is `staffId:YYYY-MM`. */
export type CodeSpendRow = { _id: string; usedFen: number };

/** The months of the budgets. */
export const CodeSpends = defineModel<CodeSpendRow>("code_spends", { usedFen: whole }, []);
