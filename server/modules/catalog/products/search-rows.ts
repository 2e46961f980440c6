import type { mongo } from "mongoose";
import { rawCollection } from "../../../kernel/db.ts";
import { decodeCursor, refuseCursor } from "../../../kernel/page.ts";
import { priceRange, type ProductFilter } from "./list-products.ts";
import { Products, type ProductRow } from "./product.model.ts";
import { queryWordsOf } from "./search-words.ts";

/** Where a search has arrived: among the products found by title, or among the others; and after which. */
type Position = { part: "title" | "other"; after: { soldCount: number; id: string } | null };

/** What to search for, and how far a page goes. */
export type SearchInput = {
  q: string;
  limit: number;
  cursor?: string | undefined;
} & ProductFilter;

/** The list that cursors of a search are good for. */
export const SEARCH = "product-search";

type Filter = ProductFilter & { shelf?: "on" | "off" | undefined };

/** A row with the part of the search that found it. */
export type Found<Row> = Row & { part: Position["part"]; soldCount: number; _id: string };

/**
 * Reads one row more than a page of what has all words of the query: first the products whose title has them all,
 * then the others; in both the best sold first. At most two database commands, each walking an index in its order.
 * @throws malformed when the cursor is not one of ours.
 */
export async function searchRows<Row>(
  input: SearchInput & Filter,
  fields: Record<string, 1>,
): Promise<Found<Row>[]> {
  const words = queryWordsOf(input.q);
  if (words.length === 0) return [];
  const wanted = input.limit + 1;
  const start = positionOf(input.cursor);
  const find = async (position: Position, limit: number): Promise<Found<Row>[]> => {
    const { filter, sort } = searchQuery(input, words, position);
    const rows = await rawCollection(Products)
      .find(filter, { projection: fields, sort, limit })
      .toArray();
    return rows.map((row) => ({ ...(row as unknown as Found<Row>), part: position.part }));
  };
  const byTitle = start.part === "title" ? await find(start, wanted) : [];
  if (byTitle.length === wanted) return byTitle;
  const others = start.part === "other" ? start : { part: "other" as const, after: null };
  return [...byTitle, ...(await find(others, wanted - byTitle.length))];
}

/** The cursor of a found row: its part of the search, its sales and its id. */
export function cursorOf(row: Found<unknown>): [string, number, string] {
  return [row.part, row.soldCount, row._id];
}

/**
 * The one query behind each part of a search. A product belongs to the second part when at least one word is outside
 * its title, which the list of those other words can answer from an index.
 */
export function searchQuery(
  input: Filter,
  words: readonly string[],
  { part, after }: Position,
): { filter: mongo.Filter<ProductRow>; sort: Record<string, 1 | -1> } {
  const price = priceRange(input);
  const filter: mongo.Filter<ProductRow> = {
    ...(part === "title"
      ? { titleWords: { $all: [...words] } }
      : { words: { $all: [...words] }, otherWords: { $in: [...words] } }),
    isOnShelf: input.shelf === undefined ? { $in: [true, false] } : input.shelf === "on",
    ...(input.categoryId !== undefined && { categoryIds: input.categoryId }),
    ...(price !== null && { priceFromFen: price }),
    ...(after !== null && {
      $or: [
        { soldCount: after.soldCount, _id: { $lt: after.id } },
        { soldCount: { $lt: after.soldCount } },
      ],
    }),
  };
  return { filter, sort: { soldCount: -1, _id: -1 } };
}

function positionOf(cursor: string | undefined): Position {
  const place = decodeCursor(SEARCH, cursor, ["string", "number", "string"]);
  if (place === null) return { part: "title", after: null };
  const [part, soldCount, id] = place;
  if (part !== "title" && part !== "other") refuseCursor();
  return { part, after: { soldCount, id } };
}
