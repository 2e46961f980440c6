import { View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { couponTexts } from "@/i18n/coupons";
import { go, goLogin } from "@/lib/routes";
import { toast } from "@/lib/say";
import { useMember } from "@/lib/session";
import { Empty, Failure } from "@/ui/Blank";
import { Skeleton } from "@/ui/Skeleton";
import { useEffect } from "react";
import { ClaimTicket } from "./ClaimTicket";
import { useClaim, useClaimables } from "./use-coupons";

/** The coupons there are to claim; one of them may come first, where a code on paper led to it. */
export function ClaimList({ first }: Readonly<{ first: string | null }>) {
  const t = useTexts(couponTexts);
  const isGuest = useMember() === null;
  const claimables = useClaimables();
  const { claim, isBusy, error, about, got } = useClaim();
  useEffect(() => {
    if (got !== null) toast(t("claimedNow"));
    // Said once a coupon, not once a language.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [got]);
  if (claimables.isPending) return <Skeleton heights={[208, 208, 208]} />;
  if (claimables.data === undefined)
    return <Failure error={claimables.error} onRetry={() => void claimables.refetch()} />;
  const { items } = claimables.data;
  if (items.length === 0)
    return (
      <Empty
        mark="ticket"
        text={t("emptyCentre")}
        note={t("emptyCentreNote")}
        next={{ text: t("look"), onTap: () => go("home") }}
      />
    );
  const sorted = [
    ...items.filter(({ templateId }) => templateId === first),
    ...items.filter(({ templateId }) => templateId !== first),
  ];
  return (
    <View className="coupon-grid">
      {sorted.map((coupon) => (
        <ClaimTicket
          key={coupon.templateId}
          coupon={coupon}
          isGuest={isGuest}
          isBusy={isBusy && about === coupon.templateId}
          error={about === coupon.templateId ? error : null}
          onClaim={() => {
            if (isGuest) goLogin();
            else if (!isBusy) claim({ templateId: coupon.templateId });
          }}
        />
      ))}
    </View>
  );
}
