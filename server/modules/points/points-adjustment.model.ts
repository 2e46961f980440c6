import { defineModel } from "../../kernel/db.ts";

/** What can become of an adjustment: `requested` waits for a second person. */
export const adjustmentStates = ["requested", "done", "rejected"] as const;

/** Points given or taken by hand, or the wish to; the client made the id, so that asking twice is one. */
export type PointsAdjustmentRow = {
  _id: string;
  memberId: string;
  points: number;
  state: (typeof adjustmentStates)[number];
  /** For colleagues. */
  reason: string;
  /** For the member. */
  note: string | null;
  requestedBy: string;
  requestedAt: Date;
  /** The Shanghai day of `requestedAt`: what one person does to one member on one day counts together. */
  day: string;
  decidedBy: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
};

const text = { type: String, required: true };
const textOrNull = { type: String, default: null };

/** Every adjustment by hand. */
export const PointsAdjustments = defineModel<PointsAdjustmentRow>(
  "points_adjustments",
  {
    memberId: text,
    points: { type: Number, required: true, validate: Number.isInteger },
    state: { type: String, required: true, enum: adjustmentStates },
    reason: text,
    note: textOrNull,
    requestedBy: text,
    requestedAt: { type: Date, required: true },
    day: text,
    decidedBy: textOrNull,
    decidedAt: { type: Date, default: null },
    decisionReason: textOrNull,
  },
  [[{ memberId: 1, requestedBy: 1, day: 1 }], [{ state: 1, _id: -1 }]],
);
