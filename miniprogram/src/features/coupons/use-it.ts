import { go } from "@/lib/routes";
import type { CouponTerms } from "./use-coupons";

/** Goes to what a coupon can be used on: its one product, or all goods. */
export function goUse({ scope }: CouponTerms): void {
  const [productId, otherProduct] = scope?.productIds ?? [];
  const hasCategories = (scope?.categoryIds ?? []).length > 0;
  if (productId !== undefined && otherProduct === undefined && !hasCategories)
    go("product", { id: productId });
  else go("category");
}
