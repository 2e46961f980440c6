import { MerchantPage } from "@/features/staff/MerchantPage";
import { PickList } from "@/features/staff/orders/PickList";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** What to fetch from the shelves. */
export default function PickingPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="picking" title={t("picking")}>
      <PickList />
    </MerchantPage>
  );
}
