import { View } from "@tarojs/components";
import { useCouponCount } from "@/features/coupons/use-coupons";
import { Figures } from "@/features/membership/Figures";
import { MeHead } from "@/features/membership/MeHead";
import { MeLinks } from "@/features/membership/MeLinks";
import { OrderFigures } from "@/features/membership/OrderFigures";
import { usePoints } from "@/features/points/use-points";
import { TierCard } from "@/features/tiers/TierCard";
import { useTexts } from "@/i18n";
import { meTexts } from "@/i18n/me";
import { grouped } from "@/lib/format";
import { useFreshOnShow } from "@/lib/query";
import { go } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { Card } from "@/ui/Card";
import { Screen } from "@/ui/Screen";

/** The tab page about oneself: who, which tier, what one has, one's orders, and everything else by name. */
export default function MePage() {
  const t = useTexts(meTexts);
  const isMember = useMember() !== null;
  const points = usePoints().data;
  const coupons = useCouponCount();
  useFreshOnShow(
    isMember
      ? [
          "GET /v1/me",
          "GET /v1/me/standing",
          "GET /v1/me/points",
          "GET /v1/me/coupons",
          "GET /v1/orders/counts",
        ]
      : [],
  );
  const pointsText = points === undefined ? "–" : t("unitPoints", { n: grouped(points.available) });
  const couponsText =
    coupons === null
      ? "–"
      : t("unitCoupons", { n: `${coupons.count}${coupons.hasMore ? "+" : ""}` });
  const figure = (key: "points" | "coupons", text: string, value: string) => ({
    key,
    text,
    value,
    onTap: () => go(key),
  });
  return (
    <Screen>
      <View className="me-columns">
        <View className="me-column">
          <MeHead />
          {isMember && <TierCard onTap={() => go("tier")} />}
          {isMember && (
            <Card>
              <Figures
                figures={[
                  figure("points", t("points"), pointsText),
                  figure("coupons", t("coupons"), couponsText),
                ]}
              />
            </Card>
          )}
          {isMember && <OrderFigures />}
        </View>
        <View className="me-column">
          <MeLinks />
        </View>
      </View>
    </Screen>
  );
}
