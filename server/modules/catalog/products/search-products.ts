import type { ProductCard } from "../../../contract/catalog.ts";
import { toPage } from "../../../kernel/page.ts";
import { cardFields, cardOf, type CardRow } from "./product-card.ts";
import { cursorOf, searchRows, type SearchInput } from "./search-rows.ts";

/**
 * Finds what is on the shelf and has all words of the query; see `searchRows` for the order.
 * @throws malformed when the cursor is not one of ours.
 */
export async function searchProducts(
  input: SearchInput,
): Promise<{ items: ProductCard[]; nextCursor: string | null }> {
  const rows = await searchRows<CardRow>({ ...input, shelf: "on" }, cardFields);
  return toPage(rows, input.limit, cursorOf, cardOf);
}
