import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { catalogTexts } from "@/i18n/catalog";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Sheet } from "@/ui/Sheet";
import { Switch } from "@/ui/Switch";
import { noFilter, type Filter } from "./use-products";

type Props = {
  isOpen: boolean;
  filter: Filter;
  onApply: (filter: Filter) => void;
  onClose: () => void;
};

/** What the list shall be narrowed to: a span of prices, and what is in stock. */
export function FilterSheet({ isOpen, filter, onApply, onClose }: Readonly<Props>) {
  const t = useTexts(catalogTexts);
  return (
    <Sheet isOpen={isOpen} title={t("filterTitle")} onClose={onClose}>
      <Form filter={filter} onApply={onApply} />
    </Sheet>
  );
}

const typed = (fen: number | null): string => (fen === null ? "" : String(fen / 100));

/** Fen of what was typed in yuan; null when nothing was, undefined when it is no price. */
function fenOf(text: string): number | null | undefined {
  if (text.trim() === "") return null;
  return /^\d{1,7}(\.\d{1,2})?$/.test(text.trim())
    ? Math.round(Number(text.trim()) * 100)
    : undefined;
}

function Form({ filter, onApply }: Readonly<Pick<Props, "filter" | "onApply">>) {
  const t = useTexts(catalogTexts);
  const [low, setLow] = useState(typed(filter.priceMinFen));
  const [high, setHigh] = useState(typed(filter.priceMaxFen));
  const [isInStock, setInStock] = useState(filter.isInStock);
  const priceMinFen = fenOf(low);
  const priceMaxFen = fenOf(high);
  const isReversed = (priceMinFen ?? 0) > (priceMaxFen ?? Infinity);
  const handleApply = () => {
    if (priceMinFen === undefined || priceMaxFen === undefined || isReversed) return;
    onApply({ priceMinFen, priceMaxFen, isInStock });
  };
  const highFault =
    priceMaxFen === undefined ? t("priceFault") : isReversed ? t("priceOrder") : null;
  return (
    <>
      <Field
        label={t("priceMin")}
        kind="digit"
        value={low}
        onInput={setLow}
        fault={priceMinFen === undefined ? t("priceFault") : null}
      />
      <Field label={t("priceMax")} kind="digit" value={high} onInput={setHigh} fault={highFault} />
      <View className="nd-row nd-row--between">
        <Text>{t("inStock")}</Text>
        <Switch isOn={isInStock} onChange={setInStock} label={t("inStock")} />
      </View>
      <Button look="main" isBlock onTap={handleApply}>
        {t("apply")}
      </Button>
      <Button isBlock onTap={() => onApply(noFilter)}>
        {t("reset")}
      </Button>
    </>
  );
}
