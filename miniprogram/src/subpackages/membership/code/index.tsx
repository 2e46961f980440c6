import { useRouter } from "@tarojs/taro";
import { CodeEntry } from "@/features/coupons/CodeEntry";
import { given } from "@/lib/routes";
import { Screen } from "@/ui/Screen";

/** Swapping a promo code for a coupon. */
export default function CodePage() {
  const { params } = useRouter();
  return (
    <Screen>
      <CodeEntry code={given(params, "code")} />
    </Screen>
  );
}
