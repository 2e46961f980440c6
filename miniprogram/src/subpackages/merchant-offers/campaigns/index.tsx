import { MerchantPage } from "@/features/staff/MerchantPage";
import { CampaignDesk } from "@/features/staff/offers/CampaignDesk";
import { useStaff } from "@/features/staff/use-staff";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { go } from "@/lib/routes";
import { Button } from "@/ui/Button";

/** The campaigns of the shop. */
export default function CampaignsPage() {
  const t = useTexts(staffTexts);
  const words = useTexts(staffOfferTexts);
  const { can } = useStaff();
  return (
    <MerchantPage
      room="campaigns"
      title={t("campaigns")}
      aside={
        can("promotions.edit") ? (
          <Button isSmall look="main" id="new-campaign" onTap={() => go("campaign")}>
            {words("newCampaign")}
          </Button>
        ) : undefined
      }
    >
      <CampaignDesk />
    </MerchantPage>
  );
}
