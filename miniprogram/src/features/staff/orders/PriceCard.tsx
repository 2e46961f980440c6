import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { grouped, money } from "@/lib/format";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import type { StaffOrder } from "./order-states";

/** How the price came about, step by step: what applied, and on demand what did not and why. */
export function PriceCard({ order }: Readonly<{ order: StaffOrder }>) {
  const t = useTexts(staffOrderTexts);
  const [isAll, setAll] = useState(false);
  const applied = order.trace.filter(({ isApplied, rule }) => isApplied && rule !== "list_price");
  const others = order.trace.filter(({ isApplied }) => !isApplied);
  return (
    <Card title={t("price")}>
      <Cell title={t("listTotal")} value={money(order.goodsListFen)} />
      {applied.map((step, at) => (
        <Cell
          key={`${step.rule}-${at}`}
          title={step.name}
          note={noteOf(order, step)}
          value={money(step.amountFen)}
        />
      ))}
      {order.points > 0 && (
        <Cell title={t("points")} value={t("pointCount", { count: grouped(order.points) })} />
      )}
      <Cell
        title={<Text className="nd-strong">{t("total")}</Text>}
        value={<Text className="nd-strong">{money(order.totalFen)}</Text>}
      />
      {order.refundedFen > 0 && (
        <Cell
          title={t("refundedSum")}
          note={
            order.refundPendingFen > 0
              ? t("refundPending", { money: money(order.refundPendingFen) })
              : ""
          }
          value={money(-order.refundedFen)}
        />
      )}
      {others.length > 0 && (
        <Button isSmall onTap={() => setAll(!isAll)}>
          {isAll ? t("hideNotApplied") : t("notApplied", { count: others.length })}
        </Button>
      )}
      {isAll && (
        <View>
          {others.map((step, at) => (
            <Cell
              key={`${step.rule}-${at}`}
              title={step.name}
              note={
                step.refusals.length > 0
                  ? step.refusals.map(({ detail }) => detail).join(" ")
                  : (step.reason ?? "")
              }
            />
          ))}
        </View>
      )}
    </Card>
  );
}

/** Which line it is about, and why. */
function noteOf(order: StaffOrder, step: StaffOrder["trace"][number]): string {
  const line = order.lines.find(({ lineId }) => lineId === step.lineId);
  return [line?.title, step.reason].filter((word) => typeof word === "string").join(" · ");
}
