import { useRouter } from "@tarojs/taro";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { NewBatch } from "@/features/staff/offers/NewBatch";
import { OneBatch } from "@/features/staff/offers/OneBatch";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { given } from "@/lib/routes";

/** One batch of promo codes, `?id=`; without it a new one is issued. */
export default function BatchPage() {
  const t = useTexts(staffOfferTexts);
  const { params } = useRouter();
  const batchId = given(params, "id");
  return (
    <MerchantPage room="codes" title={t(batchId === null ? "issueCodes" : "batch")} isInner>
      {batchId === null ? <NewBatch /> : <OneBatch batchId={batchId} />}
    </MerchantPage>
  );
}
