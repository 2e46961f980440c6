import { useRouter } from "@tarojs/taro";
import { StockLedger } from "@/features/staff/goods/StockLedger";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { useTexts } from "@/i18n";
import { goodsTexts } from "@/i18n/staff-goods";
import { given } from "@/lib/routes";

/** The movements of one SKU in one store: `?storeId=&skuId=`. */
export default function StockLedgerPage() {
  const t = useTexts(goodsTexts);
  const { params } = useRouter();
  return (
    <MerchantPage room="stock" title={t("ledgerTitle")} isInner>
      <StockLedger storeId={given(params, "storeId") ?? ""} skuId={given(params, "skuId") ?? ""} />
    </MerchantPage>
  );
}
