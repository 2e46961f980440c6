import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { minuteOf, money } from "@/lib/format";
import { platform } from "@/lib/platform";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Sheet } from "@/ui/Sheet";
import { useStores } from "../use-stores";
import type { StaffOrder } from "./order-states";

type Line = { readonly label: string; readonly value: string };

/** An order as a till would print it, to hand over, copy or save. */
export function ReceiptSheet({
  order,
  isOpen,
  onClose,
}: Readonly<{ order: StaffOrder; isOpen: boolean; onClose: () => void }>) {
  const t = useTexts(staffOrderTexts);
  const words = useDateWords();
  const { nameOf } = useStores();
  const goods: readonly Line[] = order.lines.map((line) => ({
    label: `${line.title} ${line.optionsText} × ${line.quantity}`,
    value: line.isGift ? t("gift") : money(line.listPriceFen * line.quantity),
  }));
  const steps: readonly Line[] = order.trace
    .filter(
      ({ isApplied, rule, amountFen }) => isApplied && rule !== "list_price" && amountFen !== 0,
    )
    .map(({ name, amountFen }) => ({ label: name, value: money(amountFen) }));
  const sums: readonly Line[] = [
    { label: t("sum"), value: money(order.totalFen) },
    ...(order.refundedFen > 0
      ? [{ label: t("refundedSum"), value: money(-order.refundedFen) }]
      : []),
  ];
  const head = [
    nameOf(order.storeId),
    `${t("number")} ${order.id}`,
    ...(order.paidAt === null ? [] : [`${t("paidAt")} ${minuteOf(order.paidAt, words)}`]),
  ];
  const text = [
    ...head,
    "--------------------------------",
    ...[...goods, ...steps, ...sums].map(({ label, value }) => `${label}  ${value}`),
    "--------------------------------",
    t("thanks"),
  ].join("\n");
  return (
    <Sheet isOpen={isOpen} title={t("receipt")} onClose={onClose}>
      <View className="staff-receipt">
        {head.map((line, at) => (
          <View key={line} className={at === 0 ? "staff-receipt__shop" : "nd-note"}>
            {line}
          </View>
        ))}
        <Lines lines={goods} />
        {steps.length > 0 && <Lines lines={steps} />}
        <Lines lines={sums} isStrong />
        <View className="staff-receipt__shop">{t("thanks")}</View>
      </View>
      <Button isBlock onTap={() => void platform.copy(text).then(() => toast(t("copied")))}>
        {t("receiptCopy")}
      </Button>
      <Button isBlock onTap={() => void platform.saveText(`${order.id}.txt`, text)}>
        {t("receiptSave")}
      </Button>
    </Sheet>
  );
}

function Lines({
  lines,
  isStrong = false,
}: Readonly<{ lines: readonly Line[]; isStrong?: boolean }>) {
  return (
    <View className={`staff-receipt__part ${isStrong ? "nd-strong" : ""}`}>
      {lines.map(({ label, value }, at) => (
        <View key={`${label}-${at}`} className="nd-row nd-row--between nd-row--top">
          <Text className="nd-grow">{label}</Text>
          <Text>{value}</Text>
        </View>
      ))}
    </View>
  );
}
