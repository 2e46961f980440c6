/*
 * Imports: members, their purchases, points, coupons and levels out of files of other systems.
 * Words: preset (which header means what in a known export), mapping (the same, told by the shop), refusal (a row not
 * imported, with its reason), dry run (everything but the writing), run (one import; its id is on all it adds).
 * Invariants: a repeated or interrupted import counts nothing twice; a bad row stops no good one; amounts are exact; an
 * undo takes back what its run added (but points and coupons) and nothing else.
 */
export { presets, readMapping, type Preset } from "./columns.ts";
export {
  importFiles,
  type ImportProgress,
  type ImportReport,
  type ImportWish,
} from "./import-files.ts";
export { undoImport, type UndoReport } from "./undo-import.ts";
export { importsHandlers } from "./imports.routes.ts";
export { importsJobs } from "./imports.jobs.ts";
export { TableError } from "./table-source.ts";
export type { FileReport } from "./row-book.ts";
