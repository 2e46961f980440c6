import { View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { couponTexts } from "@/i18n/coupons";
import { go } from "@/lib/routes";
import { Empty } from "@/ui/Blank";
import { List } from "@/ui/List";
import { MyTicket } from "./MyTicket";
import { useMyCoupons, type Coupon, type CouponPart } from "./use-coupons";

type Props = { part: CouponPart; onGive: (coupon: Coupon) => void };

const emptyTexts = {
  usable: "emptyUsable",
  used: "emptyUsed",
  expired: "emptyExpired",
  given: "emptyGiven",
} as const;

/** One part of one's own coupons. */
export function MyCoupons({ part, onGive }: Readonly<Props>) {
  const t = useTexts(couponTexts);
  const { list, beside } = useMyCoupons(part);
  const items = [...beside, ...list.items];
  return (
    <List
      list={{ ...list, items }}
      keyOf={(coupon) => coupon.couponId}
      render={(coupon) => <MyTicket coupon={coupon} onGive={() => onGive(coupon)} />}
      className="coupon-grid"
      skeleton={[208, 208, 208]}
      empty={
        <View>
          <Empty
            mark="ticket"
            text={t(emptyTexts[part])}
            {...(part === "given" ? { note: t("emptyGivenNote") } : {})}
            {...(part === "usable"
              ? { next: { text: t("toCentre"), onTap: () => go("claims") } }
              : {})}
          />
        </View>
      }
    />
  );
}
