import { useRouter } from "@tarojs/taro";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { CampaignForm } from "@/features/staff/offers/CampaignForm";
import { OneCampaign } from "@/features/staff/offers/OneCampaign";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { given } from "@/lib/routes";

/** One campaign, `?id=`; without it a new one is written. */
export default function CampaignPage() {
  const t = useTexts(staffOfferTexts);
  const { params } = useRouter();
  const campaignId = given(params, "id");
  if (campaignId === null)
    return (
      <MerchantPage room="campaigns" title={t("newCampaign")} isInner permission="promotions.edit">
        <CampaignForm campaign={null} />
      </MerchantPage>
    );
  return (
    <MerchantPage room="campaigns" title={t("campaign")} isInner>
      <OneCampaign campaignId={campaignId} />
    </MerchantPage>
  );
}
