import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { cartTexts } from "@/i18n/cart";
import { money } from "@/lib/format";
import { Notice } from "@/ui/Notice";
import { useCartBest, type Cart } from "./use-cart";
import { useFreeFreight } from "./use-free-freight";
import "./cart.css";

/** What counts for the whole cart, what is missing for more, and what coupons and points could still save. */
export function CartOffers({ cart, isWaiting }: Readonly<{ cart: Cart; isWaiting: boolean }>) {
  const t = useTexts(cartTexts);
  const best = useCartBest(cart.totalFen > 0 && !isWaiting)?.best ?? null;
  const freight = useFreeFreight(cart.goodsFen);
  const whole = cart.trace.filter(({ lineId, rule }) => lineId === null && rule !== "freight");
  const applied = whole.filter(({ isApplied }) => isApplied);
  const near = whole.filter(({ isApplied, missingFen }) => !isApplied && missingFen !== null);
  const savedFen = best === null || isWaiting ? 0 : cart.goodsFen - best.totalFen;
  const what =
    best === null || best.couponIds.length === 0
      ? t("bestPoints")
      : best.points === 0
        ? t("bestCoupons")
        : t("bestBoth");
  return (
    <>
      <View className="nd-part">
        {savedFen > 0 && <Notice mood="good">{t("best", { what, price: money(savedFen) })}</Notice>}
      </View>
      <View className="nd-part">
        {freight !== null && (
          <View className="nd-card cart-offers__near">
            <Text className="nd-strong">
              {t("freeFreight", { price: money(freight.missingFen) })}
            </Text>
            <Text className="nd-note">{t("freeFreightTo", { province: freight.province })}</Text>
            <View className="nd-progress" {...{ "aria-hidden": "true" }}>
              <View
                className="nd-progress__done"
                style={{
                  width: `${Math.floor((cart.goodsFen * 100) / (cart.goodsFen + freight.missingFen))}%`,
                }}
              />
            </View>
          </View>
        )}
      </View>
      <View className="nd-part">
        {(applied.length > 0 || near.length > 0) && (
          <View className="nd-card cart-offers">
            {applied.map((step, at) => (
              <View key={`${step.name}-${at}`} className="nd-row nd-row--between">
                <Text className="nd-second">{step.name}</Text>
                {step.amountFen !== 0 && (
                  <Text className="cart-offers__off">{money(step.amountFen)}</Text>
                )}
              </View>
            ))}
            {near.map((step, at) => (
              <View key={`${step.name}-${at}`} className="cart-offers__near">
                <Text className="nd-second">{step.name}</Text>
                <Text className="nd-note">{step.reason}</Text>
                <View className="nd-progress" {...{ "aria-hidden": "true" }}>
                  <View
                    className="nd-progress__done"
                    style={{
                      width: `${Math.floor((step.baseFen * 100) / Math.max(1, step.baseFen + (step.missingFen ?? 0)))}%`,
                    }}
                  />
                </View>
              </View>
            ))}
          </View>
        )}
      </View>
    </>
  );
}
