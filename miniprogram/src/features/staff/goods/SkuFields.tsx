import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { goodsTexts } from "@/i18n/staff-goods";
import { Field } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import type { PriceLevel } from "./use-price-levels";
import type { FaultKey, Faults, SkuForm } from "./product-form";

type Props = {
  sku: SkuForm;
  place: string;
  levels: readonly PriceLevel[];
  faults: Faults;
  /** Prices alone, as when they are changed with a reason. */
  isPricesOnly?: boolean;
  onChange: (change: Partial<SkuForm>) => void;
};

/** One SKU: its code, its prices by tier, its cost, its weight, and whether it is for sale. */
export function SkuFields({
  sku,
  place,
  levels,
  faults,
  isPricesOnly = false,
  onChange,
}: Readonly<Props>) {
  const t = useTexts(goodsTexts);
  const fault = (field: string): string | null => {
    const key: FaultKey | undefined = faults[`${place}.${field}`];
    return key === undefined ? null : t(key);
  };
  return (
    <View className="staff-sku">
      <View className="nd-row nd-row--between">
        <Text className="nd-strong nd-grow">
          {sku.optionValues.length === 0 ? t("only") : sku.optionValues.join(" / ")}
        </Text>
        {!isPricesOnly && (
          <View className="nd-row">
            <Text className="nd-second">{t(sku.isOn ? "isOn" : "isOffSku")}</Text>
            <Switch isOn={sku.isOn} label={t("isOn")} onChange={(isOn) => onChange({ isOn })} />
          </View>
        )}
      </View>
      <View className="staff-fields">
        {!isPricesOnly && (
          <Field
            label={t("code")}
            value={sku.code}
            maxLength={40}
            fault={fault("code")}
            onInput={(code) => onChange({ code })}
          />
        )}
        <Field
          label={t("listPrice")}
          kind="digit"
          value={sku.listPrice}
          maxLength={12}
          fault={fault("listPrice")}
          onInput={(listPrice) => onChange({ listPrice })}
        />
        {levels.map(({ level, name }) => (
          <Field
            key={level}
            label={t("memberPrice", { name })}
            kind="digit"
            value={sku.memberPrices[level] ?? ""}
            maxLength={12}
            fault={fault(`memberPrices.${level}`)}
            onInput={(price) => onChange({ memberPrices: { ...sku.memberPrices, [level]: price } })}
          />
        ))}
        <Field
          label={t("costPrice")}
          kind="digit"
          value={sku.cost}
          maxLength={12}
          fault={fault("cost")}
          onInput={(cost) => onChange({ cost })}
        />
        {!isPricesOnly && (
          <Field
            label={t("weight")}
            kind="number"
            value={sku.weight}
            maxLength={7}
            fault={fault("weight")}
            onInput={(weight) => onChange({ weight })}
          />
        )}
      </View>
    </View>
  );
}
