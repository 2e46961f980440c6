import { MerchantPage } from "@/features/staff/MerchantPage";
import { CodeDesk } from "@/features/staff/offers/CodeDesk";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { go } from "@/lib/routes";
import { Button } from "@/ui/Button";

/** Promo codes: the batches, and the budgets of those who issue them. */
export default function CodesPage() {
  const t = useTexts(staffTexts);
  const words = useTexts(staffOfferTexts);
  return (
    <MerchantPage
      room="codes"
      title={t("codes")}
      aside={
        <Button isSmall look="main" id="new-codes" onTap={() => go("codeBatch")}>
          {words("issueCodes")}
        </Button>
      }
    >
      <CodeDesk />
    </MerchantPage>
  );
}
