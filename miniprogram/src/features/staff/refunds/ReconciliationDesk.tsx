import { View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { reconciliationTexts } from "@/i18n/staff-refunds";
import { Tabs } from "@/ui/Tabs";
import { BillDays } from "./BillDays";
import { Differences } from "./Differences";
import { Payments } from "./Payments";

/** Differences between our books and WeChat's, the days compared, and payments that need a look. */
export function ReconciliationDesk() {
  const t = useTexts(reconciliationTexts);
  const [part, setPart] = useState<"cases" | "days" | "payments">("cases");
  return (
    <View className="nd-stack">
      <Tabs
        tabs={(["cases", "days", "payments"] as const).map((key) => ({ key, text: t(key) }))}
        chosen={part}
        onChoose={setPart}
      />
      {part === "cases" && <Differences />}
      {part === "days" && <BillDays />}
      {part === "payments" && <Payments />}
    </View>
  );
}
