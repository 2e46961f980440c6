import { MerchantPage } from "@/features/staff/MerchantPage";
import { PeopleDesk } from "@/features/staff/shop/PeopleDesk";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** The shop's people. */
export default function PeoplePage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="staffPeople" title={t("people")}>
      <PeopleDesk />
    </MerchantPage>
  );
}
