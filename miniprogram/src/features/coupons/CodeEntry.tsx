import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { couponTexts } from "@/i18n/coupons";
import { uiTexts } from "@/i18n/ui";
import { Refusal } from "@/lib/api";
import { sentenceOf } from "@/lib/query";
import { goLogin } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { kept } from "@/lib/storage";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { GotCoupon } from "./GotCoupon";
import { useRedeem } from "./use-coupons";

/** Stays while one logs in, or the network is away. */
const draft = kept<string>("code.draft", "");

/** Swaps a promo code for a coupon; a link may bring the code along. */
export function CodeEntry({ code: brought }: Readonly<{ code: string | null }>) {
  const t = useTexts(couponTexts);
  const u = useTexts(uiTexts);
  const isGuest = useMember() === null;
  const [code, setCode] = useState(brought ?? draft.get());
  const { redeem, isBusy, got, error, reset } = useRedeem();
  const handleInput = (typed: string): void => {
    setCode(typed);
    draft.set(typed);
    if (error !== null) reset();
  };
  const handleRedeem = (): void => {
    const typed = code.trim();
    if (typed === "" || isBusy) return;
    if (isGuest) goLogin();
    else redeem(typed);
  };
  const handleAnother = (): void => {
    setCode("");
    draft.set("");
    reset();
  };
  if (got !== null)
    return (
      <View className="coupon-narrow">
        <GotCoupon coupon={got} title={`${t("codeGot")}：${t("codeGotNote")}`} />
        <Button isBlock onTap={handleAnother}>
          {t("codeAnother")}
        </Button>
      </View>
    );
  const isLocked = error instanceof Refusal && error.code === "code_locked";
  return (
    <View className="coupon-narrow">
      <Card>
        <View className="nd-stack coupon-code">
          <Field
            label={t("codeTitle")}
            value={code}
            onInput={handleInput}
            hint={t("codeHint")}
            maxLength={40}
            onConfirm={handleRedeem}
            id="promo-code"
          />
          {error !== null && (
            <Notice mood={isLocked ? "warn" : "bad"}>
              <View>{sentenceOf(error, u("away"))}</View>
              {isLocked && <View>{t("codeLocked")}</View>}
            </Notice>
          )}
          <Button
            look="main"
            isBlock
            isBusy={isBusy}
            isDisabled={code.trim() === ""}
            onTap={handleRedeem}
          >
            {isGuest ? t("codeLogIn") : t("codeRedeem")}
          </Button>
        </View>
      </Card>
      <Text className="nd-second">{t("codeWhy")}</Text>
    </View>
  );
}
