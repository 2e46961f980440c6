import { Text } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { goodsTexts } from "@/i18n/staff-goods";
import { useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { ReasonSheet } from "../ReasonSheet";
import { useOnce } from "../use-once";
import type { Level } from "./StockDesk";

type Props = { level: Level; title: string; onClose: () => void };

/** Puts units into a store's stock or takes them out, with the reason that the ledger keeps. */
export function AdjustSheet({ level, title, onClose }: Readonly<Props>) {
  const t = useTexts(goodsTexts);
  const [direction, setDirection] = useState<"in" | "out">("in");
  const [typed, setTyped] = useState("");
  const once = useOnce("adj");
  const adjust = useSend("POST /v1/staff/stock/adjustments", [
    "GET /v1/staff/stock",
    "GET /v1/staff/stock/movements",
    "GET /v1/staff/today",
  ]);
  const isNumber = /^[1-9]\d{0,5}$/.test(typed);
  const count = isNumber ? Number(typed) : 0;
  const handleSend = (reason: string) =>
    adjust.mutate(
      {
        body: {
          adjustmentId: once.id(),
          storeId: level.storeId,
          skuId: level.skuId,
          delta: direction === "in" ? count : -count,
          reason,
        },
      },
      {
        onSuccess: ({ available }) => {
          toast(t("adjusted", { count: available }));
          onClose();
        },
        onSettled: (_, error) => once.answered(error),
      },
    );
  return (
    <ReasonSheet
      isOpen
      title={t("adjustTitle")}
      label={t("reason")}
      action={t(direction === "in" ? "adjustIn" : "adjustOut", { count })}
      isBusy={adjust.isPending}
      isDisabled={!isNumber}
      error={adjust.error}
      onSend={handleSend}
      onClose={onClose}
    >
      <Text className="nd-strong">{title}</Text>
      <Text className="nd-second">
        {t("available")} {t("units", { count: level.available })}
      </Text>
      <Chips
        choices={[
          { key: "in", text: t("in") },
          { key: "out", text: t("out") },
        ]}
        chosen={direction}
        onChoose={setDirection}
      />
      <Field
        label={t("howMany")}
        id="adjust-count"
        kind="number"
        value={typed}
        onInput={setTyped}
        maxLength={6}
        fault={typed !== "" && !isNumber ? t("numberFault") : null}
      />
    </ReasonSheet>
  );
}
