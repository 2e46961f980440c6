import type { Located } from "./columns.ts";
import { cleanCell, type Table, type TableRow } from "./open-table.ts";
import type { RefusalFile } from "./write-refusals.ts";

/** What one file brought. */
export type FileReport = {
  path: string;
  encoding: string;
  preset: string;
  rows: number;
  refusedRows: number;
  /** Refused rows by reason, most frequent first, and the first few of them; a row stands under each of its reasons. */
  reasons: { reason: string; rows: number; lines: number[] }[];
  milliseconds: number;
};

const LINES_SHOWN = 5;

/** Keeps the book on one file: how many rows, which were refused and why. */
export type RowBook = {
  seen(): void;
  refuse(row: TableRow, reasons: readonly string[]): Promise<void>;
  /** Ends the book and hands over what it says. */
  close(): FileReport;
};

/** Opens the book on a file; refused rows are also written to the given file. */
export function rowBook(
  table: Table,
  preset: string,
  refusals: RefusalFile | null,
  progress: (rows: number, share: number) => void,
): RowBook {
  const begun = performance.now();
  const reasons = new Map<string, { reason: string; rows: number; lines: number[] }>();
  const report: FileReport = {
    path: table.path,
    encoding: table.encoding,
    preset,
    rows: 0,
    refusedRows: 0,
    reasons: [],
    milliseconds: 0,
  };
  return {
    seen() {
      report.rows += 1;
      if (report.rows % 500 === 0)
        progress(report.rows, table.bytes === 0 ? 1 : table.bytesRead() / table.bytes);
    },
    async refuse(row, why) {
      report.refusedRows += 1;
      // What is quoted from the row would make a reason of every row.
      const kinds = why.map((reason) =>
        reason.replace(/「[^」]*」/gu, "「…」").replace(/：.*$/u, ""),
      );
      for (const kind of new Set(kinds)) {
        const known = reasons.get(kind) ?? { reason: kind, rows: 0, lines: [] };
        known.rows += 1;
        if (known.lines.length < LINES_SHOWN) known.lines.push(row.line);
        reasons.set(kind, known);
      }
      const reason = why.join("；");
      await refusals?.add({ path: table.path, line: row.line, reason, cells: row.cells });
    },
    close() {
      progress(report.rows, 1);
      report.milliseconds = performance.now() - begun;
      report.reasons = [...reasons.values()].toSorted((a, b) => b.rows - a.rows);
      return report;
    },
  };
}

/** The cells of a row by field, cleaned; of several columns the first that is filled. */
export function cellsOf<Field extends string>(
  row: TableRow,
  columns: Located<Field>,
  fields: readonly Field[],
): Record<Field, string> {
  const cells = {} as Record<Field, string>;
  for (const field of fields) {
    cells[field] = "";
    for (const column of columns[field]) {
      cells[field] = cleanCell(row.cells[column] ?? "");
      if (cells[field] !== "") break;
    }
  }
  return cells;
}
