import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { carrierTexts, orderTexts } from "@/i18n/orders";
import { minuteOf } from "@/lib/format";
import { platform } from "@/lib/platform";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import type { Order } from "./order-state";
import { useParcels } from "./use-order";
import "./orders.css";

const isKnown = (carrier: string): carrier is keyof typeof carrierTexts => carrier in carrierTexts;

/** What is on its way: by whom, under which number, with what in it. */
export function Parcels({ order }: Readonly<{ order: Order }>) {
  const t = useTexts(orderTexts);
  const carriers = useTexts(carrierTexts);
  const words = useDateWords();
  const parcels = (useParcels(order.id).data?.items ?? []).filter(({ kind }) => kind === "express");
  if (parcels.length === 0) return null;
  const titleOf = (lineId: string) =>
    order.lines.find((line) => line.lineId === lineId)?.title ?? "";
  const handleCopy = (text: string) =>
    void platform.copy(text).then(
      () => toast(t("copied")),
      () => undefined,
    );
  return (
    <Card title={t("parcels")}>
      {parcels.map(({ id, carrier, trackingNo, sentAt, lines }, at) => (
        <View key={id} className="orders-parcel">
          <View className="nd-row nd-row--between">
            <Text className="nd-strong">
              {parcels.length === 1 ? t("parcelOnly") : t("parcel", { number: at + 1 })}
            </Text>
            <Text className="nd-note">{t("sentAt", { when: minuteOf(sentAt, words) })}</Text>
          </View>
          <View className="nd-row nd-row--between">
            <View className="nd-grow">
              <View className="nd-second">
                {carrier !== null && isKnown(carrier) ? carriers(carrier) : carrier}
              </View>
              <View className="orders-parcel__number">{trackingNo}</View>
            </View>
            {trackingNo !== null && (
              <Button isSmall onTap={() => handleCopy(trackingNo)}>
                {t("copyNumber")}
              </Button>
            )}
          </View>
          {lines.map(({ lineId, quantity }) => (
            <Text key={lineId} className="nd-note">
              {t("pieceOf", { title: titleOf(lineId), count: quantity })}
            </Text>
          ))}
        </View>
      ))}
    </Card>
  );
}
