import { couponStates } from "../../contract/coupons.ts";
import { defineModel } from "../../kernel/db.ts";
import type { StateTable } from "../../kernel/states.ts";

/** Where an issued coupon stands. */
export type CouponState = (typeof couponStates)[number];

/** What a coupon may become. A redeemed one goes back only by a full refund of its order. */
export const couponSteps: StateTable<CouponState> = {
  available: ["held", "expired", "void", "gifted"],
  held: ["redeemed", "available", "expired"],
  redeemed: ["available", "expired"],
  expired: [],
  void: [],
  gifted: [],
};

/** How a coupon came to its member. */
export type CouponScene =
  "claim" | "link" | "staff" | "batch" | "rule" | "code" | "exchange" | "gift" | "import";

/** Where a coupon came from; the same source gives the same coupon, never a second. */
export type CouponSource = { readonly scene: CouponScene; readonly id: string };

/** One change of a coupon's state. */
export type CouponStep = {
  readonly to: CouponState;
  readonly at: Date;
  readonly by: string;
  readonly orderId: string | null;
  readonly reason: string | null;
};

/** A coupon that a member has. `_id` follows from template and source. */
export type CouponRow = {
  _id: string;
  templateId: string;
  memberId: string;
  /** The member's how-many-th of the template, from 1: unique, so the limit per member is the index itself. */
  nth: number;
  state: CouponState;
  /** Half-open: from ≤ now < until. */
  from: Date;
  until: Date;
  since: Date;
  source: CouponSource;
  reason: string | null;
  /** The order that holds or used it. */
  orderId: string | null;
  /** The secret of the gift link, once its holder made one. */
  giftToken: string | null;
  /** When to remind; null when that is done or not wanted. */
  remindAt: Date | null;
  /** The member it belonged to before two records turned out to be one person; such coupons pass the limit. */
  joinedFrom: string | null;
  /** Every change after it was issued, oldest first. */
  steps: CouponStep[];
};

const date = { type: Date, required: true };
const textOrNull = { type: String, default: null };

/** All issued coupons. */
export const Coupons = defineModel<CouponRow>(
  "coupons",
  {
    templateId: { type: String, required: true },
    memberId: { type: String, required: true },
    nth: { type: Number, required: true, min: 1, validate: Number.isInteger },
    state: { type: String, required: true, enum: couponStates },
    from: date,
    until: date,
    since: date,
    source: { type: Object, required: true },
    reason: textOrNull,
    orderId: textOrNull,
    giftToken: textOrNull,
    remindAt: { type: Date, default: null },
    joinedFrom: textOrNull,
    steps: { type: [Object], required: true },
  },
  [
    [{ memberId: 1, templateId: 1, nth: 1 }, { unique: true }],
    // The rest index only the few rows that their question is about: what is issued a million times pays for none.
    [{ orderId: 1 }, { partialFilterExpression: { orderId: { $gt: "" } } }],
    [{ giftToken: 1 }, { unique: true, partialFilterExpression: { giftToken: { $gt: "" } } }],
    [{ until: 1 }, { partialFilterExpression: { state: "available" } }],
    [{ remindAt: 1 }, { partialFilterExpression: { remindAt: { $gt: new Date(0) } } }],
    [
      { templateId: 1, state: 1 },
      {
        partialFilterExpression: {
          state: { $in: ["held", "redeemed", "expired", "void", "gifted"] },
        },
      },
    ],
  ],
);
