import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { uiTexts } from "@/i18n/ui";
import { roleOf } from "./role";
import { Tap } from "./Tap";

type Props = {
  value: number;
  onChange: (value: number) => void;
  min?: number;
  max?: number;
  /** Whose count it is, for screen readers. */
  label: string;
};

/** How many, by steps of one. */
export function Stepper({ value, onChange, min = 1, max = 999, label }: Readonly<Props>) {
  const t = useTexts(uiTexts);
  return (
    <View className="nd-stepper" {...roleOf("group", { "aria-label": label })}>
      <Tap
        className="nd-stepper__step"
        label={t("less")}
        isDisabled={value <= min}
        onTap={() => onChange(value - 1)}
      >
        −
      </Tap>
      <Text className="nd-stepper__count">{value}</Text>
      <Tap
        className="nd-stepper__step"
        label={t("more")}
        isDisabled={value >= max}
        onTap={() => onChange(value + 1)}
      >
        +
      </Tap>
    </View>
  );
}
