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
import type { Answer } from "@/lib/api";
import { usePullToRefresh } from "@/lib/pull";
import { useFreshOnShow } from "@/lib/query";
import { go, pathOf } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { useSteps } from "@/lib/steps";
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
  const isLoading = home.data === undefined && home.error === null;
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
      <View className="nd-part">
        {isMember ? (
          <TierCard onTap={() => go("tier")} aside={<PointsFigure onTap={() => go("points")} />} />
        ) : (
          <JoinCard />
        )}
      </View>
      <View className="nd-part">
        {isLoading ? (
          <Skeleton heights={[320]} />
        ) : (
          <Banners
            banners={home.data?.banners ?? []}
            onOpen={({ productId, categoryId }) => {
              if (productId !== null) go("product", { id: productId });
              else if (categoryId !== null) openCategory(categoryId);
            }}
          />
        )}
      </View>
      <View className="nd-part">
        <CouponStrip />
      </View>
      <View className="nd-part">
        {home.data !== undefined && (
          <Categories categories={home.data.categories} onOpen={openCategory} />
        )}
        {isLoading && <Skeleton heights={[480, 560]} />}
        {home.data === undefined && home.error !== null && (
          <Failure error={home.error} onRetry={() => void home.refetch()} />
        )}
      </View>
      <View className="nd-part">{home.data !== undefined && <Below home={home.data} />}</View>
    </Screen>
  );
}

/** What one scrolls to: drawn piece by piece, once what is above it is to be seen. */
function Below({ home }: Readonly<{ home: Answer<"GET /v1/home"> }>) {
  const t = useTexts(homeTexts);
  const step = useSteps(2);
  return (
    <View className="nd-part">
      {step > 0 && <Campaigns onCategory={openCategory} />}
      {step > 0 && home.picks.length > 0 && (
        <View className="home-section">
          <Text className="nd-section__title">{t("picks")}</Text>
          <ProductGrid products={home.picks} />
        </View>
      )}
      {step > 1 && home.news.length > 0 && (
        <View className="home-section">
          <Text className="nd-section__title">{t("news")}</Text>
          <ProductGrid products={home.news} />
        </View>
      )}
      {step > 1 && <ShopFooter />}
    </View>
  );
}
