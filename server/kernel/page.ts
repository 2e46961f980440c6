import type { Model, mongo } from "mongoose";
import { rawCollection } from "./db.ts";
import { fail } from "./errors.ts";

/** Which page of a list is asked for. */
export type PageQuery = { readonly limit: number; readonly cursor?: string | undefined };

/** Packs the sort key of a page's last row into an opaque cursor that is good for one list only. */
export function encodeCursor(list: string, parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...parts])).toString("base64url");
}

/**
 * Opens a cursor that `encodeCursor` made for this list, checking the kind of each part; null where there is none, at
 * the first page.
 * @throws malformed when it is not one of ours, or one of another list.
 */
export function decodeCursor<const Kinds extends readonly ("string" | "number")[]>(
  list: string,
  cursor: string | undefined,
  kinds: Kinds,
): { [Index in keyof Kinds]: Kinds[Index] extends "string" ? string : number } | null {
  if (cursor === undefined) return null;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    parts = null;
  }
  if (!Array.isArray(parts) || parts.shift() !== list) refuseCursor();
  if (parts.length !== kinds.length || kinds.some((kind, index) => typeof parts[index] !== kind))
    refuseCursor();
  return parts as never;
}

/** Refuses a cursor that is none, or one of another list. @throws malformed, always. */
export function refuseCursor(): never {
  return fail("malformed", {
    issues: [{ pointer: "/query/cursor", code: "cursor", detail: "翻页位置无效" }],
  });
}

/**
 * A page of the rows that a filter lets through, the newest first; the cursor is good for this collection only.
 * @throws malformed
 */
export async function pageById<Row extends { _id: string }, Item>(
  model: Model<Row>,
  filter: mongo.Filter<Row>,
  query: PageQuery,
  itemOf: (row: Row) => Item,
): Promise<{ items: Item[]; nextCursor: string | null }> {
  const { name } = model.collection;
  const after = decodeCursor(name, query.cursor, ["string"]);
  const past = after === null ? filter : { ...filter, _id: { $lt: after[0] } };
  const rows = await rawCollection(model)
    .find(past as mongo.Filter<Row>)
    .sort({ _id: -1 })
    .limit(query.limit + 1)
    .toArray();
  return toPage(name, rows as Row[], query.limit, (row) => [row._id], itemOf);
}

/**
 * A page of the rows that a filter lets through, the newest first by the shop's own clock: for rows whose ids clients
 * make, which say nothing about when. The cursor is good for this collection only.
 * @throws malformed
 */
export async function pageByTime<Row extends { _id: string; createdAt: Date }, Item>(
  model: Model<Row>,
  filter: mongo.Filter<Row>,
  query: PageQuery,
  itemOf: (row: Row) => Item,
): Promise<{ items: Item[]; nextCursor: string | null }> {
  const { name } = model.collection;
  const after = decodeCursor(name, query.cursor, ["number", "string"]);
  const rows = await rawCollection(model)
    .find((after === null ? filter : { ...filter, ...olderThan(after) }) as mongo.Filter<Row>)
    .sort({ createdAt: -1, _id: -1 })
    .limit(query.limit + 1)
    .toArray();
  return toPage(
    name,
    rows as Row[],
    query.limit,
    (row) => [row.createdAt.getTime(), row._id],
    itemOf,
  );
}

/** One range for the index, and what of its last moment has been shown. */
function olderThan([ms, id]: readonly [number, string]) {
  const at = new Date(ms);
  return {
    createdAt: { $lte: at },
    $or: [{ createdAt: { $lt: at } }, { _id: { $lt: id } }],
  };
}

/** Cuts one row more than the page to a page, with the cursor of its last row. */
export function toPage<Row, Item>(
  list: string,
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => readonly (string | number)[],
  itemOf: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(itemOf),
    nextCursor:
      rows.length > limit && last !== undefined ? encodeCursor(list, cursorOf(last)) : null,
  };
}
