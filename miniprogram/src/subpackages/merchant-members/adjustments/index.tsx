import { AdjustmentDesk } from "@/features/staff/members/AdjustmentDesk";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** Adjustments of points that wait for a second person. */
export default function AdjustmentsPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="adjustments" title={t("adjustments")}>
      <AdjustmentDesk />
    </MerchantPage>
  );
}
