import { useRouter } from "@tarojs/taro";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { isRefundState, RefundDesk } from "@/features/staff/refunds/RefundDesk";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { given } from "@/lib/routes";

/** The refunds of the shop; `?state=` opens those of one state. */
export default function RefundsPage() {
  const t = useTexts(staffTexts);
  const { params } = useRouter();
  const state = given(params, "state");
  return (
    <MerchantPage room="staffRefunds" title={t("refunds")}>
      <RefundDesk first={isRefundState(state) ? state : "all"} />
    </MerchantPage>
  );
}
