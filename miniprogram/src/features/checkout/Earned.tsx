import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { resultTexts } from "@/i18n/checkout";
import { dayOf, grouped } from "@/lib/format";
import { Card } from "@/ui/Card";
import { useEarned } from "./use-result";

/** What a purchase brings: the points, and the day from which they count. */
export function Earned({ orderId }: Readonly<{ orderId: string }>) {
  const t = useTexts(resultTexts);
  const words = useDateWords();
  const lot = useEarned(orderId, true);
  return (
    <Card title={t("earned")}>
      <View>
        <Text className={lot === null ? "nd-second" : "nd-strong"}>
          {lot === null
            ? t("earning")
            : t("pointsPending", {
                points: grouped(lot.points),
                day: dayOf(lot.activatesOn, words),
              })}
        </Text>
      </View>
    </Card>
  );
}
