import { Text, View } from "@tarojs/components";
import { memo } from "react";
import { useTexts } from "@/i18n";
import { cartTexts } from "@/i18n/cart";
import { money } from "@/lib/format";
import { go } from "@/lib/routes";
import { Check } from "@/ui/Check";
import { Picture } from "@/ui/Picture";
import { Price } from "@/ui/Price";
import { Stepper } from "@/ui/Stepper";
import { Tap } from "@/ui/Tap";
import { roleOf } from "@/ui/role";
import type { LineChange } from "./cart-changes";
import type { Cart, CartLine } from "./use-cart";
import "./cart.css";

type Props = {
  line: CartLine;
  trace: Cart["trace"];
  onChange: (lineId: string, change: LineChange) => void;
  onRemove: (line: CartLine) => void;
};

/**
 * One line: what it is, what it costs and why, how many; what is wrong with it in a sentence. Drawn anew when it is
 * another line than before, and not for what is tapped in the lines beside it.
 */
export const CartLineRow = memo(OneLine);

function OneLine({ line, trace, onChange, onRemove }: Readonly<Props>) {
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
        onTap={() => onChange(line.lineId, { isSelected: !line.isSelected })}
      >
        <Check isOn={line.isSelected && fault === null} />
      </Tap>
      <Tap role="link" label={title} onTap={handleOpen}>
        <Picture url={line.pictureUrl} alt="" size={160} />
      </Tap>
      <View className="cart-line__text">
        <Text className="nd-clip">{title}</Text>
        {line.optionsText !== "" && <Text className="nd-note">{line.optionsText}</Text>}
        <View className="cart-line__about">
          {applied.map((step, at) => (
            <Text key={`${step.rule}-${at}`} className="cart-line__why">
              {step.name} {money(step.amountFen)}
            </Text>
          ))}
          {fault !== null && (
            <Text className="cart-line__fault" {...roleOf("status")}>
              {fault.detail}
            </Text>
          )}
        </View>
        <View className="cart-line__price">
          <Price fen={line.payableFen} />
          {line.payableFen < listFen && <Price fen={listFen} look="struck" />}
        </View>
        <View className="nd-row nd-row--between">
          <Tap
            className="cart-line__remove"
            label={t("removeIt", { title })}
            onTap={() => onRemove(line)}
          >
            {t("remove")}
          </Tap>
          <Stepper
            value={line.quantity}
            onChange={(quantity) => onChange(line.lineId, { quantity })}
            label={t("quantityOf", { title })}
          />
        </View>
      </View>
    </View>
  );
}
