import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Confirm } from "@/ui/Confirm";
import { Stepper } from "@/ui/Stepper";
import { useOnce } from "../use-once";
import { CarrierField, rememberCarrier, type Carrier } from "./CarrierField";
import { unsentOf, type StaffOrder } from "./order-states";
import { isTracking, TrackingField } from "./TrackingField";

type Props = { order: StaffOrder; isOpen: boolean; onClose: () => void };

/** Sends one parcel: which lines and how many of each, by whom, under which number. */
export function ShipSheet({ order, isOpen, onClose }: Readonly<Props>) {
  const t = useTexts(staffOrderTexts);
  const [carrier, setCarrier] = useState<Carrier | null>(null);
  const [trackingNo, setTrackingNo] = useState("");
  const [counts, setCounts] = useState<Readonly<Record<string, number>>>({});
  const once = useOnce("shp");
  const send = useSend("POST /v1/staff/orders/:orderId/shipments", [
    "GET /v1/staff/orders/:orderId",
    "GET /v1/staff/orders",
    "GET /v1/staff/orders/pick-list",
    "GET /v1/staff/shipments",
    "GET /v1/staff/today",
  ]);
  const open = order.lines.filter((line) => unsentOf(line) > 0);
  const lines = open
    .map((line) => ({
      lineId: line.lineId,
      quantity: Math.min(counts[line.lineId] ?? unsentOf(line), unsentOf(line)),
    }))
    .filter(({ quantity }) => quantity > 0);
  const count = lines.reduce((sum, { quantity }) => sum + quantity, 0);

  const handleSend = () => {
    if (carrier === null) return;
    send.mutate(
      {
        params: { orderId: order.id },
        body: {
          shipmentId: once.id(),
          carrier: carrier.id,
          trackingNo: trackingNo.trim(),
          lines,
        },
      },
      {
        onSuccess: () => {
          rememberCarrier(carrier);
          toast(t("shippedOk"));
          setTrackingNo("");
          setCounts({});
          onClose();
        },
        onSettled: (_, error) => once.answered(error),
      },
    );
  };

  return (
    <Confirm
      isOpen={isOpen}
      title={t("shipTitle")}
      text={t("shipNote")}
      action={t("shipAction", { count })}
      isBusy={send.isPending}
      isDisabled={carrier === null || !isTracking(trackingNo) || count === 0}
      error={send.error}
      onConfirm={handleSend}
      onClose={onClose}
    >
      <View>
        {open.map((line) => (
          <View key={line.lineId} className="nd-cell">
            <View className="nd-grow">
              <View className="nd-clip">{line.title}</View>
              <Text className="nd-note">
                {line.optionsText} {t("remaining", { count: unsentOf(line) })}
              </Text>
            </View>
            <Stepper
              label={line.title}
              min={0}
              max={unsentOf(line)}
              value={Math.min(counts[line.lineId] ?? unsentOf(line), unsentOf(line))}
              onChange={(quantity) => setCounts({ ...counts, [line.lineId]: quantity })}
            />
          </View>
        ))}
      </View>
      <CarrierField carrier={carrier} onChange={setCarrier} />
      <TrackingField value={trackingNo} onInput={setTrackingNo} />
    </Confirm>
  );
}
