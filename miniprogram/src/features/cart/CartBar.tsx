import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { cartTexts } from "@/i18n/cart";
import { money } from "@/lib/format";
import { Button } from "@/ui/Button";
import { Check } from "@/ui/Check";
import { Price } from "@/ui/Price";
import { Tap } from "@/ui/Tap";
import type { Cart } from "./use-cart";
import "./cart.css";

type Props = {
  cart: Cart;
  isAll: boolean;
  count: number;
  isWaiting: boolean;
  isBusy: boolean;
  onAll: () => void;
  onCheckout: () => void;
};

/** Selects all, says the sum, and leads to the checkout. */
export function CartBar({
  cart,
  isAll,
  count,
  isWaiting,
  isBusy,
  onAll,
  onCheckout,
}: Readonly<Props>) {
  const t = useTexts(cartTexts);
  return (
    <>
      <Tap className="cart-bar__all" role="checkbox" isOn={isAll} onTap={onAll}>
        <Check isOn={isAll} />
        <Text className="nd-second">{t("all")}</Text>
      </Tap>
      <View className="nd-grow cart-bar__sum" {...{ "aria-live": "polite" }}>
        <View className={isWaiting ? "cart-bar__old" : ""}>
          <Text className="nd-second">{t("sum")} </Text>
          <Price fen={cart.goodsFen} />
        </View>
        <Text className="nd-note">
          {isWaiting
            ? t("waiting")
            : cart.discountFen > 0
              ? t("saved", { price: money(cart.discountFen) })
              : t("noFreight")}
        </Text>
      </View>
      <Button look="main" isDisabled={count === 0} isBusy={isBusy} onTap={onCheckout}>
        {count === 0 ? t("checkoutNone") : t("checkout", { count })}
      </Button>
    </>
  );
}
