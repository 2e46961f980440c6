import { View } from "@tarojs/components";
import { useTexts, type Say } from "@/i18n";
import { couponTexts } from "@/i18n/coupons";
import { uiTexts } from "@/i18n/ui";
import { sentenceOf } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { Tag } from "@/ui/Tag";
import { CouponTicket } from "./CouponTicket";
import type { Claimable } from "./use-coupons";
import { goUse } from "./use-it";
import { useValidityWords } from "./words";

type Props = {
  coupon: Claimable;
  /** Absent for guests: they log in first. */
  onClaim: () => void;
  isGuest: boolean;
  isBusy: boolean;
  error: Error | null;
};

/** Why a coupon cannot be claimed, in two words; the server's sentence stands below. */
function markOf(t: Say<typeof couponTexts>, { standing, terms }: Claimable): string {
  if (standing === "sold_out") return t("soldOut");
  if (standing === "tomorrow") return t("tomorrow");
  return t(terms.audience?.isFirstOrder === true ? "onlyFirst" : "notYourTier");
}

/** A coupon to be claimed in its place: how many are left, how many one has, and why not where one may not. */
export function ClaimTicket({ coupon, onClaim, isGuest, isBusy, error }: Readonly<Props>) {
  const t = useTexts(couponTexts);
  const u = useTexts(uiTexts);
  const validity = useValidityWords();
  const { name, terms, standing, left, mine, perMember, reason } = coupon;
  const isOver = standing === "sold_out" || standing === "not_for_you";
  const facts = [
    validity(coupon.validity),
    ...(left === null || standing === "sold_out" ? [] : [t("left", { n: left })]),
    ...(mine > 0 ? [t("claimedOf", { mine, n: perMember })] : []),
  ];
  return (
    <View className="coupon-item">
      <CouponTicket
        name={name}
        terms={terms}
        time={facts.join(" · ")}
        isOver={isOver}
        tags={
          standing === "claimed" ? (
            <Tag text={t("claimed")} mood="good" />
          ) : standing === "claimable" ? null : (
            <Tag text={markOf(t, coupon)} />
          )
        }
        action={
          standing === "claimable" ? (
            <Button
              look="main"
              isSmall
              isBusy={isBusy}
              label={`${isGuest ? t("logInToClaim") : t("claim")} ${name}`}
              onTap={onClaim}
            >
              {isGuest ? t("logInToClaim") : t("claim")}
            </Button>
          ) : standing === "claimed" ? (
            <Button look="soft" isSmall onTap={() => goUse(terms)}>
              {t("use")}
            </Button>
          ) : null
        }
      />
      {standing !== "claimed" && reason !== null && (
        <View className="coupon__second">{reason}</View>
      )}
      {error !== null && <Notice mood="bad">{sentenceOf(error, u("away"))}</Notice>}
    </View>
  );
}
