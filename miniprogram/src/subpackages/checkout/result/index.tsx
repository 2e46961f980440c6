import { View } from "@tarojs/components";
import { useRouter } from "@tarojs/taro";
import { useState } from "react";
import { Earned } from "@/features/checkout/Earned";
import { ResultCard } from "@/features/checkout/ResultCard";
import { usePay } from "@/features/checkout/usePay";
import { useResult } from "@/features/checkout/use-result";
import { TierCard } from "@/features/tiers/TierCard";
import { useTexts } from "@/i18n";
import { resultTexts } from "@/i18n/checkout";
import { money } from "@/lib/format";
import { platform } from "@/lib/platform";
import { go, replaceBy } from "@/lib/routes";
import { Empty, Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";

/** Where one lands from the cashier: what the server knows of the payment, and what it brought. */
export default function PayResultPage() {
  const t = useTexts(resultTexts);
  const { orderId = "", said } = useRouter().params;
  const [cashierSaid] = useState(() => platform.cashierSaid());
  const outcome = said ?? cashierSaid;
  const result = useResult(orderId, outcome === "cancelled" || outcome === "failed");
  const pay = usePay();
  const { verdict, payment } = result;
  if (orderId === "")
    return (
      <Screen>
        <Empty mark="paper" text={t("noOrder")} next={{ text: t("on"), onTap: () => go("home") }} />
      </Screen>
    );
  if (payment === undefined && result.error !== null)
    return (
      <Screen>
        <Failure error={result.error} onRetry={result.askAgain} />
      </Screen>
    );
  return (
    <Screen>
      <ResultCard {...result} />
      {pay.sentence !== null && <Notice mood="bad">{pay.sentence}</Notice>}
      {verdict === "unpaid" && payment !== undefined && (
        <>
          <Button
            look="main"
            isBlock
            isBusy={pay.isBusy}
            onTap={() => void pay.pay(orderId, "replace")}
          >
            {t("payOn", { price: money(payment.amountFen) })}
          </Button>
          <Button isBlock onTap={result.askAgain}>
            {t("askAgain")}
          </Button>
        </>
      )}
      {verdict === "paid" && (
        <>
          <Earned orderId={orderId} />
          <TierCard onTap={() => go("tier")} />
        </>
      )}
      <View className="pay-result__acts">
        <Button onTap={() => replaceBy("order", { orderId })}>{t("order")}</Button>
        <Button look={verdict === "paid" ? "main" : "plain"} onTap={() => go("home")}>
          {t("on")}
        </Button>
      </View>
    </Screen>
  );
}
