import { MerchantPage } from "@/features/staff/MerchantPage";
import { ImportDesk } from "@/features/staff/shop/ImportDesk";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** What is brought in from another system. */
export default function ImportsPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="staffImports" title={t("imports")}>
      <ImportDesk />
    </MerchantPage>
  );
}
