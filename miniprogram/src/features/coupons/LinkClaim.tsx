import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { couponTexts } from "@/i18n/coupons";
import { uiTexts } from "@/i18n/ui";
import { Refusal } from "@/lib/api";
import { sentenceOf } from "@/lib/query";
import { goLogin } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Notice } from "@/ui/Notice";
import { GotCoupon } from "./GotCoupon";
import { useClaim } from "./use-coupons";

/** A coupon that came by a claim link: what it is, one sees once it is one's own. */
export function LinkClaim({ token }: Readonly<{ token: string }>) {
  const t = useTexts(couponTexts);
  const u = useTexts(uiTexts);
  const isGuest = useMember() === null;
  const { claim, isBusy, got, error } = useClaim();
  if (got !== null) return <GotCoupon coupon={got} title={t("claimedNow")} />;
  const isGone = error instanceof Refusal && error.code === "not_found";
  return (
    <Card className="coupon-hero">
      <View className="coupon-hero__mark" {...{ "aria-hidden": "true" }}>
        ¥
      </View>
      <Text className="nd-page-title">{t("linkTitle")}</Text>
      <Text className="nd-second">{t("linkNote")}</Text>
      {error !== null && (
        <Notice mood="bad">{isGone ? t("linkGone") : sentenceOf(error, u("away"))}</Notice>
      )}
      {!isGone && (
        <Button look="main" isBusy={isBusy} onTap={() => (isGuest ? goLogin() : claim({ token }))}>
          {isGuest ? t("logInToClaim") : t("linkClaim")}
        </Button>
      )}
    </Card>
  );
}
