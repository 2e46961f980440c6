import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { cartTexts } from "@/i18n/cart";
import { money } from "@/lib/format";
import { go } from "@/lib/routes";
import { Check } from "@/ui/Check";
import { Picture } from "@/ui/Picture";
import { Price } from "@/ui/Price";
import { Stepper } from "@/ui/Stepper";
import { Tap } from "@/ui/Tap";
import type { Cart, CartLine } from "./use-cart";
import "./cart.css";

type Props = {
  line: CartLine;
  trace: Cart["trace"];
  onSelect: (isSelected: boolean) => void;
  onQuantity: (quantity: number) => void;
  onRemove: () => void;
};

/** One line: what it is, what it costs and why, how many; what is wrong with it in a sentence. */
export function CartLineRow({ line, trace, onSelect, onQuantity, onRemove }: Readonly<Props>) {
  const t = useTexts(cartTexts);
  const { title, fault, productId } = line;
  const applied = trace.filter(
    (step) =>
      step.lineId === line.lineId &&
      step.isApplied &&
      step.rule !== "list_price" &&
      step.amountFen !== 0,
  );
  const listFen = line.listPriceFen * line.quantity;
  const handleOpen = () => {
    if (productId !== null) go("product", { id: productId });
  };
  return (
    <View className={`cart-line ${fault === null ? "" : "cart-line--fault"}`}>
      <Tap
        className="cart-line__check"
        role="checkbox"
        isOn={line.isSelected && fault === null}
        isDisabled={fault !== null}
        label={t("select", { title })}
        onTap={() => onSelect(!line.isSelected)}
      >
        <Check isOn={line.isSelected && fault === null} />
      </Tap>
      <Tap role="link" label={title} onTap={handleOpen}>
        <Picture url={line.pictureUrl} alt="" size={160} />
      </Tap>
      <View className="cart-line__text">
        <Text className="nd-clip">{title}</Text>
        {line.optionsText !== "" && <Text className="nd-note">{line.optionsText}</Text>}
        {applied.map((step, at) => (
          <Text key={`${step.rule}-${at}`} className="cart-line__why">
            {step.name} {money(step.amountFen)}
          </Text>
        ))}
        {fault !== null && (
          <Text className="cart-line__fault" {...{ role: "status" }}>
            {fault.detail}
          </Text>
        )}
        <View className="cart-line__price">
          <Price fen={line.payableFen} />
          {line.payableFen < listFen && <Price fen={listFen} look="struck" />}
        </View>
        <View className="nd-row nd-row--between">
          <Tap className="cart-line__remove" label={t("removeIt", { title })} onTap={onRemove}>
            {t("remove")}
          </Tap>
          <Stepper value={line.quantity} onChange={onQuantity} label={t("quantityOf", { title })} />
        </View>
      </View>
    </View>
  );
}
