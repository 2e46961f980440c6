import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { pointsTexts } from "@/i18n/points";
import { grouped } from "@/lib/format";
import { Tap } from "@/ui/Tap";
import { usePoints } from "./use-points";
import "./points.css";

/** The points one has, as a figure beside something else, as on the tier card; leads on to them. */
export function PointsFigure({ onTap }: Readonly<{ onTap: () => void }>) {
  const t = useTexts(pointsTexts);
  const points = usePoints();
  if (points.data === undefined) return null;
  const { available } = points.data;
  return (
    <Tap
      className="points-figure"
      role="link"
      label={t("have", { n: grouped(available) })}
      onTap={onTap}
    >
      <View className="points-figure__number">{grouped(available)}</View>
      <Text className="points-figure__word">{t("available")}</Text>
    </Tap>
  );
}
