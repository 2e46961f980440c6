import type { ProductCard } from "../../../contract/catalog.ts";
import { toPage } from "../../../kernel/page.ts";
import { keepInStock, stockFields } from "./keep-in-stock.ts";
import { listProducts, type ProductSort } from "./list-products.ts";
import { cardFields, cardOf, type CardRow } from "./product-card.ts";
import type { SkuRow } from "./product.model.ts";
import { queryWordsOf } from "./search-words.ts";
import { SEARCH, cursorOf, searchRows, type Found, type SearchInput } from "./search-rows.ts";

/**
 * Finds what is on the shelf and has all words of the query; in the given order or else as `searchRows`
 * says.
 * @throws malformed when the cursor is not one of ours.
 */
export async function searchProducts(
  input: SearchInput & { isInStock?: "true" | undefined; sort?: ProductSort | undefined },
): Promise<{ items: ProductCard[]; nextCursor: string | null }> {
  const { sort } = input;
  if (sort !== undefined) {
    const words = queryWordsOf(input.q);
    return words.length === 0
      ? { items: [], nextCursor: null }
      : await listProducts({ ...input, sort, words });
  }
  if (input.isInStock !== undefined)
    return await keepInStock<Found<CardRow & { skus: SkuRow[] }>, ProductCard>(
      SEARCH,
      input,
      async (cursor, limit) =>
        await searchRows<CardRow & { skus: SkuRow[] }>(
          // One more than asked for is read anyway.
          { ...input, cursor, limit: limit - 1, shelf: "on" },
          { ...cardFields, ...stockFields },
        ),
      cursorOf,
      cardOf,
    );
  const rows = await searchRows<CardRow>({ ...input, shelf: "on" }, cardFields);
  return toPage(SEARCH, rows, input.limit, cursorOf, cardOf);
}
