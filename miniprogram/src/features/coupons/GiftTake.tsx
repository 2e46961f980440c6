import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { couponTexts } from "@/i18n/coupons";
import { uiTexts } from "@/i18n/ui";
import { Refusal } from "@/lib/api";
import { sentenceOf } from "@/lib/query";
import { go, goLogin } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Notice } from "@/ui/Notice";
import { GotCoupon } from "./GotCoupon";
import { useAcceptGift } from "./use-coupons";

/** What a token of a gift looks like. */
const TOKEN = /^[\w-]{43}$/;

/** A coupon from a friend, to be taken; whoever is a guest logs in first and comes back. */
export function GiftTake({ token }: Readonly<{ token: string | null }>) {
  const t = useTexts(couponTexts);
  const u = useTexts(uiTexts);
  const isGuest = useMember() === null;
  const accept = useAcceptGift();
  if (accept.data !== undefined) return <GotCoupon coupon={accept.data} title={t("giftTaken")} />;
  const isWhole = token !== null && TOKEN.test(token);
  const isRefused = accept.error instanceof Refusal;
  const handleTake = (): void => {
    if (isGuest) goLogin();
    else if (token !== null) accept.mutate({ params: { token } });
  };
  return (
    <Card className="coupon-hero">
      <View className="coupon-hero__mark" {...{ "aria-hidden": "true" }}>
        ♡
      </View>
      <Text className="nd-page-title">{t("giftTitle")}</Text>
      {isWhole ? (
        <Text className="nd-second">{t("giftNote")}</Text>
      ) : (
        <Notice mood="warn">{t("giftBroken")}</Notice>
      )}
      {accept.error !== null && (
        <Notice mood="bad">
          {isRefused
            ? `${t("giftRefused")}：${accept.error.message}`
            : sentenceOf(accept.error, u("away"))}
        </Notice>
      )}
      {isWhole && !isRefused && (
        <Button look="main" isBusy={accept.isPending} onTap={handleTake}>
          {isGuest ? t("giftLogIn") : t("giftTake")}
        </Button>
      )}
      {(isRefused || !isWhole) && (
        <Button look="soft" onTap={() => go("claims")}>
          {t("giftOther")}
        </Button>
      )}
    </Card>
  );
}
