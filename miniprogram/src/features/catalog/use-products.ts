import { useApi, useApiList, type Listing } from "@/lib/query";
import type { ProductCardData } from "./ProductGrid";

/** The orders of a list of products; `best`, for a search: what fits best first. */
export type Sort = "best" | "sales" | "newest" | "price_asc" | "price_desc";

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

/** Reads products page by page, of a category or those that fit a word. */
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
        ...(what.sort === "best" ? {} : { sort: what.sort }),
        ...(q === "" ? {} : { q }),
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
