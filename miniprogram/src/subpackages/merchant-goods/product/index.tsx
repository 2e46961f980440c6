import { useRouter } from "@tarojs/taro";
import { OneProduct } from "@/features/staff/goods/OneProduct";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { useTexts } from "@/i18n";
import { goodsTexts } from "@/i18n/staff-goods";
import { given } from "@/lib/routes";

/** One product: `?productId=`; a new one without. */
export default function ProductPage() {
  const t = useTexts(goodsTexts);
  const { params } = useRouter();
  const productId = given(params, "productId");
  return (
    <MerchantPage
      room="staffProducts"
      title={t(productId === null ? "add" : "product")}
      isInner
      {...(productId === null ? { permission: "catalog.edit" } : {})}
    >
      <OneProduct productId={productId} />
    </MerchantPage>
  );
}
