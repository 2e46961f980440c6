import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { tierTexts } from "@/i18n/tiers";
import { dayOf, grouped, money } from "@/lib/format";
import type { Standing, TierPolicy } from "./use-tier";

type Figure = { readonly title: string; readonly number: string; readonly unit: string };

type Props = { standing: Standing; policy: TierPolicy | null };

/** The three numbers a member must see: to rise, to keep, until when. */
export function TierNumbers({ standing, policy }: Readonly<Props>) {
  const t = useTexts(tierTexts);
  const words = useDateWords();
  const { toKeep, toRise, until } = standing.outlook;
  const figures: readonly Figure[] = [
    {
      title: t("toRiseTitle"),
      number: toRise === null ? t("noRise") : grouped(toRise),
      unit: toRise === null ? "" : t("growthUnit"),
    },
    {
      title: t("toKeepTitle"),
      number: toKeep === null ? t("noKeep") : toKeep === 0 ? t("keptAlready") : grouped(toKeep),
      unit: toKeep === null || toKeep === 0 ? "" : t("growthUnit"),
    },
    {
      title: t("untilTitle"),
      number: until === null ? t("noUntil") : dayOf(until, { ...words, full: words.day }),
      unit: until === null ? "" : t("year", { y: until.slice(0, 4) }),
    },
  ];
  const sentence =
    until === null || toKeep === null || policy === null
      ? null
      : t(toKeep === 0 ? "keepDone" : "keepHow", {
          day: dayOf(until, words),
          n: grouped(toKeep),
          money: money(Math.ceil(toKeep / Math.max(1, policy.growthPerYuan)) * 100),
          months: policy.windowMonths,
        });
  return (
    <View className="nd-card tier-numbers">
      {figures.map(({ title, number, unit }) => (
        <View key={title} className="tier-numbers__one">
          <Text className="nd-note">{title}</Text>
          <View className="tier-numbers__number">{number}</View>
          <Text className="nd-note">{unit}</Text>
        </View>
      ))}
      {sentence !== null && <View className="tier-numbers__why nd-note">{sentence}</View>}
    </View>
  );
}
