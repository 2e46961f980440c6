import { MerchantPage } from "@/features/staff/MerchantPage";
import { PersonalDesk } from "@/features/staff/offers/PersonalDesk";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** Prices of one person or tier. */
export default function PersonalPricesPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="personalPrices" title={t("personalPrices")}>
      <PersonalDesk />
    </MerchantPage>
  );
}
