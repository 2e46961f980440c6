import { Text, View } from "@tarojs/components";
import type { ReactNode } from "react";
import { useTexts } from "@/i18n";
import { checkoutTexts } from "@/i18n/checkout";
import type { Row } from "@/lib/query";
import { Card } from "@/ui/Card";
import { Check } from "@/ui/Check";
import { Tabs } from "@/ui/Tabs";
import { Tap } from "@/ui/Tap";
import "./checkout.css";

type Store = Row<"GET /v1/stores">;
type Props = {
  kind: "express" | "pickup";
  onKind: (kind: "express" | "pickup") => void;
  /** The chosen address, drawn by whoever knows addresses. */
  address: ReactNode;
  stores: readonly Store[];
  storeId: string | null;
  onStore: (storeId: string) => void;
};

/** How the goods reach the shopper: to an address, or collected at a store. */
export function DeliveryCard({ kind, onKind, address, stores, storeId, onStore }: Readonly<Props>) {
  const t = useTexts(checkoutTexts);
  return (
    <Card>
      <Tabs
        tabs={[
          { key: "express", text: t("express") },
          ...(stores.length === 0 ? [] : [{ key: "pickup" as const, text: t("pickup") }]),
        ]}
        chosen={kind}
        onChoose={onKind}
      />
      <View className="checkout-delivery">
        {kind === "express"
          ? address
          : stores.map((store) => (
              <Tap
                key={store.storeId}
                className="checkout-store"
                role="radio"
                isOn={store.storeId === storeId}
                onTap={() => onStore(store.storeId)}
              >
                <Check isOn={store.storeId === storeId} />
                <View className="nd-grow">
                  <View className="nd-strong">{store.name}</View>
                  <View className="nd-second">
                    {store.city}
                    {store.district}
                    {store.detail}
                  </View>
                  <Text className="nd-note">{t("hours", { hours: store.hours })}</Text>
                </View>
              </Tap>
            ))}
      </View>
    </Card>
  );
}
