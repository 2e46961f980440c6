import { Text, View } from "@tarojs/components";
import { ProductCard } from "@/features/catalog/ProductGrid";
import { Banners } from "@/features/home/Banners";
import { useTexts } from "@/i18n";
import { homeTexts } from "@/i18n/home";
import { staffHomeTexts } from "@/i18n/staff-home";
import { Card } from "@/ui/Card";
import { mediaPath } from "../goods/use-upload";
import type { Banner } from "./HomeBanner";
import { cardOf, useStaffProduct } from "./HomePick";

type Props = { banners: readonly Banner[]; picks: readonly string[] };

/** The arranged parts of the home page as shoppers will see them; taps lead nowhere, so that nothing typed is lost. */
export function HomePreview({ banners, picks }: Readonly<Props>) {
  const t = useTexts(staffHomeTexts);
  const words = useTexts(homeTexts);
  return (
    <Card title={t("preview")}>
      <View className="nd-stack">
        <Text className="nd-note">{t("previewNote")}</Text>
        {banners.length === 0 && picks.length === 0 && (
          <Text className="nd-second">{t("previewEmpty")}</Text>
        )}
        <Banners
          banners={banners.map(({ mediaId, ...banner }) => ({
            ...banner,
            pictureUrl: mediaPath(mediaId),
          }))}
          onOpen={() => undefined}
        />
        {picks.length > 0 && <Text className="nd-section__title">{words("picks")}</Text>}
        <View className="staff-preview">
          {picks.map((productId) => (
            <PreviewCard key={productId} productId={productId} />
          ))}
        </View>
      </View>
    </Card>
  );
}

function PreviewCard({ productId }: Readonly<{ productId: string }>) {
  const product = useStaffProduct(productId).data;
  if (product === undefined || !product.isOnShelf) return null;
  return <ProductCard product={cardOf(product)} />;
}
