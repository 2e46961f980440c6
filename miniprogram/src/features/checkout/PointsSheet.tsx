import { Text } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { checkoutTexts } from "@/i18n/checkout";
import { grouped, money } from "@/lib/format";
import { useApi } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Sheet } from "@/ui/Sheet";
import type { Quote } from "./use-checkout";

type Props = {
  isOpen: boolean;
  quote: Quote;
  points: number;
  onChoose: (points: number) => void;
  onClose: () => void;
};

/** How many points shall pay, in the steps of the shop's rules and up to the most that can. */
export function PointsSheet({ isOpen, onClose, ...form }: Readonly<Props>) {
  const t = useTexts(checkoutTexts);
  return (
    <Sheet isOpen={isOpen} title={t("pointsTitle")} onClose={onClose}>
      <Form {...form} />
    </Sheet>
  );
}

function Form({ quote, points, onChoose }: Readonly<Omit<Props, "isOpen" | "onClose">>) {
  const t = useTexts(checkoutTexts);
  const spending = useApi("GET /v1/points/rules", {}, { isKept: true }).data?.spending ?? null;
  const [typed, setTyped] = useState(points === 0 ? "" : String(points));
  const step = spending?.stepPoints ?? 1;
  const most = quote.pointsMax;
  const wanted = Math.min(most, Math.floor(Number(typed.replace(/\D/g, "") || "0") / step) * step);
  return (
    <>
      <Text>{t("pointsHave", { have: grouped(quote.pointsAvailable), most: grouped(most) })}</Text>
      {spending !== null && (
        <Text className="nd-second">
          {t("pointsStep", { step: grouped(step), price: money(spending.stepFen) })}
        </Text>
      )}
      <Field
        label={t("pointsField")}
        kind="number"
        value={typed}
        maxLength={9}
        onInput={setTyped}
      />
      <Button look="main" isBlock onTap={() => onChoose(wanted)}>
        {wanted === 0 ? t("pointsNo") : t("pointsApply", { points: grouped(wanted) })}
      </Button>
      {wanted !== most && (
        <Button isBlock onTap={() => onChoose(most)}>
          {t("pointsMost", { points: grouped(most) })}
        </Button>
      )}
      {wanted !== 0 && (
        <Button isBlock onTap={() => onChoose(0)}>
          {t("pointsNo")}
        </Button>
      )}
    </>
  );
}
