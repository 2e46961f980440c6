import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { orderTexts } from "@/i18n/orders";
import { placeOf } from "@/lib/format";
import { platform } from "@/lib/platform";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import type { Order } from "./order-state";
import { useStore } from "./use-order";
import "./orders.css";

/** Where an order is collected, and the code for it in letters that a cashier reads across the counter. */
export function PickupCard({ order }: Readonly<{ order: Order }>) {
  const t = useTexts(orderTexts);
  const { delivery } = order;
  const store = useStore(delivery.kind === "pickup" ? delivery.storeId : null);
  if (delivery.kind !== "pickup") return null;
  const code = delivery.pickupCode;
  const phone = store?.phone ?? null;
  const handleCopy = () =>
    void platform.copy(code ?? "").then(
      () => toast(t("copied")),
      () => undefined,
    );
  return (
    <Card title={t("pickup")}>
      {code !== null && (
        <View className="nd-stack">
          <View className="nd-note">{t("pickupCode")}</View>
          <View className="orders-code" id="pickup-code">
            {`${code.slice(0, 4)} ${code.slice(4)}`}
          </View>
          <View className="nd-note">{t("pickupHint")}</View>
        </View>
      )}
      {code === null && order.paymentState === "awaiting_payment" && (
        <View className="nd-second">{t("pickupLater")}</View>
      )}
      {store !== null && (
        <View className="nd-stack">
          <Text className="nd-strong">{store.name}</Text>
          <Text className="nd-second">{placeOf(store)}</Text>
          <Text className="nd-second">{t("hours", { hours: store.hours })}</Text>
          <View className="nd-row nd-row--wrap">
            {phone !== null && (
              <Button isSmall onTap={() => platform.call(phone)}>
                {t("callStore", { phone })}
              </Button>
            )}
            {code !== null && (
              <Button isSmall onTap={handleCopy}>
                {t("copyCode")}
              </Button>
            )}
          </View>
        </View>
      )}
    </Card>
  );
}
