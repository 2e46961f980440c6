import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { productTexts } from "@/i18n/catalog";
import { go } from "@/lib/routes";
import { Button } from "@/ui/Button";
import { Tap } from "@/ui/Tap";
import "./product.css";

type Props = {
  cartCount: number;
  isOff: boolean;
  offWord: string;
  onAdd: () => void;
  onBuy: () => void;
  onShare: () => void;
};

const COUNT_MAX = 99;

/** The way to the cart with what is in it, and the two ways to buy. */
export function ProductBar({ cartCount, isOff, offWord, onAdd, onBuy, onShare }: Readonly<Props>) {
  const t = useTexts(productTexts);
  return (
    <View className="product-bar">
      <Tap className="product-bar__cart" onTap={onShare}>
        <View className="product-bar__arrow" {...{ "aria-hidden": "true" }} />
        <Text>{t("share")}</Text>
      </Tap>
      <Tap
        className="product-bar__cart"
        role="link"
        label={t("cartCount", { count: cartCount })}
        onTap={() => go("cart")}
      >
        <View className="product-bar__basket" {...{ "aria-hidden": "true" }} />
        <Text>{t("cart")}</Text>
        {cartCount > 0 && (
          <View className="product-bar__badge">
            {cartCount > COUNT_MAX ? `${COUNT_MAX}+` : cartCount}
          </View>
        )}
      </Tap>
      {isOff ? (
        <Button look="plain" isDisabled onTap={() => undefined}>
          {offWord}
        </Button>
      ) : (
        <>
          <Button look="soft" onTap={onAdd}>
            {t("addToCart")}
          </Button>
          <Button look="main" onTap={onBuy}>
            {t("buyNow")}
          </Button>
        </>
      )}
    </View>
  );
}
