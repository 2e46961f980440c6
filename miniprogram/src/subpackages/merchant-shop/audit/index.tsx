import { MerchantPage } from "@/features/staff/MerchantPage";
import { AuditDesk } from "@/features/staff/shop/AuditDesk";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** What staff did. */
export default function AuditPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="staffAudit" title={t("audit")}>
      <AuditDesk />
    </MerchantPage>
  );
}
