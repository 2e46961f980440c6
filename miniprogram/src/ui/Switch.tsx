import { View } from "@tarojs/components";
import { Tap } from "./Tap";

type Props = {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  label: string;
  isDisabled?: boolean;
};

/** On or off, at once. */
export function Switch({ isOn, onChange, label, isDisabled = false }: Readonly<Props>) {
  return (
    <Tap
      role="switch"
      isOn={isOn}
      label={label}
      isDisabled={isDisabled}
      onTap={() => onChange(!isOn)}
    >
      <View className={`nd-switch ${isOn ? "nd-switch--on" : ""}`}>
        <View className="nd-switch__knob" />
      </View>
    </Tap>
  );
}
