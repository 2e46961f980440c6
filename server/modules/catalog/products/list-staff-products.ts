import type { z } from "zod";
import type { catalogEndpoints } from "../../../contract/catalog.ts";
import { pageById, toPage } from "../../../kernel/page.ts";
import { cardFields, cardOf, type CardRow } from "./product-card.ts";
import { Products, type ProductRow } from "./product.model.ts";
import { SEARCH, cursorOf, searchRows } from "./search-rows.ts";

type Page = z.output<(typeof catalogEndpoints)["GET /v1/staff/products"]["response"]>;

const fields = {
  ...cardFields,
  isOnShelf: 1,
  version: 1,
  updatedAt: 1,
  "skus.costFen": 1,
} as const;

type Row = CardRow & Pick<ProductRow, "isOnShelf" | "version" | "updatedAt" | "skus">;

/**
 * Lists all products for staff, the latest made first, or searches them in the order of the shop's own search.
 * @throws malformed when the cursor is not one of ours.
 */
export async function listStaffProducts(input: {
  q?: string | undefined;
  categoryId?: string | undefined;
  shelf?: "on" | "off" | undefined;
  limit: number;
  cursor?: string | undefined;
}): Promise<Page> {
  const { q, categoryId, shelf, limit, cursor } = input;
  if (q !== undefined) {
    const found = await searchRows<Row>({ q, categoryId, shelf, limit, cursor }, fields);
    return toPage(SEARCH, found, limit, cursorOf, staffCardOf);
  }
  return await pageById(
    Products,
    {
      ...(categoryId !== undefined && { categoryIds: categoryId }),
      ...(shelf !== undefined && { isOnShelf: shelf === "on" }),
    },
    { limit, cursor },
    staffCardOf,
  );
}

function staffCardOf(row: Row): Page["items"][number] {
  const costs = row.skus.flatMap(({ costFen }) => (costFen === null ? [] : [costFen]));
  return {
    ...cardOf(row),
    isOnShelf: row.isOnShelf,
    skuCount: row.skus.length,
    lowestCostFen: costs.length === 0 ? null : Math.min(...costs),
    version: row.version,
    updatedAt: row.updatedAt,
  };
}
