import { MerchantPage } from "@/features/staff/MerchantPage";
import { IssueDesk } from "@/features/staff/offers/IssueDesk";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";

/** Coupons given to many at once. */
export default function IssuesPage() {
  const t = useTexts(staffOfferTexts);
  return (
    <MerchantPage room="templates" title={t("issues")} isInner>
      <IssueDesk />
    </MerchantPage>
  );
}
