import { MerchantPage } from "@/features/staff/MerchantPage";
import { HomeDesk } from "@/features/staff/shop/HomeDesk";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** What the home page shows first. */
export default function HomeArrangementPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="staffHome" title={t("home")}>
      <HomeDesk />
    </MerchantPage>
  );
}
