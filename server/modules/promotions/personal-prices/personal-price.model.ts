import { defineModel } from "../../../kernel/db.ts";
import type { StateTable } from "../../../kernel/states.ts";

/** Where a personal price stands. */
export const personalPriceStates = {
  requested: ["approved", "rejected"],
  approved: ["ended"],
  ended: [],
  rejected: [],
} as const satisfies StateTable<string>;

/** A state of a personal price. */
export type PersonalPriceState = keyof typeof personalPriceStates;

/** A price for one member, or for one tier level; never changed, only ended. */
export type PersonalPriceRow = {
  _id: string;
  /** One of both is set. */
  memberId: string | null;
  tierLevel: number | null;
  /** Empty: all goods. */
  productIds: string[];
  /** What is paid of the price, in basis points; above 10 000 a surcharge. */
  payBps: number;
  /** What a surcharge is for, as the shopper sees it. */
  surchargeName: string | null;
  from: Date;
  until: Date;
  reason: string;
  state: PersonalPriceState;
  requestedBy: string;
  requestedAt: Date;
  /** Who approved or rejected it. */
  decidedBy: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
  /** Who answers for units below cost, and why. */
  floorApproval: { by: string; reason: string } | null;
  endedBy: string | null;
  endedAt: Date | null;
  endReason: string | null;
};

const nullableText = { type: String, default: null };
const nullableDate = { type: Date, default: null };

/** All personal prices that were ever asked for. */
export const PersonalPrices = defineModel<PersonalPriceRow>(
  "personal_prices",
  {
    memberId: nullableText,
    tierLevel: { type: Number, default: null },
    productIds: [String],
    payBps: { type: Number, required: true, min: 1, validate: Number.isInteger },
    surchargeName: nullableText,
    from: { type: Date, required: true },
    until: { type: Date, required: true },
    reason: { type: String, required: true },
    state: { type: String, required: true, enum: Object.keys(personalPriceStates) },
    requestedBy: { type: String, required: true },
    requestedAt: { type: Date, required: true },
    decidedBy: nullableText,
    decidedAt: nullableDate,
    decisionReason: nullableText,
    floorApproval: { type: Object, default: null },
    endedBy: nullableText,
    endedAt: nullableDate,
    endReason: nullableText,
  },
  [[{ state: 1, until: 1 }], [{ memberId: 1, _id: -1 }]],
);
