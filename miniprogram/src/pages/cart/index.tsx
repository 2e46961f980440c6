import { View } from "@tarojs/components";
import { useDidHide } from "@tarojs/taro";
import { useState } from "react";
import { CartBar } from "@/features/cart/CartBar";
import { CartLineRow } from "@/features/cart/CartLineRow";
import { CartOffers } from "@/features/cart/CartOffers";
import { useCart, type CartLine } from "@/features/cart/use-cart";
import { beginCheckout } from "@/features/checkout/draft";
import { useTexts } from "@/i18n";
import { cartTexts } from "@/i18n/cart";
import { usePullToRefresh } from "@/lib/pull";
import { sentenceOf, useFreshOnShow } from "@/lib/query";
import { go, goLogin } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { Empty, Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Confirm } from "@/ui/Confirm";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";
import { Skeleton } from "@/ui/Skeleton";

/** The tab page of what one is about to buy. */
export default function CartPage() {
  const t = useTexts(cartTexts);
  const isMember = useMember() !== null;
  const { cart, lines, loadError, reload, isWaiting, error, change, sendNow } = useCart();
  const [leaving, setLeaving] = useState<CartLine | null>(null);
  const [isBusy, setBusy] = useState(false);
  useFreshOnShow(["GET /v1/cart", "GET /v1/cart/best-choice"]);
  usePullToRefresh(["GET /v1/cart", "GET /v1/cart/best-choice"]);
  useDidHide(() => void sendNow());
  if (cart === undefined)
    return (
      <Screen>
        {loadError === null ? (
          <Skeleton heights={[240, 240, 240]} />
        ) : (
          <Failure error={loadError} onRetry={reload} />
        )}
      </Screen>
    );
  if (lines.length === 0)
    return (
      <Screen>
        <Empty
          mark="cart"
          text={t("empty")}
          note={t("emptyNote")}
          next={{ text: t("look"), onTap: () => go("home") }}
        />
      </Screen>
    );
  const buyable = lines.filter(({ fault }) => fault === null);
  const selected = buyable.filter(({ isSelected }) => isSelected);
  const isAll = buyable.length > 0 && selected.length === buyable.length;
  const handleAll = () => {
    for (const { lineId, isSelected } of buyable)
      if (isSelected === isAll) change(lineId, { isSelected: !isAll });
  };
  const handleCheckout = async () => {
    setBusy(true);
    await sendNow();
    setBusy(false);
    beginCheckout(
      selected.map(({ lineId, skuId, quantity }) => ({ lineId, skuId, quantity })),
      true,
    );
    go("checkout");
  };
  return (
    <Screen
      isTab
      bar={
        <CartBar
          cart={cart}
          isAll={isAll}
          count={selected.reduce((sum, { quantity }) => sum + quantity, 0)}
          isWaiting={isWaiting}
          isBusy={isBusy}
          onAll={handleAll}
          onCheckout={() => void handleCheckout()}
        />
      }
    >
      {!isMember && (
        <Notice>
          <View className="nd-row nd-row--between">
            <View className="nd-grow">{t("logIn")}</View>
            <Button isSmall onTap={() => goLogin()}>
              {t("logInAct")}
            </Button>
          </View>
        </Notice>
      )}
      <View className="nd-part">
        {error !== null && (
          <Notice mood="bad">
            <View className="nd-row nd-row--between">
              <View className="nd-grow">{sentenceOf(error, t("away"))}</View>
              {isWaiting && (
                <Button isSmall onTap={() => void sendNow()}>
                  {t("retry")}
                </Button>
              )}
            </View>
          </Notice>
        )}
      </View>
      <Card>
        {lines.map((line) => (
          <CartLineRow
            key={line.lineId}
            line={line}
            trace={cart.trace}
            onChange={change}
            onRemove={setLeaving}
          />
        ))}
      </Card>
      <CartOffers cart={cart} isWaiting={isWaiting} />
      <Confirm
        isOpen={leaving !== null}
        title={t("removeTitle")}
        text={t("removeText", { title: leaving?.title ?? "" })}
        action={t("remove")}
        isDanger
        onConfirm={() => {
          if (leaving !== null) change(leaving.lineId, { isRemoved: true });
          setLeaving(null);
        }}
        onClose={() => setLeaving(null)}
      />
    </Screen>
  );
}
