import { Readable } from "node:stream";
import { parse, type CsvError } from "csv-parse";
import { bytesOf, TableError, type TableBytes, type TableSource } from "./table-source.ts";

/** One row of a file: the line it ends on, its cells, and what is wrong when it is no row at all. */
export type TableRow = {
  readonly line: number;
  readonly cells: readonly string[];
  readonly fault: string | null;
};

/** A CSV file whose encoding, separator and header are known; its rows are read one after another. */
export type Table = {
  readonly path: string;
  readonly encoding: "UTF-8" | "GB18030";
  readonly header: readonly string[];
  readonly bytes: number;
  /** How many bytes of the file have been read so far. */
  bytesRead(): number;
  /** The rows below the header, in order; a broken one comes with its fault. */
  rows(): AsyncGenerator<TableRow>;
};

/** A longer row is a quote that was never closed: the parser gives up there, and so do we, aloud. */
const ROW_BYTES_MAX = 100_000;

/**
 * Opens a CSV file as shops have it: UTF-8 with or without BOM, or GB18030 as Excel in China writes it, separated by
 * commas or tabs. The whole file is looked through once for its encoding; it is never in memory.
 * @throws TableError when it is an Excel file, in another encoding, or has no header.
 */
export async function openTable(source: TableSource): Promise<Table> {
  const bytes = await bytesOf(source);
  const { name: path, size } = bytes;
  const encoding = await detectEncoding(bytes);
  const separator = await detectSeparator(bytes, encoding);
  let bytesRead = 0;
  const readAll = (): AsyncGenerator<TableRow> =>
    readRows(bytes, encoding, separator, (read) => {
      bytesRead = read;
    });
  for await (const row of readAll()) {
    const header = row.cells.map(cleanCell);
    return {
      path,
      encoding,
      header,
      bytes: size,
      bytesRead: () => bytesRead,
      async *rows() {
        let isHeader = true;
        for await (const each of readAll()) {
          if (isHeader) isHeader = false;
          else if (each.fault !== null || each.cells.some((cell) => cleanCell(cell) !== ""))
            yield each;
        }
      },
    };
  }
  throw new TableError(`文件是空的：${path}`);
}

/**
 * A cell without what Excel and exports wrap around it: blanks of every width, a leading apostrophe or tab, `="…"`;
 * a dash that stands for nothing becomes nothing.
 */
export function cleanCell(cell: string): string {
  const bare = cell.replace(/^[\s\u00a0\u3000\ufeff]+|[\s\u00a0\u3000]+$/gu, "");
  const unwrapped = (/^="(.*)"$/su.exec(bare)?.[1] ?? bare).replace(/^'/, "").trim();
  return /^[-—–]+$/u.test(unwrapped) ? "" : unwrapped;
}

const terminal = new Set(["CSV_QUOTE_NOT_CLOSED", "CSV_MAX_RECORD_SIZE"]);

async function* readRows(
  bytes: TableBytes,
  encoding: string,
  separator: string,
  progress: (read: number) => void,
): AsyncGenerator<TableRow> {
  const faults: TableRow[] = [];
  const parser = Readable.from(decode(bytes, encoding, progress)).pipe(
    parse({
      bom: true,
      delimiter: separator,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: ROW_BYTES_MAX,
      info: true,
    }),
  );
  parser.on("skip", (error: CsvError) => {
    faults.push({
      line: Number(error["lines"]),
      cells: [],
      fault: terminal.has(error.code) ? "引号没有闭合或行太长，此行之后无法读取" : "此行无法读取",
    });
  });
  for await (const { record, info } of parser as AsyncIterable<{
    record: string[];
    info: { lines: number };
  }>) {
    // The parser reads ahead of us: a fault waits for the rows before it.
    const before = faults.filter((fault) => fault.line < info.lines);
    yield* faults.splice(0, before.length);
    yield { line: info.lines, cells: record, fault: null };
  }
  yield* faults;
}

async function* decode(
  bytes: TableBytes,
  encoding: string,
  progress: (read: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let read = 0;
  for await (const chunk of bytes.chunks()) {
    read += chunk.length;
    progress(read);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

async function detectEncoding(bytes: TableBytes): Promise<Table["encoding"]> {
  const head = await bytes.head(4);
  if (head.subarray(0, 2).toString("latin1") === "PK" || head.readUInt32BE(0) === 0xd0cf11e0)
    throw new TableError(`这是 Excel 文件，请在 Excel 中另存为 CSV 后再导入：${bytes.name}`);
  for (const encoding of ["UTF-8", "GB18030"] as const) {
    try {
      for await (const _ of decode(bytes, encoding, () => undefined));
      return encoding;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  throw new TableError(`文件编码无法识别，请另存为 UTF-8 的 CSV：${bytes.name}`);
}

async function detectSeparator(bytes: TableBytes, encoding: string): Promise<string> {
  const head = new TextDecoder(encoding).decode(await bytes.head(16 * 1024));
  const [line = ""] = head.split(/\r?\n/u);
  return line.split("\t").length > line.split(",").length ? "\t" : ",";
}
