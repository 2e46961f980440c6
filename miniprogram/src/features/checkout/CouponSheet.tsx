import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { checkoutTexts } from "@/i18n/checkout";
import { money } from "@/lib/format";
import { sentenceOf } from "@/lib/query";
import { go } from "@/lib/routes";
import { Button } from "@/ui/Button";
import { Check } from "@/ui/Check";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Sheet } from "@/ui/Sheet";
import { Tap } from "@/ui/Tap";
import { useCodeHere, type Quote } from "./use-checkout";
import { isOfUse } from "./worth";
import "./checkout.css";

type Props = {
  isOpen: boolean;
  quote: Quote;
  couponIds: readonly string[];
  isBest: boolean;
  onChoose: (couponIds: readonly string[]) => void;
  onBest: () => void;
  onClose: () => void;
};

/** Coupons that can be used and those that cannot, each with every reason; a promo code becomes one on the spot. */
export function CouponSheet({ isOpen, onClose, ...rest }: Readonly<Props>) {
  const t = useTexts(checkoutTexts);
  return (
    <Sheet isOpen={isOpen} title={t("couponsTitle")} onClose={onClose}>
      <Choices {...rest} />
      <Button look="main" isBlock onTap={onClose}>
        {t("done")}
      </Button>
    </Sheet>
  );
}

function Choices({
  quote,
  couponIds,
  isBest,
  onChoose,
  onBest,
}: Readonly<Omit<Props, "isOpen" | "onClose">>) {
  const t = useTexts(checkoutTexts);
  const usable = quote.coupons.filter((one) => isOfUse(one) || couponIds.includes(one.couponId));
  const others = quote.coupons.filter((one) => !usable.includes(one));
  const toggle = (couponId: string) =>
    onChoose(
      couponIds.includes(couponId)
        ? couponIds.filter((id) => id !== couponId)
        : [...couponIds, couponId],
    );
  return (
    <>
      {isBest ? (
        usable.length > 0 && <Notice mood="good">{t("best")}</Notice>
      ) : (
        <Button look="soft" isSmall onTap={onBest}>
          {t("backToBest")}
        </Button>
      )}
      {quote.coupons.length === 0 && (
        <View className="nd-row nd-row--between">
          <Text className="nd-second">{t("couponsEmpty")}</Text>
          <Button look="soft" isSmall onTap={() => go("claims")}>
            {t("toClaims")}
          </Button>
        </View>
      )}
      {usable.length > 0 && <Text className="nd-second">{t("usable")}</Text>}
      {usable.map((one) => (
        <Tap
          key={one.couponId}
          className="checkout-coupon"
          role="checkbox"
          isOn={couponIds.includes(one.couponId)}
          onTap={() => toggle(one.couponId)}
        >
          <View className="nd-grow">
            <View className="nd-strong">{one.name}</View>
            {one.valueFen > 0 && (
              <View className="checkout-coupon__value">
                {t("saves", { price: money(one.valueFen) })}
              </View>
            )}
            <Reasons refusals={one.refusals} />
          </View>
          <Check isOn={couponIds.includes(one.couponId)} />
        </Tap>
      ))}
      {others.length > 0 && <Text className="nd-second">{t("unusable")}</Text>}
      {others.map((one) => (
        <View key={one.couponId} className="checkout-coupon checkout-coupon--off">
          <View className="nd-grow">
            <View className="nd-strong">{one.name}</View>
            {one.isUsable && <View className="nd-note">{t("noFreight")}</View>}
            <Reasons refusals={one.refusals} />
          </View>
        </View>
      ))}
      <CodeField onRedeemed={onBest} />
    </>
  );
}

function Reasons({ refusals }: Readonly<{ refusals: Quote["coupons"][number]["refusals"] }>) {
  return (
    <>
      {refusals.map(({ code, detail }) => (
        <View key={`${code} ${detail}`} className="nd-note">
          {detail}
        </View>
      ))}
    </>
  );
}

function CodeField({ onRedeemed }: Readonly<{ onRedeemed: () => void }>) {
  const t = useTexts(checkoutTexts);
  const { redeem, isBusy, error, got } = useCodeHere();
  const [code, setCode] = useState("");
  const handleRedeem = async () => {
    if (code.trim() === "" || !(await redeem(code.trim()))) return;
    setCode("");
    onRedeemed();
  };
  return (
    <>
      <Field
        id="promo-code"
        label={t("code")}
        placeholder={t("codeHint")}
        value={code}
        maxLength={40}
        onInput={setCode}
        onConfirm={() => void handleRedeem()}
        aside={
          <Button
            look="soft"
            isSmall
            isBusy={isBusy}
            isDisabled={code.trim() === ""}
            onTap={() => void handleRedeem()}
          >
            {t("redeem")}
          </Button>
        }
      />
      {error !== null && <Notice mood="bad">{sentenceOf(error, t("codeAway"))}</Notice>}
      {error === null && got !== null && (
        <Notice mood="good">{t("redeemed", { name: got.name })}</Notice>
      )}
    </>
  );
}
