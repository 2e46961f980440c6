import type { mongo } from "mongoose";
import type { ProductCard } from "../../../contract/catalog.ts";
import { rawCollection } from "../../../kernel/db.ts";
import { decodeCursor, refuseCursor, toPage } from "../../../kernel/page.ts";
import { keepInStock, stockFields } from "./keep-in-stock.ts";
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

/** Which products of the shelf are wanted; prices in fen, of the cheapest SKU. */
export type ProductFilter = {
  categoryId?: string | undefined;
  priceMinFen?: number | undefined;
  priceMaxFen?: number | undefined;
};

/** Every order is a list with cursors of its own, of all products as of what a search finds. */
const listOf = ({ sort, words }: Pick<ListInput, "sort" | "words">): string =>
  `${words === undefined ? "products" : "found"}:${sort}`;

type ListInput = ProductFilter & {
  sort: ProductSort;
  /** Only products that have all of these. */
  words?: readonly string[] | undefined;
  cursor?: string | undefined;
};

/**
 * Lists what is on the shelf, of one category or of all or with all words of a search, in one database command; of what is in stock, see
 * `keepInStock`. The cursor names the last row by the order, its sort value and id, so that a page neither repeats nor
 * skips products of equal value.
 * @throws malformed when the cursor is not one of this order.
 */
export async function listProducts(
  input: ListInput & { isInStock?: "true" | undefined; limit: number },
): Promise<{ items: ProductCard[]; nextCursor: string | null }> {
  const cursorOf = (row: CardRow) => [Number(row[orders[input.sort].field] ?? 0), row._id] as const;
  const read = async (
    cursor: string | undefined,
    limit: number,
    more: Record<string, 1>,
  ): Promise<Pick<ProductRow, keyof CardRow | "skus">[]> => {
    const { filter, sort, projection, hint } = listQuery({ ...input, cursor });
    return await rawCollection(Products)
      .find(filter, { projection: { ...projection, ...more }, ...(hint && { hint }), sort, limit })
      .toArray();
  };
  if (input.isInStock !== undefined)
    return await keepInStock<Pick<ProductRow, keyof CardRow | "skus">, ProductCard>(
      listOf(input),
      input,
      async (after, limit) => await read(after, limit, stockFields),
      cursorOf,
      cardOf,
    );
  return toPage(
    listOf(input),
    await read(input.cursor, input.limit + 1, {}),
    input.limit,
    cursorOf,
    cardOf,
  );
}

/**
 * The one query behind a list. Its index is named, because for the second half of a page the planner may walk the
 * index of all products and throw away those of other categories.
 */
export function listQuery(input: ListInput): {
  filter: mongo.Filter<ProductRow>;
  sort: Record<string, 1 | -1>;
  projection: Record<string, 1>;
  hint?: Record<string, 1 | -1>;
} {
  const order = orders[input.sort];
  const price = priceRange(input);
  const place = decodeCursor(listOf(input), input.cursor, ["number", "string"]);
  return {
    filter: {
      isOnShelf: true,
      ...(input.words !== undefined && { words: { $all: [...input.words] } }),
      ...(input.categoryId !== undefined && { categoryIds: input.categoryId }),
      ...(place === null ? price !== null && { priceFromFen: price } : after(input, place)),
    },
    sort: { [order.field]: order.direction, _id: order.direction },
    projection: cardFields,
    // What has the words is found by their index, and is little enough to be put in order then.
    ...(input.words === undefined && {
      hint: {
        ...(input.categoryId !== undefined && { categoryIds: 1 }),
        isOnShelf: 1,
        [order.field]: order.indexed,
        _id: order.indexed,
        ...(order.field !== "priceFromFen" && { priceFromFen: 1 }),
      },
    }),
  };
}

type Range = { $gte?: number; $lte?: number };

/** The wanted range of the price that a list shows, or null when every price is wanted. */
export function priceRange({ priceMinFen, priceMaxFen }: ProductFilter): Range | null {
  if (priceMinFen === undefined && priceMaxFen === undefined) return null;
  return {
    ...(priceMinFen !== undefined && { $gte: priceMinFen }),
    ...(priceMaxFen !== undefined && { $lte: priceMaxFen }),
  };
}

/** Two bounded walks of the index that the database merges: equal values past the id, then values beyond. */
function after(
  input: ListInput,
  [value, id]: readonly [value: number, id: string],
): mongo.Filter<ProductRow> {
  const { sort, priceMinFen: min, priceMaxFen: max } = input;
  const order = orders[sort];
  const beyond = order.direction === 1 ? "$gt" : "$lt";
  const past = { _id: { [beyond]: id } };
  if (order.field === "priceFromFen") {
    if (value < (min ?? value) || value > (max ?? value)) refuseCursor();
    const end =
      order.direction === 1
        ? max !== undefined && { $lte: max }
        : min !== undefined && { $gte: min };
    return {
      $or: [{ priceFromFen: value, ...past }, { priceFromFen: { [beyond]: value, ...end } }],
    };
  }
  const at = order.field === "publishedAt" ? new Date(value) : value;
  // The price stands in both walks: beside them it would be judged only after a product was read.
  const range = priceRange(input);
  const inRange = range !== null && { priceFromFen: range };
  return {
    $or: [
      { [order.field]: at, ...past, ...inRange },
      { [order.field]: { [beyond]: at }, ...inRange },
    ],
  };
}
