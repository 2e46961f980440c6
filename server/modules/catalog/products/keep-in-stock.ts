import { encodeCursor, toPage } from "../../../kernel/page.ts";
import { readAvailable } from "../../inventory/index.ts";
import { defaultStoreBriefly } from "../../stores/index.ts";
import type { SkuRow } from "./product.model.ts";

/** What tells whether a product is in stock, beside what a list reads of it. */
export const stockFields = { "skus.skuId": 1, "skus.isOn": 1 } as const;

type Stocked = { readonly skus: readonly Pick<SkuRow, "skuId" | "isOn">[] };

/** How many pages are looked through for one; more that is sold out in a row gives a short page, and a cursor. */
const ROUNDS_MAX = 5;

/**
 * A page of those rows of which the default store can sell something now. Stock changes with every order, so it is
 * asked for and not kept with the product: two database commands a round, nearly always one round.
 * @param read gives rows in the order of the list after a cursor.
 * @throws not_found in a shop without stores
 */
export async function keepInStock<Row extends Stocked, Item>(
  list: string,
  query: { limit: number; cursor?: string | undefined },
  read: (after: string | undefined, limit: number) => Promise<Row[]>,
  cursorOf: (row: Row) => readonly (string | number)[],
  itemOf: (row: Row) => Item,
): Promise<{ items: Item[]; nextCursor: string | null }> {
  const { _id: storeId } = await defaultStoreBriefly();
  const wanted = query.limit + 1;
  const kept: Row[] = [];
  let { cursor } = query;
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const rows = await read(cursor, wanted);
    kept.push(...(await inStock(storeId, rows)));
    const last = rows.at(-1);
    if (kept.length >= wanted || rows.length < wanted || last === undefined)
      return toPage(list, kept, query.limit, cursorOf, itemOf);
    cursor = encodeCursor(list, cursorOf(last));
  }
  return { items: kept.map(itemOf), nextCursor: cursor ?? null };
}

async function inStock<Row extends Stocked>(storeId: string, rows: Row[]): Promise<Row[]> {
  const skuIds = ({ skus }: Row) => skus.filter(({ isOn }) => isOn).map(({ skuId }) => skuId);
  const available = await readAvailable(storeId, rows.flatMap(skuIds));
  return rows.filter((row) => skuIds(row).some((skuId) => (available.get(skuId) ?? 0) > 0));
}
