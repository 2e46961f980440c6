import { ScrollView, Text, View } from "@tarojs/components";
import { useDateWords, useTexts, type Say } from "@/i18n";
import { homeTexts } from "@/i18n/home";
import type { Answer } from "@/lib/api";
import { dayOf, money } from "@/lib/format";
import { sentenceOf } from "@/lib/query";
import { go } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { Tag } from "@/ui/Tag";
import { useClaims } from "./use-home";
import "./home.css";

type Claimable = Answer<"GET /v1/coupons">["items"][number];

const whole = (fen: number): string => money(fen).replace(/\.00$/, "");

function figureOf({ benefit }: Claimable["terms"], t: Say<typeof homeTexts>): string {
  if (benefit.kind === "amount_off") return whole(benefit.amountFen);
  if (benefit.kind === "percent_off")
    return t("fold", {
      count: benefit.payBps / 1_000,
      percent: 100 - benefit.payBps / 100,
    });
  return benefit.kind === "free_freight" ? t("freeFreight") : t("special");
}

function thresholdOf({ threshold }: Claimable["terms"], t: Say<typeof homeTexts>): string {
  const fen = threshold?.fen ?? 0;
  const units = threshold?.units ?? 0;
  if (fen > 0) return t("fromFen", { price: whole(fen) });
  return units > 0 ? t("fromUnits", { count: units }) : t("noThreshold");
}

const standings = { sold_out: "soldOut", not_for_you: "notForYou", tomorrow: "tomorrow" } as const;

/** Coupons to be claimed on the spot, pushed sideways; nothing where there are none. */
export function CouponStrip() {
  const t = useTexts(homeTexts);
  const words = useDateWords();
  const { items, isLoading, take, busyId, error } = useClaims();
  const shown = items.filter(({ standing }) => standing !== "not_for_you");
  if (isLoading) return <Skeleton heights={[332]} />;
  if (shown.length === 0) return null;
  const handleClaim = async (templateId: string) => {
    if (await take(templateId)) toast(t("claimedToast"));
  };
  return (
    <Card title={t("coupons")} more={{ text: t("allCoupons"), onTap: () => go("claims") }}>
      <ScrollView scrollX className="coupon-strip" enhanced showScrollbar={false}>
        <View className="coupon-strip__row">
          {shown.map((one) => (
            <View key={one.templateId} className="coupon-ticket">
              <View className="coupon-ticket__face">
                <Text className="coupon-ticket__figure">{figureOf(one.terms, t)}</Text>
                <Text className="nd-note">{thresholdOf(one.terms, t)}</Text>
              </View>
              <View className="coupon-ticket__text">
                <Text className="coupon-ticket__name">{one.name}</Text>
                <Text className="nd-note">
                  {one.validity.kind === "relative"
                    ? t("days", { count: one.validity.days })
                    : t("until", { day: dayOf(one.validity.until, words) })}
                </Text>
                {one.standing === "claimable" ? (
                  <Button
                    look="soft"
                    isSmall
                    isBusy={busyId === one.templateId}
                    onTap={() => void handleClaim(one.templateId)}
                  >
                    {t("claim")}
                  </Button>
                ) : (
                  <View>
                    <Tag
                      text={one.standing === "claimed" ? t("claimed") : t(standings[one.standing])}
                      mood={one.standing === "claimed" ? "good" : "quiet"}
                    />
                  </View>
                )}
              </View>
            </View>
          ))}
        </View>
      </ScrollView>
      {error !== null && <Notice mood="bad">{sentenceOf(error, t("away"))}</Notice>}
    </Card>
  );
}
