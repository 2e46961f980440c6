import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { ReasonSheet } from "../ReasonSheet";
import { CarrierField, type Carrier } from "./CarrierField";
import type { Parcel } from "./order-states";
import { isTracking, TrackingField } from "./TrackingField";

type Props = { parcel: Parcel; isOpen: boolean; onClose: () => void };

/** Corrects what was written down wrongly about a parcel, and tells WeChat again. */
export function CorrectSheet({ parcel, isOpen, onClose }: Readonly<Props>) {
  const t = useTexts(staffOrderTexts);
  const first = parcel.carrier === null ? null : { id: parcel.carrier, name: parcel.carrier };
  const [carrier, setCarrier] = useState<Carrier | null>(first);
  const [trackingNo, setTrackingNo] = useState(parcel.trackingNo ?? "");
  const correct = useSend("POST /v1/staff/shipments/:shipmentId/correct", [
    "GET /v1/staff/shipments",
  ]);
  const handleSend = (reason: string) => {
    if (carrier === null) return;
    correct.mutate(
      {
        params: { shipmentId: parcel.id },
        body: { carrier: carrier.id, trackingNo: trackingNo.trim(), reason },
      },
      {
        onSuccess: () => {
          toast(t("corrected"));
          onClose();
        },
      },
    );
  };
  return (
    <ReasonSheet
      isOpen={isOpen}
      title={t("correctTitle")}
      text={t("correctNote")}
      label={t("reason")}
      action={t("correctAction")}
      isBusy={correct.isPending}
      isDisabled={carrier === null || !isTracking(trackingNo)}
      error={correct.error}
      onSend={handleSend}
      onClose={onClose}
    >
      <CarrierField carrier={carrier} onChange={setCarrier} />
      <TrackingField value={trackingNo} onInput={setTrackingNo} />
    </ReasonSheet>
  );
}
