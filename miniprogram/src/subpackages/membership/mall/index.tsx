import { useRouter, useShareAppMessage } from "@tarojs/taro";
import { beginCheckout } from "@/features/checkout/draft";
import { Mall } from "@/features/points/Mall";
import { useTexts } from "@/i18n";
import { pointsTexts } from "@/i18n/points";
import { newId } from "@/lib/ids";
import { useFreshOnShow } from "@/lib/query";
import { given, go, pathOf } from "@/lib/routes";
import { Screen } from "@/ui/Screen";

/** What points are swapped for. */
export default function MallPage() {
  const t = useTexts(pointsTexts);
  const { params } = useRouter();
  useFreshOnShow(["GET /v1/points-mall"]);
  useShareAppMessage(() => ({ title: t("mall"), path: pathOf("mall") }));
  return (
    <Screen>
      <Mall
        first={given(params, "id")}
        onOrder={(item) => {
          beginCheckout([{ lineId: newId("lin"), quantity: 1, ...item }]);
          go("checkout");
        }}
      />
    </Screen>
  );
}
