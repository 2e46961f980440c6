import { MerchantPage } from "@/features/staff/MerchantPage";
import { LiabilityDesk } from "@/features/staff/rules/LiabilityDesk";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** What the shop owes its members. */
export default function LiabilityPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="liability" title={t("liability")}>
      <LiabilityDesk />
    </MerchantPage>
  );
}
