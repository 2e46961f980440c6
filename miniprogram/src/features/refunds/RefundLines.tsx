import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { refundTexts } from "@/i18n/refunds";
import { money } from "@/lib/format";
import { Card } from "@/ui/Card";
import { Picture } from "@/ui/Picture";
import { Stepper } from "@/ui/Stepper";
import { leftOf, type RefundOrder } from "./use-refund";
import "./refunds.css";

type Props = {
  order: RefundOrder;
  counts: Readonly<Record<string, number>>;
  onCount: (lineId: string, count: number) => void;
  onAll: () => void;
};

/** What was bought and has not come back yet, each with how many of it shall. */
export function RefundLines({ order, counts, onCount, onAll }: Readonly<Props>) {
  const t = useTexts(refundTexts);
  const lines = order.lines.filter((line) => leftOf(line) > 0);
  return (
    <Card title={t("choose")} more={{ text: t("all"), onTap: onAll }}>
      <Text className="nd-note">{t("chooseNote")}</Text>
      {lines.map((line) => (
        <View key={line.lineId} className="refunds-line">
          <View className="nd-row nd-row--top">
            <Picture url={line.pictureUrl} alt="" size={112} />
            <View className="nd-grow">
              <View className="nd-clip">{line.title}</View>
              {line.optionsText !== "" && <View className="nd-note">{line.optionsText}</View>}
              <View className="nd-note">{t("paidEach", { sum: money(line.payableFen) })}</View>
            </View>
          </View>
          <View className="nd-row nd-row--between">
            <Text className="nd-second">{t("upTo", { count: leftOf(line) })}</Text>
            <Stepper
              value={counts[line.lineId] ?? 0}
              min={0}
              max={leftOf(line)}
              label={t("countOf", { title: line.title })}
              onChange={(count) => onCount(line.lineId, count)}
            />
          </View>
        </View>
      ))}
    </Card>
  );
}
