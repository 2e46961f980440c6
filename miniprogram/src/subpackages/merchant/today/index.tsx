import { MerchantPage } from "@/features/staff/MerchantPage";
import { TodayDesk } from "@/features/staff/today/TodayDesk";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** What staff see first. */
export default function TodayPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="today" title={t("today")}>
      <TodayDesk />
    </MerchantPage>
  );
}
