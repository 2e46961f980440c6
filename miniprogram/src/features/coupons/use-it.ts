import { go } from "@/lib/routes";
import type { CouponTerms } from "./use-coupons";

/** Goes to what a coupon can be used on: its one product, its one category, or all goods. */
export function goUse({ scope }: CouponTerms): void {
  const [productId, otherProduct] = scope?.productIds ?? [];
  const [categoryId, otherCategory] = scope?.categoryIds ?? [];
  if (productId !== undefined && otherProduct === undefined && categoryId === undefined)
    go("product", { productId });
  else if (categoryId !== undefined && otherCategory === undefined && productId === undefined)
    go("search", { categoryId });
  else go("category");
}
