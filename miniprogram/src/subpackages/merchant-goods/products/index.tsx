import { ProductDesk } from "@/features/staff/goods/ProductDesk";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** All that the shop sells or sold. */
export default function ProductsPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="staffProducts" title={t("products")}>
      <ProductDesk />
    </MerchantPage>
  );
}
