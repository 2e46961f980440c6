import { View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { pointsTexts } from "@/i18n/points";
import { Card } from "@/ui/Card";
import { usePointsRuleWords } from "./rules";
import { usePointsRules } from "./use-points";
import "./points.css";

/** The rules of points in words; `nameOf` names a tier's level where it is known. */
export function PointsRules({ nameOf }: Readonly<{ nameOf: ((level: number) => string) | null }>) {
  const t = useTexts(pointsTexts);
  const rules = usePointsRules();
  const wordsOf = usePointsRuleWords(nameOf);
  if (rules.data === undefined) return null;
  return (
    <Card title={t("rules")}>
      <View className="nd-stack">
        {wordsOf(rules.data).map((sentence) => (
          <View key={sentence} className="points-rule">
            {sentence}
          </View>
        ))}
      </View>
    </Card>
  );
}
