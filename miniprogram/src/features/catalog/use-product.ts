import type { Answer } from "@/lib/api";
import { useApi } from "@/lib/query";

/** A product as its page shows it. */
export type Product = Answer<"GET /v1/products/:productId">;
/** One of its combinations. */
export type Sku = Product["skus"][number];

const UNITS_MAX = 999;

/** Reads a product; what was seen of it before is there at once. */
export const useProduct = (productId: string) =>
  useApi(
    "GET /v1/products/:productId",
    { params: { productId } },
    { isOn: productId !== "", isKept: true },
  );

/** Reads the campaigns that may count for a product. */
export function useOffersOn(product: Product | undefined) {
  const campaigns = useApi("GET /v1/campaigns", {}, { isKept: true, isOn: product !== undefined });
  if (product === undefined) return [];
  const skuIds = new Set(product.skus.map(({ skuId }) => skuId));
  return (campaigns.data?.items ?? []).filter(({ productIds, categoryIds, flashPrices }) => {
    if (flashPrices.length > 0) return flashPrices.some(({ skuId }) => skuIds.has(skuId));
    if (productIds.includes(product.productId)) return true;
    if (categoryIds.some((id) => product.categoryIds.includes(id))) return true;
    return productIds.length === 0 && categoryIds.length === 0;
  });
}

/** A campaign that may count for a product. */
export type Offer = ReturnType<typeof useOffersOn>[number];

/** The combination of these values, if the product has it. */
export const skuOf = (product: Product, values: readonly (string | undefined)[]): Sku | null =>
  product.skus.find(({ optionValues }) =>
    optionValues.every((value, at) => values[at] === value),
  ) ?? null;

/** Where one begins to choose: the first combination that can be bought. */
export const firstSku = (product: Product): Sku | null =>
  product.skus.find(({ isOn, available }) => isOn && available > 0) ?? product.skus[0] ?? null;

/** Why a combination cannot be bought; null when it can. */
export function faultOf(sku: Sku | null): "noSuch" | "offSale" | "soldOut" | null {
  if (sku === null) return "noSuch";
  if (!sku.isOn) return "offSale";
  return sku.available > 0 ? null : "soldOut";
}

/** How many of it can be bought at once. */
export const mostOf = (product: Product, sku: Sku): number =>
  Math.max(
    1,
    Math.min(
      sku.available,
      product.perOrderLimit ?? UNITS_MAX,
      product.perMemberLimit ?? UNITS_MAX,
      UNITS_MAX,
    ),
  );
