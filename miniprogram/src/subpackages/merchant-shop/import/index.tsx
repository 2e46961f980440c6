import { useRouter } from "@tarojs/taro";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { OneImport } from "@/features/staff/shop/OneImport";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { given } from "@/lib/routes";

/** One import: `?id=`. */
export default function ImportPage() {
  const t = useTexts(staffTexts);
  const { params } = useRouter();
  return (
    <MerchantPage room="staffImports" title={t("imports")} isInner>
      <OneImport importId={given(params, "id") ?? ""} />
    </MerchantPage>
  );
}
