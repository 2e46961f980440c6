import { MerchantPage } from "@/features/staff/MerchantPage";
import { ShopSettings } from "@/features/staff/shop/ShopSettings";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** How the shop presents itself. */
export default function ShopPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="staffShop" title={t("shopSettings")}>
      <ShopSettings />
    </MerchantPage>
  );
}
