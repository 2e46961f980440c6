import type { z } from "zod";
import type {
  importKeptReasons,
  importKinds,
  importCounts,
  importStates,
} from "../../contract/imports.ts";
import { defineModel } from "../../kernel/db.ts";

/** What can be brought in. */
export type ImportKind = (typeof importKinds)[number];

/** What the files of an import bring, by kind. */
export type ImportCounts = z.output<typeof importCounts>;

/** What undoing an import has taken back so far; fen. */
export type ImportUndone = {
  purchases: number;
  paidFen: number;
  members: number;
  cleared: number;
  tiers: number;
};

/** One import: checked by staff before it runs, or begun in a terminal; its id is on everything it adds. */
export type ImportRow = {
  _id: string;
  source: "staff" | "cli";
  state: (typeof importStates)[number];
  /** Digest of what staff sent; null of a terminal. */
  requestHash: string | null;
  /** Its files, names without folders; rows as checked. */
  files: { kind: ImportKind; name: string; rows: number; header: string[] }[];
  /** The Shanghai day as of whose end it counts tiers. */
  asOfDay: string;
  createdAt: Date;
  createdByName: string | null;
  /** When it began to write; null before. */
  startedAt: Date | null;
  /** Null while it runs, and for ever when a terminal's was killed. */
  endedAt: Date | null;
  /** Who carries it on may do so until then, and says so again before; null when there is nothing to do. */
  leaseUntil: Date | null;
  progress: { step: ImportKind | "standings"; done: number; total: number } | null;
  counts: ImportCounts | null;
  added: { members: number; purchases: number; paidFen: number; tiers: number } | null;
  failure: string | null;
  undone: ImportUndone;
  kept: { reason: (typeof importKeptReasons)[number]; members: number }[];
  undoneAt: Date | null;
};

const dateOrNull = { type: Date, default: null };
const objectOrNull = { type: Object, default: null };
const textOrNull = { type: String, default: null };

/** All imports. */
export const Imports = defineModel<ImportRow>(
  "imports",
  {
    source: { type: String, required: true },
    state: { type: String, required: true },
    requestHash: textOrNull,
    files: { type: [Object], required: true },
    asOfDay: { type: String, required: true },
    createdAt: { type: Date, required: true },
    createdByName: textOrNull,
    startedAt: dateOrNull,
    endedAt: dateOrNull,
    leaseUntil: dateOrNull,
    progress: objectOrNull,
    counts: objectOrNull,
    added: objectOrNull,
    failure: textOrNull,
    undone: { type: Object, required: true },
    kept: { type: [Object], default: [] },
    undoneAt: dateOrNull,
  },
  [[{ createdAt: -1, _id: -1 }], [{ leaseUntil: 1 }]],
);

/** Nothing taken back yet. */
export const nothingUndone: ImportUndone = {
  purchases: 0,
  paidFen: 0,
  members: 0,
  cleared: 0,
  tiers: 0,
};

/** A file that staff sent, sealed, until it is brought in; `_id` is `importId:kind`. */
export type ImportFileRow = { _id: string; textSealed: string; expiresAt: Date };

/** Files that are not brought in yet; they go when they are, and after a week anyway. */
export const ImportFiles = defineModel<ImportFileRow>(
  "import_files",
  { textSealed: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  [[{ expiresAt: 1 }, { expireAfterSeconds: 0 }]],
);

/** A row of a file that is not brought in, and why; `_id` is `importId:kind:number`, so that they stand in order. */
export type ImportRefusalRow = {
  _id: string;
  line: number;
  reason: string;
  /** The cells as JSON, sealed. */
  cellsSealed: string;
  expiresAt: Date;
};

/** Refused rows of the last month. */
export const ImportRefusals = defineModel<ImportRefusalRow>(
  "import_refusals",
  {
    line: { type: Number, required: true },
    reason: { type: String, required: true },
    cellsSealed: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  [[{ expiresAt: 1 }, { expireAfterSeconds: 0 }]],
);
