import { MerchantPage } from "@/features/staff/MerchantPage";
import { PickupDesk } from "@/features/staff/orders/PickupDesk";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** Orders collected at the counter. */
export default function PickupPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="pickup" title={t("pickup")}>
      <PickupDesk />
    </MerchantPage>
  );
}
