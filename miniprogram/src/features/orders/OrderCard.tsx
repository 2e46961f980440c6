import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { orderTexts } from "@/i18n/orders";
import { money, when } from "@/lib/format";
import { clockOf, useNow } from "@/lib/now";
import { go } from "@/lib/routes";
import { Picture } from "@/ui/Picture";
import { Price } from "@/ui/Price";
import { Tag } from "@/ui/Tag";
import { Tap } from "@/ui/Tap";
import { afterSalesKey, moodOf, stateOf, type OrderRow } from "./order-state";
import "./orders.css";

const sums = { awaiting_payment: "sumToPay", paid: "sumPaid", closed: "sumClosed" } as const;

/** An order as a row of the list; leads to it. */
export function OrderCard({ order }: Readonly<{ order: OrderRow }>) {
  const t = useTexts(orderTexts);
  const words = useDateWords();
  const state = stateOf(order);
  const now = useNow(1_000, state === "toPay");
  const leftMs = Date.parse(order.expiresAt) - now;
  const after = afterSalesKey[order.afterSalesState];
  return (
    <Tap
      className="nd-card orders-card"
      role="link"
      onTap={() => go("order", { orderId: order.id })}
    >
      <View className="nd-row nd-row--between">
        <Text className="nd-second">{when(order.createdAt, words)}</Text>
        <View className="nd-row">
          {after !== null && <Tag text={t(after)} mood="warn" />}
          <Tag text={t(state)} mood={moodOf[state]} />
        </View>
      </View>
      <View className="nd-row nd-row--top">
        <Picture url={order.pictureUrl} alt="" size={144} />
        <View className="nd-grow">
          <View className="nd-clip">{order.title}</View>
          <View className="nd-second">{t("units", { count: order.unitCount })}</View>
          {order.refundPendingFen > 0 && (
            <View className="nd-note">
              {t("refundOnWay", { sum: money(order.refundPendingFen) })}
            </View>
          )}
        </View>
      </View>
      <View className="nd-row nd-row--between">
        <Text className="orders-card__left">
          {state === "toPay" &&
            (leftMs > 0 ? t("left", { left: clockOf(leftMs) }) : t("toPayOver"))}
        </Text>
        <View className="nd-row">
          <Text className="nd-second">{t(sums[order.paymentState])}</Text>
          <Price fen={order.totalFen} />
        </View>
      </View>
    </Tap>
  );
}
