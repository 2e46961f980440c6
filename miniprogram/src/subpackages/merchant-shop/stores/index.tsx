import { MerchantPage } from "@/features/staff/MerchantPage";
import { StoreDesk } from "@/features/staff/shop/StoreDesk";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** The stores: where they are and whether orders are collected there. */
export default function StoresPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="staffStores" title={t("stores")}>
      <StoreDesk />
    </MerchantPage>
  );
}
