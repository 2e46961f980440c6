import { MerchantPage } from "@/features/staff/MerchantPage";
import { MallDesk } from "@/features/staff/offers/MallDesk";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** What points are swapped for. */
export default function StaffMallPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="staffMall" title={t("staffMall")}>
      <MallDesk />
    </MerchantPage>
  );
}
