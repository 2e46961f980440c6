import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { catalogTexts } from "@/i18n/catalog";
import { grouped } from "@/lib/format";
import type { Row } from "@/lib/query";
import { go } from "@/lib/routes";
import { Picture } from "@/ui/Picture";
import { Price } from "@/ui/Price";
import { Tag } from "@/ui/Tag";
import { Tap } from "@/ui/Tap";
import { priceAt, useLevel } from "./member-price";
import "./catalog.css";

/** A product as lists show it. */
export type ProductCardData = Row<"GET /v1/products">;

type CardProps = { product: ProductCardData; look?: "card" | "row" };

/** One product: its picture, its name, what it costs this shopper; leads to its page. */
export function ProductCard({ product, look = "card" }: Readonly<CardProps>) {
  const t = useTexts(catalogTexts);
  const { level } = useLevel();
  const own = priceAt(level, product.priceFromFen, product.memberPricesFromFen);
  const isLower = own < product.priceFromFen;
  return (
    <Tap
      className={`goods goods--${look}`}
      role="link"
      onTap={() => go("product", { id: product.productId })}
    >
      {look === "card" ? (
        <Picture url={product.pictureUrl} alt="" />
      ) : (
        <Picture url={product.pictureUrl} alt="" size={192} />
      )}
      <View className="goods__text">
        <Text className="goods__title nd-clip">{product.title}</Text>
        {product.subtitle !== null && <Text className="goods__note">{product.subtitle}</Text>}
        <View className="goods__price">
          <Price fen={own} />
          {product.priceToFen > product.priceFromFen && (
            <Text className="nd-note">{t("from")}</Text>
          )}
          {isLower && <Price fen={product.priceFromFen} look="struck" />}
        </View>
        <View className="nd-row nd-row--between nd-row--wrap goods__foot">
          {isLower ? <Tag text={t("memberPrice")} mood="brand" /> : <Text />}
          {product.soldCount > 0 && (
            <Text className="nd-note">{t("sold", { count: grouped(product.soldCount) })}</Text>
          )}
        </View>
      </View>
    </Tap>
  );
}

/** Products side by side, as many as the window holds. */
export function ProductGrid({ products }: Readonly<{ products: readonly ProductCardData[] }>) {
  return (
    <View className="goods-grid">
      {products.map((product) => (
        <ProductCard key={product.productId} product={product} />
      ))}
    </View>
  );
}
