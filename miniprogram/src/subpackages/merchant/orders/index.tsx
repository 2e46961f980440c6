import { useRouter } from "@tarojs/taro";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { OrderDesk } from "@/features/staff/orders/OrderDesk";
import { isOrderFilter } from "@/features/staff/orders/order-states";
import { RefusedParcels } from "@/features/staff/orders/RefusedParcels";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { given } from "@/lib/routes";

/** The orders of the shop; `?show=toShip` opens one of the usual lists. */
export default function OrdersPage() {
  const t = useTexts(staffTexts);
  const { params } = useRouter();
  const show = given(params, "show");
  return (
    <MerchantPage room="staffOrders" title={t("orders")}>
      <RefusedParcels />
      <OrderDesk first={isOrderFilter(show) ? show : "all"} />
    </MerchantPage>
  );
}
