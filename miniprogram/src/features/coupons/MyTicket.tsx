import { View } from "@tarojs/components";
import { useDateWords, useTexts, type Say } from "@/i18n";
import { couponTexts } from "@/i18n/coupons";
import { dayOf } from "@/lib/format";
import { go } from "@/lib/routes";
import { Button } from "@/ui/Button";
import { Tag } from "@/ui/Tag";
import { CouponTicket } from "./CouponTicket";
import type { Coupon } from "./use-coupons";
import { goUse } from "./use-it";
import { daysLeft, lastDay } from "./words";

type Props = {
  coupon: Coupon;
  /** Gives it to a friend. */
  onGive: () => void;
};

function useTime(coupon: Coupon): string {
  const t = useTexts(couponTexts);
  const words = useDateWords();
  const { state, from, until } = coupon;
  switch (state) {
    case "redeemed":
      return t("used");
    case "expired":
      return t("expiredOn", { day: dayOf(lastDay(until), words) });
    case "void":
      return t("voidNote");
    case "gifted":
      return t("givenNote");
    case "held":
      return t("heldNote");
    case "available":
      return Date.parse(from) > Date.now()
        ? t("validBetween", { from: dayOf(from, words), until: dayOf(lastDay(until), words) })
        : t("until", { day: dayOf(lastDay(until), words) });
  }
}

function Mark({ coupon, t }: Readonly<{ coupon: Coupon; t: Say<typeof couponTexts> }>) {
  const words = useDateWords();
  if (coupon.state === "held") return <Tag text={t("heldTag")} mood="warn" />;
  if (coupon.state !== "available") return null;
  if (Date.parse(coupon.from) > Date.now())
    return <Tag text={t("notYet", { day: dayOf(coupon.from, words) })} mood="info" />;
  const days = daysLeft(coupon.until);
  if (days === null) return null;
  return <Tag text={days === 0 ? t("todayOnly") : t("daysLeft", { n: days })} mood="warn" />;
}

/** One's own coupon: until when, why not yet, and what to do with it. */
export function MyTicket({ coupon, onGive }: Readonly<Props>) {
  const t = useTexts(couponTexts);
  const time = useTime(coupon);
  const { name, terms, state, from, orderId, isGiftable } = coupon;
  const isOpen = state === "available" && Date.parse(from) <= Date.now();
  return (
    <CouponTicket
      name={name}
      terms={terms}
      time={time}
      isOver={state !== "available" && state !== "held"}
      tags={<Mark coupon={coupon} t={t} />}
      action={
        <View className="coupon__actions">
          {isGiftable && (
            <Button isSmall label={`${t("give")} ${name}`} onTap={onGive}>
              {t("give")}
            </Button>
          )}
          {orderId !== null && (state === "held" || state === "redeemed") && (
            <Button isSmall onTap={() => go("order", { orderId })}>
              {t("seeOrder")}
            </Button>
          )}
          {isOpen && (
            <Button look="soft" isSmall label={`${t("use")} ${name}`} onTap={() => goUse(terms)}>
              {t("use")}
            </Button>
          )}
        </View>
      }
    />
  );
}
