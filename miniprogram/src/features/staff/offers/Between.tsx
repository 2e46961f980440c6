import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { roleOf } from "@/ui/role";
import { DayPicker } from "../DayRange";

type Props = {
  label: string;
  from: string;
  until: string;
  fault: string | null;
  onChange: (days: { from?: string; until?: string }) => void;
};

/** The first and the last day of something, both included. */
export function Between({ label, from, until, fault, onChange }: Readonly<Props>) {
  const t = useTexts(staffOfferTexts);
  return (
    <View className="nd-field">
      <Text className="nd-field__label">{label}</Text>
      <View className="nd-row nd-row--wrap">
        <DayPicker label={t("fromDay")} day={from} onChange={(day) => onChange({ from: day })} />
        <DayPicker label={t("lastDay")} day={until} onChange={(day) => onChange({ until: day })} />
      </View>
      {fault !== null && (
        <Text className="nd-field__fault" {...roleOf("alert")}>
          {fault}
        </Text>
      )}
    </View>
  );
}
