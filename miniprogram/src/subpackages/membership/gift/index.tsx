import { useRouter } from "@tarojs/taro";
import { GiftTake } from "@/features/coupons/GiftTake";
import { given } from "@/lib/routes";
import { Screen } from "@/ui/Screen";

/** A coupon that a friend gives. */
export default function GiftPage() {
  const { params } = useRouter();
  return (
    <Screen>
      <GiftTake token={given(params, "token")} />
    </Screen>
  );
}
