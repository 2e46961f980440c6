import type { Model, mongo } from "mongoose";
import { rawCollection } from "./db.ts";
import { fail } from "./errors.ts";

/** Which page of a list is asked for. */
export type PageQuery = { readonly limit: number; readonly cursor?: string | undefined };

/** Packs the sort key of a page's last row into an opaque cursor. */
export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/**
 * Opens a cursor that `encodeCursor` made, checking the kind of each part.
 * @throws malformed when it is not one of ours.
 */
export function decodeCursor<const Kinds extends readonly ("string" | "number")[]>(
  cursor: string,
  kinds: Kinds,
): { [Index in keyof Kinds]: Kinds[Index] extends "string" ? string : number } {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    parts = null;
  }
  if (
    !Array.isArray(parts) ||
    parts.length !== kinds.length ||
    kinds.some((kind, index) => typeof parts[index] !== kind)
  )
    refuseCursor();
  return parts as never;
}

/** Refuses a cursor that is none, or one of another list or order. @throws malformed, always. */
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
  const after =
    query.cursor === undefined ? null : decodeCursor(query.cursor, ["string", "string"]);
  if (after !== null && after[0] !== name) refuseCursor();
  const past = after === null ? filter : { ...filter, _id: { $lt: after[1] } };
  const rows = await rawCollection(model)
    .find(past as mongo.Filter<Row>)
    .sort({ _id: -1 })
    .limit(query.limit + 1)
    .toArray();
  return toPage(rows as Row[], query.limit, (row) => [name, row._id], itemOf);
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
  const after =
    query.cursor === undefined ? null : decodeCursor(query.cursor, ["string", "number", "string"]);
  if (after !== null && after[0] !== name) refuseCursor();
  const rows = await rawCollection(model)
    .find((after === null ? filter : { ...filter, ...olderThan(after) }) as mongo.Filter<Row>)
    .sort({ createdAt: -1, _id: -1 })
    .limit(query.limit + 1)
    .toArray();
  return toPage(
    rows as Row[],
    query.limit,
    (row) => [name, row.createdAt.getTime(), row._id],
    itemOf,
  );
}

/** One range for the index, and what of its last moment has been shown. */
function olderThan([, ms, id]: readonly [string, number, string]) {
  const at = new Date(ms);
  return {
    createdAt: { $lte: at },
    $or: [{ createdAt: { $lt: at } }, { _id: { $lt: id } }],
  };
}

/** Cuts one row more than the page to a page, with the cursor of its last row. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => readonly (string | number)[],
  itemOf: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(itemOf),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : null,
  };
}
