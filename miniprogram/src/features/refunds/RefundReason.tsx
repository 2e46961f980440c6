import { View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { refundTexts } from "@/i18n/refunds";
import { Card } from "@/ui/Card";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";

/** Why something goes back, by a word. */
export const refundReasons = [
  "reasonUnwanted",
  "reasonWrong",
  "reasonFaulty",
  "reasonDifferent",
  "reasonLate",
] as const;
/** One of them. */
export type RefundReasonKey = (typeof refundReasons)[number];

type Props = {
  reason: RefundReasonKey | null;
  more: string;
  fault: string | null;
  onReason: (reason: RefundReasonKey) => void;
  onMore: (more: string) => void;
};

/** Asks why, by a few words to choose from, and room for more. */
export function RefundReason({ reason, more, fault, onReason, onMore }: Readonly<Props>) {
  const t = useTexts(refundTexts);
  return (
    <Card title={t("reason")}>
      <View className="nd-stack">
        <Chips
          choices={refundReasons.map((key) => ({ key, text: t(key) }))}
          chosen={reason}
          onChoose={onReason}
        />
        <Field
          id="refund-more"
          label={t("reasonMore")}
          kind="area"
          value={more}
          maxLength={60}
          hint={t("reasonHint")}
          fault={fault}
          onInput={onMore}
        />
      </View>
    </Card>
  );
}
