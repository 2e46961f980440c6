import type { mongo } from "mongoose";
import { rawCollection } from "../../kernel/db.ts";
import { decodeCursor, toPage } from "../../kernel/page.ts";
import { decryptPii, encryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { ImportRefusals, type ImportKind, type ImportRefusalRow } from "./import.model.ts";
import { csvOf, type RefusalFile } from "./write-refusals.ts";

const BATCH = 500;
const KEPT_MS = 30 * 86_400_000;
const NUMBER_LENGTH = 7;

/** Forgets the refused rows of an import: they are about to be told anew. */
export async function forgetRefusals(importId: string): Promise<void> {
  await ImportRefusals.deleteMany({ _id: within(importId) });
}

/** Keeps refused rows of one file of an import for a month, what they hold sealed. */
export function keepRefusals(world: World, importId: string, kind: ImportKind): RefusalFile {
  const expiresAt = new Date(world.clock.now().getTime() + KEPT_MS);
  let rows: ImportRefusalRow[] = [];
  let number = 0;
  const flush = async (): Promise<void> => {
    if (rows.length > 0) await ImportRefusals.insertMany(rows, { lean: true });
    rows = [];
  };
  return {
    async add({ line, reason, cells }) {
      number += 1;
      rows.push({
        _id: `${importId}:${kind}:${number.toString().padStart(NUMBER_LENGTH, "0")}`,
        line,
        reason,
        cellsSealed: encryptPii(world.config.pii, JSON.stringify(cells)),
        expiresAt,
      });
      if (rows.length >= BATCH) await flush();
    },
    async close() {
      await flush();
      return null;
    },
  };
}

/** A page of the refused rows of an import, in the order of the files and their lines. */
export async function listRefusals(
  world: World,
  importId: string,
  query: { limit: number; cursor?: string | undefined; kind?: ImportKind | undefined },
) {
  const after = decodeCursor("import-refusals", query.cursor, ["string"]);
  const place = within(importId, query.kind);
  const rows = await rawCollection(ImportRefusals)
    .find({ _id: after === null ? place : { ...place, $gt: after[0] } })
    .sort({ _id: 1 })
    .limit(query.limit + 1)
    .toArray();
  return toPage(
    "import-refusals",
    rows,
    query.limit,
    (row) => [row._id],
    (row) => ({
      kind: row._id.split(":")[1] as ImportKind,
      line: row.line,
      reason: row.reason,
      cells: cellsOf(world, row),
    }),
  );
}

/** The refused rows of one file as CSV with its own columns, line and reason, to be repaired and brought in again. */
export async function printRefusals(
  world: World,
  importId: string,
  kind: ImportKind,
  header: readonly string[],
): Promise<Buffer> {
  const rows = await rawCollection(ImportRefusals)
    .find({ _id: within(importId, kind) })
    .sort({ _id: 1 })
    .toArray();
  const lines = rows.map((row) => {
    const cells = cellsOf(world, row);
    return csvOf([...header.map((_, index) => cells[index] ?? ""), String(row.line), row.reason]);
  });
  return Buffer.from(`\ufeff${[csvOf([...header, "行号", "原因"]), ...lines].join("")}`, "utf8");
}

const cellsOf = (world: World, { cellsSealed }: ImportRefusalRow): string[] =>
  JSON.parse(decryptPii(world.config.pii, cellsSealed)) as string[];

/** All ids of an import, or of one of its files: the character after a colon is a semicolon. */
function within(importId: string, kind?: ImportKind): mongo.FilterOperators<string> {
  const start = kind === undefined ? importId : `${importId}:${kind}`;
  return { $gte: `${start}:`, $lt: `${start};` };
}
