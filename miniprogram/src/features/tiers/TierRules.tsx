import { View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { tierTexts } from "@/i18n/tiers";
import { Card } from "@/ui/Card";
import type { TierPolicy } from "./use-tier";

/** The rules of tiers in sentences. */
export function TierRules({ policy }: Readonly<{ policy: TierPolicy }>) {
  const t = useTexts(tierTexts);
  const sentences = [
    t("ruleGrowth", { n: policy.growthPerYuan }),
    t("ruleWindow", { n: policy.windowMonths }),
    t("ruleTerm", { n: policy.termMonths }),
    policy.graceDays > 0 ? t("ruleGrace", { n: policy.graceDays }) : t("ruleNoGrace"),
  ];
  return (
    <Card title={t("rules")}>
      <View className="nd-stack">
        {sentences.map((sentence) => (
          <View key={sentence} className="tier-rule">
            {sentence}
          </View>
        ))}
      </View>
    </Card>
  );
}
