import { defineModel } from "../../kernel/db.ts";
import { entryKinds, type PointsEntry } from "./points-book.ts";

/** One line of the journal. Rows are only ever added. */
export type PointsEntryRow = PointsEntry & {
  _id: string;
  memberId: string;
  at: Date;
  /** Who did it, as in histories: `member:…`, `staff:…`, `system:…`. */
  actor: string;
};

const text = { type: String, required: true };

/** The journal of points in double entry: the postings of each row sum to 0. */
export const PointsEntries = defineModel<PointsEntryRow>(
  "points_entries",
  {
    memberId: text,
    seq: { type: Number, required: true },
    kind: { type: String, required: true, enum: entryKinds },
    cause: { type: Object, required: true },
    orderId: { type: String, default: null },
    on: text,
    postings: { type: [Object], required: true },
    moves: { type: [Object], required: true },
    facts: { type: Object, default: null },
    at: { type: Date, required: true },
    actor: text,
    reason: { type: String, default: null },
    note: { type: String, default: null },
  },
  [
    // A callback that comes twice is one entry.
    [{ memberId: 1, "cause.id": 1, "cause.scene": 1, kind: 1 }, { unique: true }],
    [{ memberId: 1, seq: 1 }, { unique: true }],
    [{ orderId: 1, seq: 1 }, { partialFilterExpression: { orderId: { $gt: "" } } }],
    [{ on: 1 }],
  ],
);
