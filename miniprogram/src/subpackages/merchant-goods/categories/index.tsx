import { CategoryDesk } from "@/features/staff/goods/CategoryDesk";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** The two levels of categories. */
export default function CategoriesPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="staffCategories" title={t("categories")}>
      <CategoryDesk />
    </MerchantPage>
  );
}
