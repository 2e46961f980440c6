import { useRouter } from "@tarojs/taro";
import { StockDesk } from "@/features/staff/goods/StockDesk";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { given } from "@/lib/routes";

/** What each store has; `?show=low` opens what runs low. */
export default function StockPage() {
  const t = useTexts(staffTexts);
  const { params } = useRouter();
  return (
    <MerchantPage room="stock" title={t("stock")}>
      <StockDesk first={given(params, "show") === "low" ? "low" : "everything"} />
    </MerchantPage>
  );
}
