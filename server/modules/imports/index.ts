/*
 * Imports: members and their purchases out of files of other systems.
 * Words: preset (which header means what in a known export), mapping (the same, told by the shop), refusal (a row not
 * imported, with its reason), dry run (everything but the writing).
 * Invariants: a repeated or interrupted import counts nothing twice; a bad row stops no good one; amounts are exact.
 */
export { presets, readMapping, type Preset } from "./columns.ts";
export {
  importFiles,
  type ImportProgress,
  type ImportReport,
  type ImportWish,
} from "./import-files.ts";
export { TableError } from "./open-table.ts";
export type { FileReport } from "./row-book.ts";
