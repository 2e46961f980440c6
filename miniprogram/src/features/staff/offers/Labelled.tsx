import { Text, View } from "@tarojs/components";
import type { PropsWithChildren } from "react";
import { roleOf } from "@/ui/role";

type Props = PropsWithChildren<{ label: string; hint?: string; fault?: string | null }>;

/** Something to choose, looking like a field: its name above, what is wrong with it below. */
export function Labelled({ label, hint, fault, children }: Readonly<Props>) {
  return (
    <View className="nd-field" {...roleOf("group", { "aria-label": label })}>
      <Text className="nd-field__label">{label}</Text>
      {children}
      {hint !== undefined && <Text className="nd-field__hint">{hint}</Text>}
      {fault !== undefined && fault !== null && (
        <Text className="nd-field__fault" {...roleOf("alert")}>
          {fault}
        </Text>
      )}
    </View>
  );
}
