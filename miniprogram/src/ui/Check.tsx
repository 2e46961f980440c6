import { View } from "@tarojs/components";

/** The mark of a chosen row; the row itself is what is tapped. */
export function Check({ isOn }: Readonly<{ isOn: boolean }>) {
  return (
    <View className={`nd-check ${isOn ? "nd-check--on" : ""}`} {...{ "aria-hidden": "true" }}>
      {isOn ? "✓" : ""}
    </View>
  );
}
