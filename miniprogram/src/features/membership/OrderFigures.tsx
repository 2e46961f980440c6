import { useTexts } from "@/i18n";
import { meTexts } from "@/i18n/me";
import { go } from "@/lib/routes";
import { Card } from "@/ui/Card";
import { Figures } from "./Figures";
import { orderStates, useOrderCounts } from "./use-me";

/** One's orders by what they wait for; each figure opens the list of these. */
export function OrderFigures() {
  const t = useTexts(meTexts);
  const counts = useOrderCounts().data;
  return (
    <Card title={t("orders")} more={{ text: t("allOrders"), onTap: () => go("orders") }}>
      <Figures
        figures={(["pay", "ship", "receive", "after"] as const).map((state) => {
          const n = counts?.[orderStates[state]] ?? 0;
          return {
            key: state,
            text: t(state),
            value: counts === undefined ? "–" : String(n),
            isQuiet: n === 0,
            onTap: () => go("orders", { tab: state }),
          };
        })}
      />
    </Card>
  );
}
