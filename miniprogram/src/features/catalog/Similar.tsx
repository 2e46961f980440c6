import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { productTexts } from "@/i18n/catalog";
import { ProductGrid } from "./ProductGrid";
import { useProducts } from "./use-products";
import type { Product } from "./use-product";

const SHOWN = 4;

/** Other goods of the same kind; nothing where there are none. */
export function Similar({ product }: Readonly<{ product: Product }>) {
  const t = useTexts(productTexts);
  const { items } = useProducts({ categoryId: product.categoryIds[0] ?? null, sort: "sales" });
  const others = items.filter(({ productId }) => productId !== product.productId).slice(0, SHOWN);
  if (others.length === 0) return null;
  return (
    <View className="nd-stack">
      <Text className="nd-section__title">{t("similar")}</Text>
      <ProductGrid products={others} />
    </View>
  );
}
