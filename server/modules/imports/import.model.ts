import { defineModel } from "../../kernel/db.ts";

/** What undoing an import has taken back so far; fen. */
export type ImportUndone = { purchases: number; paidFen: number; members: number; cleared: number };

/** One run of an import that wrote, begun before its first row; its id is on everything it adds. */
export type ImportRow = {
  _id: string;
  startedAt: Date;
  /** Names of its files, without folders. */
  files: string[];
  /** The Shanghai day as of whose end it counts tiers. */
  asOfDay: string;
  /** Null while it runs, and for ever when it was killed. */
  endedAt: Date | null;
  undone: ImportUndone;
  undoneAt: Date | null;
};

/** All imports. */
export const Imports = defineModel<ImportRow>(
  "imports",
  {
    startedAt: { type: Date, required: true },
    files: { type: [String], required: true },
    asOfDay: { type: String, required: true },
    endedAt: { type: Date, default: null },
    undone: { type: Object, required: true },
    undoneAt: { type: Date, default: null },
  },
  [],
);
