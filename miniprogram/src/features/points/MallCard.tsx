import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts, type Say } from "@/i18n";
import { pointsTexts } from "@/i18n/points";
import { dayOf, grouped, money } from "@/lib/format";
import { Button } from "@/ui/Button";
import { Picture } from "@/ui/Picture";
import type { MallItem } from "./use-mall";
import "./points.css";

type Props = { item: MallItem; onExchange: () => void; onLogIn: () => void };

/** Why it cannot be had now, as short as a button; the server's sentence stands where it says more. */
function whyNot(t: Say<typeof pointsTexts>, item: MallItem, day: string): string {
  switch (item.standing) {
    case "points_short":
      return t("short", { n: grouped(item.missingPoints) });
    case "sold_out":
      return t("soldOut");
    case "limit":
      return t("limit");
    case "not_for_you":
      return t("notForYou");
    case "not_begun":
      return t("notBegun", { day });
    default:
      return "";
  }
}

/** Something that points are swapped for: what, for how much, how many are left, and whether one can. */
export function MallCard({ item, onExchange, onLogIn }: Readonly<Props>) {
  const t = useTexts(pointsTexts);
  const words = useDateWords();
  const { title, product, points, priceFen, left, perMemberMax, mine, standing, reason } = item;
  const facts = [
    ...(left === null || standing === "sold_out" ? [] : [t("left", { n: grouped(left) })]),
    ...(perMemberMax === null ? [] : [t("perMember", { n: perMemberMax })]),
    ...(mine > 0 ? [t("mine", { n: mine })] : []),
  ];
  return (
    <View className="mall-item">
      {product === null ? (
        <View className="mall-item__coupon" {...{ "aria-hidden": "true" }}>
          {t("coupon")}
        </View>
      ) : (
        <Picture url={product.pictureUrl} alt="" />
      )}
      <View className="mall-item__about">
        <View className="nd-clip nd-strong">{title}</View>
        {product !== null && product.optionsText !== "" && (
          <View className="nd-note">{product.optionsText}</View>
        )}
        <View className="mall-item__cost">
          <Text className="mall-item__points">{t("n", { n: grouped(points) })}</Text>
          {priceFen > 0 && <Text> {t("plus", { money: money(priceFen) })}</Text>}
        </View>
        {product !== null && (
          <View className="nd-note">
            {t("listPrice")} {money(product.listPriceFen)}
          </View>
        )}
        {facts.length > 0 && <View className="nd-note">{facts.join(" · ")}</View>}
        {reason !== null && standing !== "points_short" && standing !== "login_needed" && (
          <View className="nd-note">{reason}</View>
        )}
        <View className="mall-item__foot">
          {standing === "exchangeable" ? (
            <Button
              look="main"
              isSmall
              isBlock
              label={`${t("exchange")} ${title}`}
              onTap={onExchange}
            >
              {t("exchange")}
            </Button>
          ) : standing === "login_needed" ? (
            <Button look="soft" isSmall isBlock onTap={onLogIn}>
              {t("mallLogIn")}
            </Button>
          ) : (
            <View className="mall-item__why">{whyNot(t, item, dayOf(item.from, words))}</View>
          )}
        </View>
      </View>
    </View>
  );
}
