import { useRouter } from "@tarojs/taro";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { DirectRefund } from "@/features/staff/refunds/DirectRefund";
import { OneRefund } from "@/features/staff/refunds/OneRefund";
import { useTexts } from "@/i18n";
import { staffRefundTexts } from "@/i18n/staff-refunds";
import { given } from "@/lib/routes";

/** One refund: `?orderId=&refundId=`; without the second, a refund that staff begin. */
export default function RefundPage() {
  const t = useTexts(staffRefundTexts);
  const { params } = useRouter();
  const orderId = given(params, "orderId") ?? "";
  const refundId = given(params, "refundId");
  if (refundId !== null)
    return (
      <MerchantPage room="staffRefunds" title={t("refund")} isInner>
        <OneRefund orderId={orderId} refundId={refundId} />
      </MerchantPage>
    );
  return (
    <MerchantPage room="staffRefunds" title={t("direct")} permission="refunds.decide" isInner>
      <DirectRefund orderId={orderId} />
    </MerchantPage>
  );
}
