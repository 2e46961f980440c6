import { View } from "@tarojs/components";
import { useDateWords, useTexts } from "@/i18n";
import { couponTexts } from "@/i18n/coupons";
import { dayOf } from "@/lib/format";
import { replaceBy } from "@/lib/routes";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { CouponTicket } from "./CouponTicket";
import type { CouponTerms } from "./use-coupons";
import { goUse } from "./use-it";
import { lastDay } from "./words";

type Got = {
  readonly couponId: string;
  readonly name: string;
  readonly terms: CouponTerms;
  readonly from: string;
  readonly until: string;
};

/** The coupon that has just become one's own, and where to go with it. */
export function GotCoupon({ coupon, title }: Readonly<{ coupon: Got; title: string }>) {
  const t = useTexts(couponTexts);
  const words = useDateWords();
  const { name, terms, until } = coupon;
  return (
    <View className="coupon-narrow">
      <Notice mood="good">{title}</Notice>
      <CouponTicket
        name={name}
        terms={terms}
        time={t("until", { day: dayOf(lastDay(until), words) })}
      />
      <Button look="main" isBlock onTap={() => goUse(terms)}>
        {t("use")}
      </Button>
      <Button isBlock onTap={() => replaceBy("coupons")}>
        {t("toMine")}
      </Button>
    </View>
  );
}
