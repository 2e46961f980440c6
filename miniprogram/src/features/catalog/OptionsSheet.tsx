import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { productTexts } from "@/i18n/catalog";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Notice } from "@/ui/Notice";
import { Picture } from "@/ui/Picture";
import { Sheet } from "@/ui/Sheet";
import { Stepper } from "@/ui/Stepper";
import { PriceBlock } from "./PriceBlock";
import { faultOf, mostOf, skuOf, type Product, type Sku } from "./use-product";
import "./product.css";

const LOW_STOCK = 10;

type Props = {
  product: Product;
  chosen: Sku | null;
  onChoose: (sku: Sku) => void;
  isOpen: boolean;
  onClose: () => void;
  onAdd: (sku: Sku, quantity: number) => void;
  onBuy: (sku: Sku, quantity: number) => void;
};

/** Every combination with its picture, price and stock; those that cannot be had say why. */
export function OptionsSheet({ isOpen, onClose, ...form }: Readonly<Props>) {
  const t = useTexts(productTexts);
  return (
    <Sheet isOpen={isOpen} title={t("choose")} onClose={onClose}>
      <Form {...form} />
    </Sheet>
  );
}

function Form({
  product,
  chosen,
  onChoose,
  onAdd,
  onBuy,
}: Readonly<Omit<Props, "isOpen" | "onClose">>) {
  const t = useTexts(productTexts);
  const [values, setValues] = useState<readonly (string | undefined)[]>(chosen?.optionValues ?? []);
  const [quantity, setQuantity] = useState(1);
  const sku = skuOf(product, values);
  const fault = faultOf(sku);
  const most = sku === null ? 1 : mostOf(product, sku);
  const count = Math.min(quantity, most);
  const withValue = (at: number, value: string) =>
    product.options.map((_, index) => (index === at ? value : values[index]));
  const handleValue = (at: number, value: string) => {
    const next = withValue(at, value);
    setValues(next);
    const found = skuOf(product, next);
    if (found !== null) onChoose(found);
  };
  /** A value that leads to nothing beside the others says so at once. */
  const wordsOf = (at: number, value: string) => {
    const reason = faultOf(skuOf(product, withValue(at, value)));
    return reason === null ? value : t("unavailableValue", { value, reason: t(reason) });
  };
  return (
    <>
      <View className="nd-row nd-row--top options-head">
        <Picture url={sku?.pictureUrl ?? product.pictureUrls[0] ?? null} alt="" size={192} />
        <View className="nd-grow">
          {sku !== null && <PriceBlock sku={sku} />}
          {values.length > 0 && (
            <View className="nd-second">{t("chosen", { what: values.join(" / ") })}</View>
          )}
          {sku !== null && fault === null && (
            <View className="nd-note">
              {t(sku.available < LOW_STOCK ? "stockLow" : "stock", { count: sku.available })}
            </View>
          )}
        </View>
      </View>
      {product.options.map(({ name, values: all }, at) => (
        <View key={name} className="nd-stack">
          <Text className="nd-second">{name}</Text>
          <Chips
            choices={all.map((value) => ({ key: value, text: wordsOf(at, value) }))}
            chosen={values[at] ?? null}
            onChoose={(value) => handleValue(at, value)}
          />
        </View>
      ))}
      <View className="nd-row nd-row--between">
        <View className="nd-grow">
          <View>{t("quantity")}</View>
          {product.perOrderLimit !== null && (
            <View className="nd-note">{t("perOrder", { count: product.perOrderLimit })}</View>
          )}
          {product.perMemberLimit !== null && (
            <View className="nd-note">{t("perMember", { count: product.perMemberLimit })}</View>
          )}
        </View>
        <Stepper value={count} max={most} onChange={setQuantity} label={t("quantity")} />
      </View>
      {fault !== null && <Notice mood="warn">{t(fault)}</Notice>}
      <View className="nd-row options-acts">
        <Button
          look="soft"
          isBlock
          isDisabled={fault !== null}
          onTap={() => sku !== null && onAdd(sku, count)}
        >
          {t("addToCart")}
        </Button>
        <Button
          look="main"
          isBlock
          isDisabled={fault !== null}
          onTap={() => sku !== null && onBuy(sku, count)}
        >
          {t("buyNow")}
        </Button>
      </View>
    </>
  );
}
