import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { cancelledByShopper, orderTexts } from "@/i18n/orders";
import { when } from "@/lib/format";
import { clockOf, useNow } from "@/lib/now";
import { Card } from "@/ui/Card";
import { Tag } from "@/ui/Tag";
import { roleOf } from "@/ui/role";
import { afterSalesKey, stateOf, stepsOf, type Order } from "./order-state";
import "./orders.css";

/** Where the order stands: a word, what that means, and how far it has come. */
export function OrderStateCard({ order }: Readonly<{ order: Order }>) {
  const t = useTexts(orderTexts);
  const words = useDateWords();
  const state = stateOf(order);
  const now = useNow(1_000, state === "toPay");
  const after = afterSalesKey[order.afterSalesState];
  return (
    <Card>
      <View className="orders-state">
        <View className="nd-row nd-row--between">
          <Text className="nd-page-title">{t(state)}</Text>
          {after !== null && <Tag text={t(after)} mood="warn" />}
        </View>
        <Text className="nd-second">{saysOf(order, now, t)}</Text>
        <View className="orders-way" {...roleOf("list")}>
          {stepsOf(order).map(({ key, at }) => (
            <View
              key={key}
              className={`orders-way__step ${at === null ? "" : "orders-way__step--done"}`}
              {...roleOf("listitem")}
            >
              <View className="orders-way__dot" />
              <Text>{t(key)}</Text>
              {at !== null && <Text className="nd-note">{when(at, words)}</Text>}
            </View>
          ))}
        </View>
      </View>
    </Card>
  );
}

type Say = ReturnType<typeof useTexts<typeof orderTexts>>;

function saysOf(order: Order, now: number, t: Say): string {
  const state = stateOf(order);
  if (state === "toPay") {
    const leftMs = Date.parse(order.expiresAt) - now;
    return leftMs > 0 ? t("toPaySays", { left: clockOf(leftMs) }) : t("toPayOver");
  }
  if (state === "closed" && order.closeReason === cancelledByShopper) return t("closedByYou");
  if (state === "closed")
    return order.closeReason === null
      ? t("closedPlain")
      : t("closedSays", { reason: order.closeReason });
  return t(`${state}Says`);
}
