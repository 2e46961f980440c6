import { useApi, useApiList, type Listing } from "@/lib/query";
import type { ProductCardData } from "./ProductGrid";

/** The orders in which a category can be looked through. */
const sorts = ["sales", "newest", "price_asc", "price_desc"] as const;
/** One of them. */
export type Sort = (typeof sorts)[number];

/** What a list of products is narrowed to; prices in fen. */
export type Filter = {
  readonly priceMinFen: number | null;
  readonly priceMaxFen: number | null;
  readonly isInStock: boolean;
};

/** Narrowed to nothing. */
export const noFilter: Filter = { priceMinFen: null, priceMaxFen: null, isInStock: false };

/** How many conditions a filter sets. */
export const conditionsOf = (filter: Filter): number =>
  Number(filter.priceMinFen !== null || filter.priceMaxFen !== null) + Number(filter.isInStock);

/** Reads the departments of the shop, two levels deep. */
export const useCategories = () => useApi("GET /v1/categories", {}, { isKept: true });

/** Reads products page by page: of a category in some order, or those that fit a word. */
export function useProducts(
  what: { readonly categoryId?: string | null; readonly q?: string; readonly sort: Sort },
  filter: Filter = noFilter,
  isOn = true,
): Listing<ProductCardData> {
  const q = what.q ?? "";
  return useApiList(
    "GET /v1/products",
    {
      query: {
        ...(q === "" ? { sort: what.sort } : { q }),
        ...(what.categoryId === null || what.categoryId === undefined
          ? {}
          : { categoryId: what.categoryId }),
        ...(filter.priceMinFen === null ? {} : { priceMinFen: filter.priceMinFen }),
        ...(filter.priceMaxFen === null ? {} : { priceMaxFen: filter.priceMaxFen }),
        ...(filter.isInStock ? { isInStock: "true" as const } : {}),
      },
    },
    { isOn, keepsLast: q === "" },
  );
}
