import { MerchantPage } from "@/features/staff/MerchantPage";
import { ReconciliationDesk } from "@/features/staff/refunds/ReconciliationDesk";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** Payments, and where our books and WeChat's differ. */
export default function ReconciliationPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="reconciliation" title={t("reconciliation")}>
      <ReconciliationDesk />
    </MerchantPage>
  );
}
