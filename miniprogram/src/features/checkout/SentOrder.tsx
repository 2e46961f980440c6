import { Text, View } from "@tarojs/components";
import type { ReactNode } from "react";
import { useTexts } from "@/i18n";
import { checkoutTexts } from "@/i18n/checkout";
import type { Row } from "@/lib/query";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import type { Sent } from "./draft";
import { GoodsCard } from "./GoodsCard";
import "./checkout.css";

type Props = {
  sent: Sent;
  stores: readonly Row<"GET /v1/stores">[];
  /** The explained price, drawn by whoever knows prices. */
  trace: ReactNode;
};

/** The order as it was sent and not yet answered: to be read, not changed. */
export function SentOrder({ sent: { body, quote }, stores, trace }: Readonly<Props>) {
  const t = useTexts(checkoutTexts);
  const { delivery } = body;
  const store =
    delivery.kind === "pickup" ? stores.find((one) => one.storeId === delivery.storeId) : undefined;
  return (
    <View className="checkout-page">
      <View className="checkout-column">
        <Card title={t(delivery.kind)}>
          {delivery.kind === "express" ? (
            <>
              <View className="nd-row nd-row--wrap">
                <Text className="nd-strong">{delivery.address.name}</Text>
                <Text className="nd-second">{delivery.address.phone}</Text>
              </View>
              <Text>
                {delivery.address.province}
                {delivery.address.city === delivery.address.province ? "" : delivery.address.city}
                {delivery.address.district}
                {delivery.address.detail}
              </Text>
            </>
          ) : (
            <Text className="nd-strong">{store?.name ?? ""}</Text>
          )}
        </Card>
        <GoodsCard quote={quote} />
      </View>
      <View className="checkout-column">
        {body.buyerNote !== null && body.buyerNote !== undefined && (
          <Card>
            <Cell title={t("noteSent")} note={body.buyerNote} />
          </Card>
        )}
        <Card title={t("trace")}>{trace}</Card>
      </View>
    </View>
  );
}
