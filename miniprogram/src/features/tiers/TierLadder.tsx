import { View } from "@tarojs/components";
import { useDateWords, useTexts, type Say } from "@/i18n";
import { tierTexts } from "@/i18n/tiers";
import { dayOf, grouped } from "@/lib/format";
import { Card } from "@/ui/Card";
import { Notice } from "@/ui/Notice";
import { Tag } from "@/ui/Tag";
import { useOwnTier, type Benefits, type Standing, type TierPolicy } from "./use-tier";

type T = Say<typeof tierTexts>;

function benefitWords(t: T, benefits: Benefits): string[] {
  const { hasFreeFreight, giftNote, milliPointsPerYuan, memberPricedSkus } = benefits;
  return [
    ...(hasFreeFreight ? [t("freeFreight")] : []),
    ...(milliPointsPerYuan === null || milliPointsPerYuan === 0
      ? []
      : [t("rate", { n: milliPointsPerYuan / 1_000 })]),
    ...(memberPricedSkus > 0 ? [t("memberPrices", { n: memberPricedSkus })] : []),
    ...(giftNote === null ? [] : [giftNote]),
  ];
}

type Rung = {
  readonly level: number;
  readonly name: string;
  readonly threshold: number;
  readonly benefits: Benefits;
};

function needOf(t: T, rung: Rung, standing: Standing | null): string {
  if (rung.threshold === 0) return t("needNone");
  const n = grouped(rung.threshold);
  const more = standing === null ? 0 : rung.threshold - standing.growth;
  return standing !== null && rung.level > standing.level && more > 0
    ? t("needMore", { n, more: grouped(more) })
    : t("need", { n });
}

const KEPT = {
  hasFreeFreight: "freeFreight",
  birthdayGift: "birthdayGift",
  servicePriority: "servicePriority",
} as const;

/** Every level with what it brings: one's own lit, those ahead dimmed with what they take. */
export function TierLadder({
  policy,
  standing,
}: Readonly<{ policy: TierPolicy; standing: Standing | null }>) {
  const t = useTexts(tierTexts);
  const words = useDateWords();
  const kept = useOwnTier().data?.kept ?? [];
  const rungs: readonly Rung[] = [
    { level: 0, name: policy.baseName, threshold: 0, benefits: policy.baseBenefits },
    ...policy.levels,
  ];
  return (
    <Card title={t("ladder")}>
      {kept.map(({ field, until }) => (
        <Notice key={field}>
          {t("keptBenefit", { what: t(KEPT[field]), day: dayOf(until, words) })}
        </Notice>
      ))}
      <View className="tier-ladder">
        {rungs.map((rung) => {
          const isMine = standing?.level === rung.level;
          const isAhead = standing !== null && rung.level > standing.level;
          const said = benefitWords(t, rung.benefits);
          return (
            <View
              key={rung.level}
              className={`tier-rung ${isMine ? "tier-rung--mine" : ""} ${isAhead ? "tier-rung--ahead" : ""}`}
            >
              <View
                className={`tier-rung__mark tier-card--${Math.min(rung.level, 4)}`}
                {...{ "aria-hidden": "true" }}
              />
              <View className="nd-grow">
                <View className="nd-row nd-row--wrap">
                  <View className="nd-strong">{rung.name}</View>
                  {isMine && <Tag text={t("mine")} mood="brand" />}
                  {standing !== null && rung.level < standing.level && (
                    <Tag text={t("reached")} mood="good" />
                  )}
                </View>
                <View className="nd-note">{needOf(t, rung, standing)}</View>
                <View className="tier-rung__benefits">
                  {(said.length === 0 ? [t("noBenefits")] : said).map((word) => (
                    <View key={word} className="tier-rung__benefit">
                      {word}
                    </View>
                  ))}
                </View>
              </View>
            </View>
          );
        })}
      </View>
    </Card>
  );
}
