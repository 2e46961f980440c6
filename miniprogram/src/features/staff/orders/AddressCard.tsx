import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { platform } from "@/lib/platform";
import { useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Confirm } from "@/ui/Confirm";
import { Notice } from "@/ui/Notice";
import { useStaff } from "../use-staff";
import { useStores } from "../use-stores";
import type { StaffOrder } from "./order-states";

/** Where the goods go: masked, and in full for the label after one has been told that looking is recorded. */
export function AddressCard({ order }: Readonly<{ order: StaffOrder }>) {
  const t = useTexts(staffOrderTexts);
  const { can } = useStaff();
  const { nameOf } = useStores();
  const [isAsking, setAsking] = useState(false);
  const label = useSend("POST /v1/staff/orders/:orderId/label");
  if (order.delivery.kind === "pickup")
    return (
      <Card title={t("delivery")}>
        <Text>{t("atStore", { store: nameOf(order.delivery.storeId) })}</Text>
      </Card>
    );
  const full = label.data?.address ?? null;
  const shown = full ?? order.delivery.address;
  const text = `${shown.name} ${shown.phone}\n${shown.province}${shown.city}${shown.district}${shown.detail}`;
  const handleReveal = () =>
    label.mutate({ params: { orderId: order.id } }, { onSuccess: () => setAsking(false) });
  return (
    <Card title={t("address")}>
      <View className="nd-stack">
        <View>
          <View className="nd-strong">
            {shown.name} {shown.phone}
          </View>
          <View>
            {shown.province} {shown.city} {shown.district} {shown.detail}
          </View>
        </View>
        {full !== null && <Notice>{t("revealed")}</Notice>}
        {label.data?.address === null && <Notice mood="warn">{t("noAddress")}</Notice>}
        <View className="nd-row nd-row--wrap">
          {full === null ? (
            can("orders.ship") && (
              <Button isSmall id="order-label" onTap={() => setAsking(true)}>
                {t("reveal")}
              </Button>
            )
          ) : (
            <>
              <Button isSmall onTap={() => void platform.copy(text).then(() => toast(t("copied")))}>
                {t("copy")}
              </Button>
              <Button isSmall onTap={() => platform.call(full.phone)}>
                {t("call")}
              </Button>
            </>
          )}
        </View>
      </View>
      <Confirm
        isOpen={isAsking}
        title={t("reveal")}
        text={t("revealText")}
        action={t("reveal")}
        isBusy={label.isPending}
        error={label.error}
        onConfirm={handleReveal}
        onClose={() => setAsking(false)}
      />
    </Card>
  );
}
