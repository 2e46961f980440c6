import { defineModel } from "../../kernel/db.ts";

/** Any value that JSON can carry. */
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

/** One action of staff (or of the system on their behalf), linked to the one before by its hash. */
export type AuditEntryRow = {
  _id: string;
  /** 1, 2, 3 … without gaps. */
  seq: number;
  at: Date;
  /** Short form of who acted: `staff:stf_…`, `system:setup`. */
  actor: string;
  actorName: string | null;
  action: string;
  subject: string;
  before: Plain;
  after: Plain;
  reason: string | null;
  prevHash: string;
  hash: string;
};

/** The trail: rows are only ever inserted. */
export const AuditEntries = defineModel<AuditEntryRow>(
  "audit_entries",
  {
    seq: { type: Number, required: true },
    at: { type: Date, required: true },
    actor: { type: String, required: true },
    actorName: { type: String, default: null },
    action: { type: String, required: true },
    subject: { type: String, required: true },
    before: { type: Object, default: null },
    after: { type: Object, default: null },
    reason: { type: String, default: null },
    prevHash: { type: String, required: true },
    hash: { type: String, required: true },
  },
  [
    [{ seq: 1 }, { unique: true }],
    [{ subject: 1, seq: -1 }],
    [{ actor: 1, seq: -1 }],
    [{ action: 1, seq: -1 }],
    [{ at: 1 }],
  ],
);

/** Where the chain ends now; also shows when the newest entries were cut off. */
export type AuditHeadRow = { _id: "head"; seq: number; hash: string };

/** The single head row; every recording moves it, so recordings are serial. */
export const AuditHeads = defineModel<AuditHeadRow>(
  "audit_heads",
  { seq: { type: Number, required: true }, hash: { type: String, required: true } },
  [],
);
