import { useRouter } from "@tarojs/taro";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { OneOrder } from "@/features/staff/orders/OneOrder";
import { useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { given } from "@/lib/routes";

/** One order: `?orderId=`. */
export default function OrderPage() {
  const t = useTexts(staffOrderTexts);
  const { params } = useRouter();
  return (
    <MerchantPage room="staffOrders" title={t("order")} isInner>
      <OneOrder orderId={given(params, "orderId") ?? ""} />
    </MerchantPage>
  );
}
