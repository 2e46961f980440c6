import { View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { orderTexts } from "@/i18n/orders";
import { grouped, money } from "@/lib/format";
import { go } from "@/lib/routes";
import { Card } from "@/ui/Card";
import { Picture } from "@/ui/Picture";
import { Price } from "@/ui/Price";
import { Tag } from "@/ui/Tag";
import { Tap } from "@/ui/Tap";
import type { Order } from "./order-state";
import "./orders.css";

const isCut = (line: Order["lines"][number]): boolean =>
  line.payableFen !== line.listPriceFen * line.quantity;

/** What was bought, line by line, with what has left and what came back; each leads to its product. */
export function OrderLines({ order }: Readonly<{ order: Order }>) {
  const t = useTexts(orderTexts);
  const isUnderWay = order.fulfilmentState === "partly_shipped";
  return (
    <Card title={t("goods")}>
      {order.lines.map((line) => (
        <Tap
          key={line.lineId}
          className="orders-line"
          role="link"
          onTap={() => go("product", { id: line.productId })}
        >
          <Picture url={line.pictureUrl} alt="" size={128} />
          <View className="nd-grow">
            <View className="nd-clip">{line.title}</View>
            {line.optionsText !== "" && <View className="nd-note">{line.optionsText}</View>}
            <View className="nd-row nd-row--wrap">
              {line.isGift && <Tag text={t("gift")} mood="good" />}
              {line.mallItemId !== null && <Tag text={t("swapped")} mood="info" />}
              {isUnderWay && line.shippedQuantity > 0 && (
                <Tag text={t("sentCount", { count: line.shippedQuantity })} mood="info" />
              )}
              {line.refundedQuantity > 0 && (
                <Tag text={t("backCount", { count: line.refundedQuantity })} mood="warn" />
              )}
            </View>
          </View>
          <View className="orders-line__sum">
            {line.isGift ? (
              <View className="nd-note">{`× ${line.quantity}`}</View>
            ) : (
              <>
                <View className="nd-note">
                  {t("each", { price: money(line.listPriceFen), count: line.quantity })}
                </View>
                <View className="nd-note">{t(isCut(line) ? "lineSumCut" : "lineSum")}</View>
                <Price fen={line.payableFen} look="plain" />
              </>
            )}
            {line.points > 0 && (
              <View className="nd-note">{t("withPoints", { points: grouped(line.points) })}</View>
            )}
          </View>
        </Tap>
      ))}
    </Card>
  );
}
