import { defineModel } from "../../kernel/db.ts";
import type { PointsAccount } from "./points-book.ts";

/**
 * What a member has of points, with the lots it is made of; `_id` is the member's id. Written whole, on the condition
 * that nobody wrote it since it was read, together with the entries that explain the change.
 */
export type PointsAccountRow = PointsAccount & {
  _id: string;
  /** Grows by one with every write. */
  version: number;
  /** The day on which time alone changes it: something activates, or a bucket's last day is over; null when never. */
  nextDueOn: string | null;
};

const whole = { type: Number, required: true, min: 0, validate: Number.isInteger };

/** One row per member who ever had points. */
export const PointsAccounts = defineModel<PointsAccountRow>(
  "points_accounts",
  {
    version: whole,
    available: whole,
    pending: whole,
    held: whole,
    debt: whole,
    rolledTo: { type: String, required: true },
    lastSeq: whole,
    buckets: { type: [Object], required: true },
    lots: { type: [Object], required: true },
    holds: { type: [Object], required: true },
    nextDueOn: { type: String, default: null },
  },
  [[{ nextDueOn: 1, _id: 1 }]],
);
