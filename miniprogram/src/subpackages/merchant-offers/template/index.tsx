import { useRouter } from "@tarojs/taro";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { OneTemplate } from "@/features/staff/offers/OneTemplate";
import { TemplateForm } from "@/features/staff/offers/TemplateForm";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { given } from "@/lib/routes";

/** One kind of coupon, `?id=`; without it a new one is written. */
export default function TemplatePage() {
  const t = useTexts(staffOfferTexts);
  const { params } = useRouter();
  const templateId = given(params, "id");
  if (templateId === null)
    return (
      <MerchantPage room="templates" title={t("newTemplate")} isInner permission="coupons.edit">
        <TemplateForm template={null} />
      </MerchantPage>
    );
  return (
    <MerchantPage room="templates" title={t("template")} isInner>
      <OneTemplate templateId={templateId} />
    </MerchantPage>
  );
}
