import { closeSync, createReadStream, existsSync, openSync, renameSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";

/** One kind of record held in memory by key, every change of it written down before it is answered. */
export interface Table<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  remove(key: string): void;
  values(): IterableIterator<T>;
  readonly size: number;
}

/** The append-only file behind all tables of one sandbox. */
export interface Journal {
  table<T>(name: string): Table<T>;
  close(): void;
}

type Rows = Map<string, Map<string, unknown>>;
type Line = [table: string, key: string, value?: unknown];

function rowsOf(rows: Rows, table: string): Map<string, unknown> {
  const found = rows.get(table);
  if (found) return found;
  const made = new Map<string, unknown>();
  rows.set(table, made);
  return made;
}

async function replay(file: string): Promise<Rows> {
  const rows: Rows = new Map();
  let torn: string | undefined;
  for await (const text of createInterface({ input: createReadStream(file, "utf8") })) {
    if (torn !== undefined) throw new Error(`the sandbox journal ${file} has a broken line`);
    let line: Line;
    try {
      line = JSON.parse(text) as Line;
    } catch {
      // A process killed while writing leaves its last line cut; it was never answered.
      torn = text;
      continue;
    }
    if (line.length === 3) rowsOf(rows, line[0]).set(line[1], line[2]);
    else rowsOf(rows, line[0]).delete(line[1]);
  }
  return rows;
}

function compact(file: string, rows: Rows): void {
  const fresh = `${file}.new`;
  const handle = openSync(fresh, "w", 0o600);
  for (const [table, records] of rows)
    for (const [key, value] of records)
      writeSync(handle, `${JSON.stringify([table, key, value])}\n`);
  closeSync(handle);
  renameSync(fresh, file);
}

/**
 * Opens a journal: replays the file to the last whole line, writes it back without what was
 * overtaken, and from then on appends one line a change. Survives kill -9 of the process.
 *
 * @throws Error when a line before the last cannot be read.
 */
export async function openJournal(file: string): Promise<Journal> {
  const rows = existsSync(file) ? await replay(file) : (new Map() as Rows);
  compact(file, rows);
  const handle = openSync(file, "a", 0o600);
  let closed = false;
  const append = (line: Line): void => {
    // Deliveries under way end after closing; what they say is lost as it would be by a kill.
    if (!closed) writeSync(handle, `${JSON.stringify(line)}\n`);
  };
  return {
    table<T>(name: string): Table<T> {
      // Only this table's own put wrote these values.
      const records = rowsOf(rows, name) as Map<string, T>;
      return {
        get: (key) => records.get(key),
        put(key, value) {
          append([name, key, value]);
          records.set(key, value);
        },
        remove(key) {
          if (records.delete(key)) append([name, key]);
        },
        values: () => records.values(),
        get size() {
          return records.size;
        },
      };
    },
    close() {
      if (closed) return;
      closed = true;
      closeSync(handle);
    },
  };
}
