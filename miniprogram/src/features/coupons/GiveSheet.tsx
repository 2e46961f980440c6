import { Text, View } from "@tarojs/components";
import { useEffect } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { couponTexts } from "@/i18n/coupons";
import { uiTexts } from "@/i18n/ui";
import { dayOf } from "@/lib/format";
import { platform } from "@/lib/platform";
import { sentenceOf } from "@/lib/query";
import { pathOf } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { ShareButton } from "@/ui/ShareButton";
import { Sheet } from "@/ui/Sheet";
import { Skeleton } from "@/ui/Skeleton";
import { useGift, type Coupon } from "./use-coupons";
import { lastDay } from "./words";

/** A gift that can be sent: what WeChat puts on the card. */
export type Gift = { readonly title: string; readonly path: string };

type Props = {
  /** The coupon to give; null while none is. */
  coupon: Coupon | null;
  /** The gift is ready to be shared by the page, or no longer. */
  onReady: (gift: Gift | null) => void;
  onClose: () => void;
};

/** Gives a coupon to a friend: a share card in WeChat, a link elsewhere. */
export function GiveSheet({ coupon, onReady, onClose }: Readonly<Props>) {
  const t = useTexts(couponTexts);
  return (
    <Sheet isOpen={coupon !== null} title={t("giveTitle")} onClose={onClose}>
      {coupon !== null && <Way key={coupon.couponId} coupon={coupon} onReady={onReady} />}
    </Sheet>
  );
}

function Way({ coupon, onReady }: Readonly<{ coupon: Coupon; onReady: Props["onReady"] }>) {
  const t = useTexts(couponTexts);
  const u = useTexts(uiTexts);
  const words = useDateWords();
  const gift = useGift();
  const { couponId, name } = coupon;
  const ask = (): void =>
    gift.mutate(
      { params: { couponId } },
      {
        onSuccess: ({ token }) =>
          onReady({ title: t("shareTitle", { name }), path: pathOf("gift", { token }) }),
      },
    );
  useEffect(() => {
    ask();
    return () => onReady(null);
    // Once for each coupon that is given.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [couponId]);
  if (gift.error !== null)
    return (
      <View className="nd-stack">
        <Notice mood="bad">{sentenceOf(gift.error, u("away"))}</Notice>
        <Button look="soft" isBlock onTap={ask}>
          {u("retry")}
        </Button>
      </View>
    );
  if (gift.data === undefined) return <Skeleton heights={[80, 88]} />;
  const link = platform.linkTo(pathOf("gift", { token: gift.data.token }));
  return (
    <View className="nd-stack">
      <Text className="nd-strong">{name}</Text>
      <Text className="nd-second">
        {t("giveNote", { day: dayOf(lastDay(gift.data.until), words) })}
      </Text>
      {link === null ? (
        <ShareButton>{t("giveShare")}</ShareButton>
      ) : (
        <>
          <Text className="coupon-link" selectable userSelect>
            {link}
          </Text>
          <Button
            look="main"
            isBlock
            onTap={() => void platform.copy(link).then(() => toast(t("copied")))}
          >
            {t("giveCopy")}
          </Button>
        </>
      )}
    </View>
  );
}
