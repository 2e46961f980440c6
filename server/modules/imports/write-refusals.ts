import { createWriteStream, type WriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { once } from "node:events";

/** A row of a file that was not imported, and why. */
export type Refusal = {
  readonly path: string;
  readonly line: number;
  readonly reason: string;
  readonly cells: readonly string[];
};

/** Where refused rows go: a CSV to repair and import again, begun with the first of them. */
export type RefusalFile = {
  add(refusal: Refusal): Promise<void>;
  /** Ends the file; its path, or null when nothing was refused. */
  close(): Promise<string | null>;
};

/**
 * Collects refused rows as CSV (UTF-8 with BOM, as Excel opens it) with the columns of their file and two more, line and
 * reason, so that it can be repaired and imported as it is. An existing file is never overwritten: a number is added.
 * @param header null for rows of several files: then file, line and reason come first.
 */
export function refusalFile(path: string, header: readonly string[] | null): RefusalFile {
  let file: { path: string; stream: WriteStream } | null = null;
  const write = async (cells: readonly string[]): Promise<void> => {
    file ??= await begin(path);
    if (!file.stream.write(csvOf(cells))) await once(file.stream, "drain");
  };
  return {
    async add({ path: source, line, reason, cells }) {
      if (file === null)
        await write(header === null ? ["文件", "行号", "原因"] : [...header, "行号", "原因"]);
      await write(
        header === null
          ? [source, String(line), reason, ...cells]
          : [...header.map((_, index) => cells[index] ?? ""), String(line), reason],
      );
    },
    async close() {
      if (file === null) return null;
      file.stream.end();
      await once(file.stream, "close");
      return file.path;
    },
  };
}

/** The name of the file for the refused rows of another. */
export const refusalPath = (source: string): string =>
  source.replace(/(?:\.[a-z]{2,4})?$/iu, "").concat(".refused.csv");

/** One line of CSV as Excel reads it. */
export const csvOf = (cells: readonly string[]): string => `${cells.map(safeCell).join(",")}\r\n`;

/** A cell that no spreadsheet takes for a formula (CVE-2021-41270): an apostrophe goes before `= + - @`, tab and CR. */
function safeCell(cell: string): string {
  const safe = /^[=+\-@\t\r]/u.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/u.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

async function begin(path: string): Promise<{ path: string; stream: WriteStream }> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? path : path.replace(/(\.csv)?$/iu, `-${number}$1`);
    try {
      await (await open(name, "wx")).close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
      throw error;
    }
    const stream = createWriteStream(name, { encoding: "utf8" });
    stream.write("\ufeff");
    return { path: name, stream };
  }
}
