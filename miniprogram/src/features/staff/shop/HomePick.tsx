import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { staffHomeTexts } from "@/i18n/staff-home";
import type { Answer } from "@/lib/api";
import { money } from "@/lib/format";
import { useApi } from "@/lib/query";
import { Picture } from "@/ui/Picture";
import { Tag } from "@/ui/Tag";
import { roleOf } from "@/ui/role";
import { mediaPath } from "../goods/use-upload";
import { MoveButtons, type Moving } from "./MoveButtons";

type Product = Answer<"GET /v1/staff/products/:productId">;

/** A product as staff read it. */
export const useStaffProduct = (productId: string) =>
  useApi("GET /v1/staff/products/:productId", { params: { productId } });

/** What lists show of a product. */
export function cardOf({ productId, title, subtitle, mediaIds, skus, soldCount }: Product) {
  const prices = skus.filter(({ isOn }) => isOn).map(({ listPriceFen }) => listPriceFen);
  const [first = null] = mediaIds;
  return {
    productId,
    title,
    subtitle,
    pictureUrl: first === null ? null : mediaPath(first),
    priceFromFen: prices.length === 0 ? 0 : Math.min(...prices),
    priceToFen: prices.length === 0 ? 0 : Math.max(...prices),
    memberPricesFromFen: {},
    soldCount,
  };
}

type Props = Moving & { productId: string; fault: string | null };

/** A product that was picked for the home page: what it is, whether it shows, its place. */
export function PickRow({ productId, fault, ...moving }: Readonly<Props>) {
  const t = useTexts(staffHomeTexts);
  const product = useStaffProduct(productId).data;
  const card = product === undefined ? null : cardOf(product);
  const name = card?.title ?? productId.slice(-6);
  return (
    <View className="nd-cell nd-cell--top">
      <Picture url={card?.pictureUrl ?? null} alt="" size={112} />
      <View className="nd-grow nd-stack">
        <View>
          <View className="nd-clip">{name}</View>
          <View className="nd-row nd-row--wrap">
            {card !== null && <Text className="nd-note">{money(card.priceFromFen)}</Text>}
            {product?.isOnShelf === false && <Tag text={t("offShelf")} mood="warn" />}
          </View>
          {fault !== null && (
            <Text className="nd-field__fault" {...roleOf("alert")}>
              {fault}
            </Text>
          )}
        </View>
        <MoveButtons name={name} {...moving} />
      </View>
    </View>
  );
}
