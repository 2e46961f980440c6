import { useRouter } from "@tarojs/taro";
import { View } from "@tarojs/components";
import { useState } from "react";
import { usePay } from "@/features/checkout/usePay";
import { PrivacyGate } from "@/features/account/PrivacyGate";
import { AddressCard } from "@/features/orders/AddressCard";
import { OrderBar } from "@/features/orders/OrderBar";
import { OrderFacts, OrderPapers } from "@/features/orders/OrderFacts";
import { OrderLines } from "@/features/orders/OrderLines";
import { OrderStateCard } from "@/features/orders/OrderState";
import { Parcels } from "@/features/orders/Parcels";
import { PickupCard } from "@/features/orders/PickupCard";
import { useOrder, type Again } from "@/features/orders/use-order";
import { PriceTrace } from "@/features/price/PriceTrace";
import { RefundList } from "@/features/refunds/RefundList";
import { useTexts } from "@/i18n";
import { orderTexts } from "@/i18n/orders";
import { usePullToRefresh } from "@/lib/pull";
import { go, goLogin } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { Empty, Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";
import { Skeleton } from "@/ui/Skeleton";

/** One order: where it stands, what is in it, what it cost and why, and all that can be done with it (query `orderId`). */
export default function OrderPage() {
  const t = useTexts(orderTexts);
  const orderId = useRouter().params["orderId"] ?? "";
  const isMember = useMember() !== null;
  const order = useOrder(orderId, { isOn: isMember });
  const { pay, isBusy, sentence } = usePay();
  const [again, setAgain] = useState<Again | null>(null);
  const [isPaidMeanwhile, setPaidMeanwhile] = useState(false);
  usePullToRefresh(["GET /v1/orders/:orderId", "GET /v1/orders/:orderId/refunds"]);

  if (!isMember)
    return (
      <Screen>
        <Empty mark="paper" text={t("logInFirst")} next={{ text: t("logIn"), onTap: goLogin }} />
      </Screen>
    );
  if (order.isPending)
    return (
      <Screen>
        <Skeleton heights={[260, 200, 360, 240]} />
      </Screen>
    );
  if (order.data === undefined)
    return (
      <Screen>
        <Failure error={order.error} onRetry={() => void order.refetch()} />
      </Screen>
    );
  const { data } = order;
  const bar = (
    <OrderBar
      order={data}
      isPaying={isBusy}
      onPay={() => void pay(data.id)}
      onAgain={setAgain}
      onPaidMeanwhile={() => setPaidMeanwhile(true)}
    />
  );
  return (
    <Screen bar={bar}>
      {sentence !== null && <Notice mood="bad">{sentence}</Notice>}
      {isPaidMeanwhile && <Notice mood="warn">{t("cancelPaid")}</Notice>}
      {again !== null && again.missing.length > 0 && <AgainNotice again={again} />}
      <View className="nd-halves nd-halves--first">
        <View className="nd-halves__part">
          <OrderStateCard order={data} />
          <RefundList order={data} />
          <PickupCard order={data} />
          <Parcels order={data} />
          <OrderLines order={data} />
        </View>
        <View className="nd-halves__part">
          <AddressCard order={data} />
          <Card title={t("price")}>
            <PriceTrace
              lines={data.lines}
              trace={data.trace}
              totalFen={data.totalFen}
              points={data.points}
              isPaid={data.paymentState === "paid"}
            />
          </Card>
          <OrderPapers order={data} />
          <OrderFacts order={data} />
        </View>
      </View>
      <PrivacyGate />
    </Screen>
  );
}

function AgainNotice({ again }: Readonly<{ again: Again }>) {
  const t = useTexts(orderTexts);
  return (
    <Notice mood="warn">
      <View>{t(again.added === 0 ? "againNone" : "againSome")}</View>
      {again.missing.map(({ title, reason }) => (
        <View key={title}>{`${title}：${reason}`}</View>
      ))}
      {again.added > 0 && (
        <Button isSmall onTap={() => go("cart")}>
          {t("toCart")}
        </Button>
      )}
    </Notice>
  );
}
