import { MerchantPage } from "@/features/staff/MerchantPage";
import { TierDesk } from "@/features/staff/rules/TierDesk";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** The rules of tiers. */
export default function TiersPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="tierPolicy" title={t("tierPolicy")}>
      <TierDesk />
    </MerchantPage>
  );
}
