import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { catalogTexts, productTexts } from "@/i18n/catalog";
import { money } from "@/lib/format";
import { Price } from "@/ui/Price";
import { Tag } from "@/ui/Tag";
import { priceAt, useLevel } from "./member-price";
import type { Sku } from "./use-product";
import "./product.css";

/** What a combination costs this shopper, what it costs everybody, and what the next tier pays. */
export function PriceBlock({ sku, isRange = false }: Readonly<{ sku: Sku; isRange?: boolean }>) {
  const t = useTexts(productTexts);
  const words = useTexts(catalogTexts);
  const { level, name, next } = useLevel();
  const own = priceAt(level, sku.listPriceFen, sku.memberPricesFen);
  const isMemberPrice = own < sku.listPriceFen;
  const later = next === null ? own : priceAt(next.level, sku.listPriceFen, sku.memberPricesFen);
  const best = priceAt(Infinity, sku.listPriceFen, sku.memberPricesFen);
  return (
    <View className="price-block">
      <View className="price-block__main">
        <Price fen={own} look="large" />
        {isRange && <Text className="nd-note">{words("from")}</Text>}
        {isMemberPrice && <Price fen={sku.listPriceFen} look="struck" />}
      </View>
      <View className="nd-row nd-row--wrap">
        {isMemberPrice && name !== null && (
          <Tag text={t("yourPrice", { tier: name })} mood="brand" />
        )}
        {next !== null && later < own && (
          <Tag text={t("nextPrice", { tier: next.name, price: money(later) })} />
        )}
        {level === 0 && next === null && best < own && (
          <Tag text={t("joinPrice", { price: money(best) })} mood="brand" />
        )}
      </View>
    </View>
  );
}
