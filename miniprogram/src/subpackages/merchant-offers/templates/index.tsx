import { MerchantPage } from "@/features/staff/MerchantPage";
import { TemplateDesk } from "@/features/staff/offers/TemplateDesk";
import { useStaff } from "@/features/staff/use-staff";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { go } from "@/lib/routes";
import { Button } from "@/ui/Button";

/** The kinds of coupons of the shop. */
export default function TemplatesPage() {
  const t = useTexts(staffTexts);
  const words = useTexts(staffOfferTexts);
  const { can } = useStaff();
  return (
    <MerchantPage
      room="templates"
      title={t("templates")}
      aside={
        <>
          <Button isSmall onTap={() => go("issues")}>
            {words("issues")}
          </Button>
          {can("coupons.edit") && (
            <Button isSmall look="main" id="new-template" onTap={() => go("template")}>
              {words("newTemplate")}
            </Button>
          )}
        </>
      }
    >
      <TemplateDesk />
    </MerchantPage>
  );
}
