import { useRouter } from "@tarojs/taro";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { ImportDesk } from "@/features/staff/shop/ImportDesk";
import { OneImport } from "@/features/staff/shop/OneImport";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { given } from "@/lib/routes";

/** One import: `?id=`. */
export default function ImportPage() {
  const t = useTexts(staffTexts);
  const id = given(useRouter().params, "id");
  return (
    <MerchantPage room="staffImports" title={t("imports")} isInner>
      {id === null ? <ImportDesk /> : <OneImport importId={id} />}
    </MerchantPage>
  );
}
