import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { carrierTexts } from "@/i18n/orders";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { minuteOf } from "@/lib/format";
import { useApi } from "@/lib/query";
import { Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Skeleton } from "@/ui/Skeleton";
import { Tag } from "@/ui/Tag";
import { useStaff } from "../use-staff";
import { CorrectSheet } from "./CorrectSheet";
import type { Parcel, StaffOrder } from "./order-states";

/** What WeChat knows of a parcel, by mood. */
export const uploadMoods = {
  pending: "warn",
  uploaded: "good",
  refused: "bad",
  not_needed: "quiet",
} as const;

/** The parcels of an order, what is in each, and whether WeChat knows of it. */
export function ParcelsCard({ order }: Readonly<{ order: StaffOrder }>) {
  const t = useTexts(staffOrderTexts);
  const parcels = useApi("GET /v1/staff/shipments", { query: { orderId: order.id, limit: 50 } });
  const body = () => {
    if (parcels.data === undefined)
      return parcels.error === null ? (
        <Skeleton heights={[120]} />
      ) : (
        <Failure error={parcels.error} onRetry={() => void parcels.refetch()} />
      );
    if (parcels.data.items.length === 0) return <Text className="nd-second">{t("noParcels")}</Text>;
    return (
      <View className="nd-stack">
        {parcels.data.items.map((parcel) => (
          <ParcelRow key={parcel.id} parcel={parcel} order={order} />
        ))}
      </View>
    );
  };
  return <Card title={t("parcels")}>{body()}</Card>;
}

/** One parcel with its number, its goods where the order is known, and the correction where WeChat refused it. */
export function ParcelRow({
  parcel,
  order,
}: Readonly<{ parcel: Parcel; order: StaffOrder | null }>) {
  const t = useTexts(staffOrderTexts);
  const words = useDateWords();
  const carriers = useTexts(carrierTexts);
  const { can } = useStaff();
  const [isOpen, setOpen] = useState(false);
  const carrierOf = (code: string): string =>
    code in carrierTexts ? carriers(code as keyof typeof carrierTexts) : code;
  const state = parcel.uploadState === "refused" ? "uploadRefused" : parcel.uploadState;
  const titleOf = (lineId: string) =>
    order?.lines.find((line) => line.lineId === lineId)?.title ?? lineId.slice(-6);
  return (
    <View className="nd-cell">
      <View className="nd-grow">
        <View className="nd-strong">
          {parcel.kind === "pickup"
            ? t("parcelPickup")
            : `${carrierOf(parcel.carrier ?? "")} ${parcel.trackingNo ?? ""}`}
        </View>
        {order !== null && (
          <View className="nd-second">
            {parcel.lines.map((line) => `${titleOf(line.lineId)} × ${line.quantity}`).join("，")}
          </View>
        )}
        <View className="nd-row nd-row--wrap">
          <Tag text={t(state)} mood={uploadMoods[parcel.uploadState]} />
          <Text className="nd-note">{minuteOf(parcel.sentAt, words)}</Text>
        </View>
        {parcel.uploadError !== null && <View className="nd-note">{parcel.uploadError}</View>}
      </View>
      {parcel.kind === "express" && can("orders.ship") && (
        <Button isSmall onTap={() => setOpen(true)}>
          {t("correct")}
        </Button>
      )}
      <CorrectSheet parcel={parcel} isOpen={isOpen} onClose={() => setOpen(false)} />
    </View>
  );
}
