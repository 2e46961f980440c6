import { ProductDesk } from "@/features/staff/goods/ProductDesk";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { useStaff } from "@/features/staff/use-staff";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { goodsTexts } from "@/i18n/staff-goods";
import { go } from "@/lib/routes";
import { Button } from "@/ui/Button";

/** All that the shop sells or sold. */
export default function ProductsPage() {
  const t = useTexts(staffTexts);
  const words = useTexts(goodsTexts);
  const { can } = useStaff();
  return (
    <MerchantPage
      room="staffProducts"
      title={t("products")}
      aside={
        can("catalog.edit") ? (
          <Button isSmall look="main" id="product-add" onTap={() => go("staffProduct")}>
            {words("add")}
          </Button>
        ) : undefined
      }
    >
      <ProductDesk />
    </MerchantPage>
  );
}
