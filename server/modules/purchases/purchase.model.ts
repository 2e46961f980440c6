import { defineModel } from "../../kernel/db.ts";

/** Where a purchase was made. */
export type PurchaseSource = "shop" | "import" | "pos";

/** One thing bought, in fen. */
export type PurchaseLine = {
  skuId: string | null;
  title: string;
  quantity: number;
  paidFen: number;
};

/** Money given back of a purchase, in fen; `lines` refer to the purchase's lines by position. */
export type PurchaseRefund = {
  refundId: string;
  goodsFen: number;
  freightFen: number;
  at: Date;
  lines: { index: number; quantity: number; refundFen: number }[];
};

/** A purchase as the member's history remembers it, wherever it was made. */
export type PurchaseRow = {
  _id: string;
  memberId: string;
  source: PurchaseSource;
  /** The order's number where the purchase was made; unique with the source. */
  externalId: string;
  at: Date;
  /** The Shanghai day of `at`. */
  day: string;
  storeId: string | null;
  lines: PurchaseLine[];
  paidFen: number;
  freightFen: number;
  /** What was paid for goods and not given back, without freight: what growth value and figures count. */
  netFen: number;
  /** All of it was given back: it no longer counts as a purchase. */
  isVoid: boolean;
  refunds: PurchaseRefund[];
  /** The import that added it, by which it can be taken back; null for every other purchase. */
  importId: string | null;
};

const whole = { type: Number, required: true, min: 0, validate: Number.isInteger };

/** Every purchase of every member. */
export const Purchases = defineModel<PurchaseRow>(
  "purchases",
  {
    memberId: { type: String, required: true },
    source: { type: String, required: true, enum: ["shop", "import", "pos"] },
    externalId: { type: String, required: true },
    at: { type: Date, required: true },
    day: { type: String, required: true },
    storeId: { type: String, default: null },
    lines: { type: [Object], required: true },
    paidFen: whole,
    freightFen: whole,
    netFen: whole,
    isVoid: { type: Boolean, required: true },
    refunds: { type: [Object], default: [] },
    importId: { type: String, default: null },
  },
  [
    [{ source: 1, externalId: 1 }, { unique: true }],
    // Covers the recount of a member's standing: no document is fetched.
    [{ memberId: 1, at: 1, netFen: 1, isVoid: 1 }],
    [{ memberId: 1, at: -1, _id: -1 }],
    // Covers the figures of a span of days, in all stores or in some.
    [{ at: 1, storeId: 1, day: 1, memberId: 1, paidFen: 1 }],
    [{ "refunds.at": 1 }, { partialFilterExpression: { "refunds.at": { $gt: new Date(0) } } }],
    [{ importId: 1, memberId: 1 }, { partialFilterExpression: { importId: { $gt: "" } } }],
  ],
);
