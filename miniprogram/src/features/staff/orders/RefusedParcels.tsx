import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { useApi } from "@/lib/query";
import { go } from "@/lib/routes";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";

/** Parcels of which WeChat did not take the number: their money stays frozen until somebody corrects it. */
export function RefusedParcels() {
  const t = useTexts(staffOrderTexts);
  const refused = useApi("GET /v1/staff/shipments", {
    query: { uploadState: "refused", limit: 50 },
  });
  const parcels = refused.data?.items ?? [];
  if (parcels.length === 0) return null;
  return (
    <Card title={t("refusedParcels")}>
      <Text className="nd-second">{t("refusedParcelsNote")}</Text>
      <View>
        {parcels.map((parcel) => (
          <Cell
            key={parcel.id}
            title={`${parcel.carrier ?? ""} ${parcel.trackingNo ?? ""}`}
            note={parcel.uploadError ?? ""}
            value={t("open")}
            onTap={() => go("staffOrder", { orderId: parcel.orderId })}
          />
        ))}
      </View>
    </Card>
  );
}
