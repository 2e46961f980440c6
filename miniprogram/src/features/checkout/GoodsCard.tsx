import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { checkoutTexts } from "@/i18n/checkout";
import { money } from "@/lib/format";
import { Card } from "@/ui/Card";
import { Picture } from "@/ui/Picture";
import { Price } from "@/ui/Price";
import { Tag } from "@/ui/Tag";
import { roleOf } from "@/ui/role";
import type { Quote } from "./use-checkout";
import "./checkout.css";

const isCut = (line: Quote["lines"][number]): boolean =>
  line.payableFen !== line.listPriceFen * line.quantity;

/** What is bought and what is given with it, each line with its fault if it has one. */
export function GoodsCard({ quote }: Readonly<{ quote: Quote }>) {
  const t = useTexts(checkoutTexts);
  return (
    <Card title={t("goods")}>
      <View className="nd-stack">
        {quote.lines.map((line) => (
          <View key={line.lineId} className="nd-row nd-row--top">
            <Picture url={line.pictureUrl} alt="" size={128} />
            <View className="nd-grow">
              <View className="nd-clip">{line.title}</View>
              {line.optionsText !== "" && <View className="nd-note">{line.optionsText}</View>}
              {line.fault !== null && (
                <View className="checkout-fault" {...roleOf("alert")}>
                  {line.fault.detail}
                </View>
              )}
            </View>
            <View className="checkout-line__sum">
              <Text className="nd-note">
                {t("each", { price: money(line.listPriceFen), count: line.quantity })}
              </Text>
              <Text className="nd-note">{t(isCut(line) ? "lineSumCut" : "lineSum")}</Text>
              <Price fen={line.payableFen} look="plain" />
            </View>
          </View>
        ))}
        {quote.gifts.map((gift) => (
          <View key={`${gift.offerId}-${gift.skuId}`} className="nd-row nd-row--wrap">
            <Tag text={t("gift")} mood="good" />
            <Text className="nd-grow nd-second">{gift.title}</Text>
            <Text className="nd-note">{t("count", { count: gift.quantity })}</Text>
          </View>
        ))}
      </View>
    </Card>
  );
}
