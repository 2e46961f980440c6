import { couponTemplateStates, type CouponTemplateInput } from "../../../contract/coupons.ts";
import { defineModel } from "../../../kernel/db.ts";
import type { StateTable } from "../../../kernel/states.ts";

/** Where a template stands; what is held of it stays usable in every state. */
export type TemplateState = (typeof couponTemplateStates)[number];

/** What a template may become; published terms never change, so nothing leads back to a draft. */
export const templateSteps: StateTable<TemplateState> = {
  draft: ["published"],
  published: ["paused", "ended"],
  paused: ["published", "ended"],
  ended: [],
};

/** A kind of coupon: what it gives, to whom and how many, and how many there are. */
export type CouponTemplateRow = Omit<CouponTemplateInput, "faceFen"> & {
  _id: string;
  /** Grows with every change of the draft. */
  version: number;
  state: TemplateState;
  /** What staff gave as the most that one coupon takes off, where the terms do not say. */
  givenFaceFen: number | null;
  /** What one coupon takes off at most. */
  faceFen: number;
  /** The secret of the claim link. */
  linkToken: string | null;
  /** Coupons ever issued but for those that came as gifts; moves only with the coupons, in one transaction. */
  issued: number;
  /** The Shanghai day on which one was issued last, and how many then. */
  issuedOn: string;
  issuedThatDay: number;
  createdAt: Date;
  createdBy: string;
  /** Who wrote the draft last. */
  editedBy: string;
  /** Who answers for goods below cost, and why. */
  floorApproval: { by: string; reason: string; at: Date } | null;
  publishedAt: Date | null;
};

const whole = { type: Number, required: true, min: 0, validate: Number.isInteger };
const required = { type: Object, required: true };

/** All kinds of coupons. */
export const CouponTemplates = defineModel<CouponTemplateRow>(
  "coupon_templates",
  {
    name: { type: String, required: true },
    terms: required,
    validity: required,
    caps: required,
    channels: required,
    isGiftable: { type: Boolean, required: true },
    isReturnedOnRefund: { type: Boolean, required: true },
    daysAfterReturn: whole,
    remindDaysBefore: { type: Number, default: null },
    priority: whole,
    version: whole,
    state: { type: String, required: true, enum: couponTemplateStates },
    givenFaceFen: { type: Number, default: null },
    faceFen: whole,
    linkToken: { type: String, default: null },
    issued: whole,
    issuedOn: { type: String, required: true },
    issuedThatDay: whole,
    createdAt: { type: Date, required: true },
    createdBy: { type: String, required: true },
    editedBy: { type: String, required: true },
    floorApproval: { type: Object, default: null },
    publishedAt: { type: Date, default: null },
  },
  [
    [{ linkToken: 1 }, { unique: true, partialFilterExpression: { linkToken: { $gt: "" } } }],
    [{ state: 1, "channels.isPublic": 1, priority: 1 }],
  ],
);
