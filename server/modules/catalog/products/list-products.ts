import type { mongo } from "mongoose";
import type { ProductCard } from "../../../contract/catalog.ts";
import { rawCollection } from "../../../kernel/db.ts";
import { decodeCursor, refuseCursor, toPage } from "../../../kernel/page.ts";
import { cardFields, cardOf, type CardRow } from "./product-card.ts";
import { Products, type ProductRow } from "./product.model.ts";

/** In which order products are listed. */
export type ProductSort = "newest" | "sales" | "price_asc" | "price_desc";

const orders = {
  newest: { field: "publishedAt", direction: -1, indexed: -1 },
  sales: { field: "soldCount", direction: -1, indexed: -1 },
  price_asc: { field: "priceFromFen", direction: 1, indexed: 1 },
  price_desc: { field: "priceFromFen", direction: -1, indexed: 1 },
} as const;

/**
 * Lists what is on the shelf, of one category or of all, in one database command. The cursor names the last row by
 * the order, its sort value and id, so that a page neither repeats nor skips products of equal value.
 * @throws malformed when the cursor is not one of this order.
 */
export async function listProducts(input: {
  categoryId?: string | undefined;
  sort: ProductSort;
  limit: number;
  cursor?: string | undefined;
}): Promise<{ items: ProductCard[]; nextCursor: string | null }> {
  const { filter, sort, projection, hint } = listQuery(input);
  const rows = await rawCollection(Products)
    .find(filter, { projection, hint, sort, limit: input.limit + 1 })
    .toArray();
  return toPage(
    rows as CardRow[],
    input.limit,
    (row) => [input.sort, Number(row[orders[input.sort].field] ?? 0), row._id],
    cardOf,
  );
}

/**
 * The one query behind a list. Its index is named, because for the second half of a page the planner may walk the
 * index of all products and throw away those of other categories.
 */
export function listQuery(input: {
  categoryId?: string | undefined;
  sort: ProductSort;
  cursor?: string | undefined;
}): {
  filter: mongo.Filter<ProductRow>;
  sort: Record<string, 1 | -1>;
  projection: Record<string, 1>;
  hint: Record<string, 1 | -1>;
} {
  const order = orders[input.sort];
  return {
    filter: {
      isOnShelf: true,
      ...(input.categoryId !== undefined && { categoryIds: input.categoryId }),
      ...(input.cursor !== undefined && after(input.sort, input.cursor)),
    },
    sort: { [order.field]: order.direction, _id: order.direction },
    projection: cardFields,
    hint: {
      ...(input.categoryId !== undefined && { categoryIds: 1 }),
      isOnShelf: 1,
      [order.field]: order.indexed,
      _id: order.indexed,
    },
  };
}

/** Two bounded walks of the index that the database merges: equal values past the id, then values beyond. */
function after(sort: ProductSort, cursor: string): mongo.Filter<ProductRow> {
  const [cursorSort, value, id] = decodeCursor(cursor, ["string", "number", "string"]);
  if (cursorSort !== sort) refuseCursor();
  const order = orders[sort];
  const beyond = order.direction === 1 ? "$gt" : "$lt";
  const at = order.field === "publishedAt" ? new Date(value) : value;
  return {
    $or: [{ [order.field]: at, _id: { [beyond]: id } }, { [order.field]: { [beyond]: at } }],
  };
}
