import { Text, View } from "@tarojs/components";
import { useShareAppMessage } from "@tarojs/taro";
import { chosenCategory } from "@/features/catalog/chosen-category";
import { ProductGrid } from "@/features/catalog/ProductGrid";
import { SearchBox } from "@/features/catalog/SearchBox";
import { Banners } from "@/features/home/Banners";
import { Campaigns } from "@/features/home/Campaigns";
import { Categories } from "@/features/home/Categories";
import { CouponStrip } from "@/features/home/CouponStrip";
import { Greeting } from "@/features/home/Greeting";
import { JoinCard } from "@/features/home/JoinCard";
import { ShopFooter } from "@/features/home/ShopFooter";
import { homeCalls, useHome, useScene, useShop } from "@/features/home/use-home";
import { PointsFigure } from "@/features/points/PointsFigure";
import { TierCard } from "@/features/tiers/TierCard";
import { useTexts } from "@/i18n";
import { homeTexts } from "@/i18n/home";
import { usePullToRefresh } from "@/lib/pull";
import { useFreshOnShow } from "@/lib/query";
import { go, pathOf } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { Failure } from "@/ui/Blank";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";
import { Skeleton } from "@/ui/Skeleton";

const openCategory = (categoryId: string) => {
  chosenCategory.set(categoryId);
  go("category");
};

/** The tab page that one sees first; also where every printed code comes in. */
export default function HomePage() {
  const t = useTexts(homeTexts);
  const isMember = useMember() !== null;
  const home = useHome();
  const shop = useShop().data;
  const isSceneGone = useScene();
  usePullToRefresh(homeCalls);
  useFreshOnShow(["GET /v1/coupons", "GET /v1/me/points", "GET /v1/me/standing"]);
  useShareAppMessage(() => ({
    title: t("share", { shop: shop?.name ?? "", slogan: shop?.slogan ?? "" }),
    path: pathOf("home"),
  }));
  return (
    <Screen>
      <SearchBox />
      {isSceneGone && <Notice mood="warn">{t("sceneGone")}</Notice>}
      <Greeting />
      <View className="home-top">
        {isMember ? (
          <TierCard onTap={() => go("tier")} aside={<PointsFigure onTap={() => go("points")} />} />
        ) : (
          <JoinCard />
        )}
        <Banners
          banners={home.data?.banners ?? []}
          onOpen={({ productId, categoryId }) => {
            if (productId !== null) go("product", { id: productId });
            else if (categoryId !== null) openCategory(categoryId);
          }}
        />
      </View>
      <CouponStrip />
      {home.data === undefined ? (
        home.error === null ? (
          <Skeleton heights={[240, 560, 560]} />
        ) : (
          <Failure error={home.error} onRetry={() => void home.refetch()} />
        )
      ) : (
        <>
          <Categories categories={home.data.categories} onOpen={openCategory} />
          <Campaigns />
          {home.data.picks.length > 0 && (
            <View className="home-section">
              <Text className="nd-section__title">{t("picks")}</Text>
              <ProductGrid products={home.data.picks} />
            </View>
          )}
          {home.data.news.length > 0 && (
            <View className="home-section">
              <Text className="nd-section__title">{t("news")}</Text>
              <ProductGrid products={home.data.news} />
            </View>
          )}
        </>
      )}
      <ShopFooter />
    </Screen>
  );
}
