import { useRouter } from "@tarojs/taro";
import { RefundForm } from "@/features/refunds/RefundForm";
import { leftOf, useRefundOrder } from "@/features/refunds/use-refund";
import { useTexts } from "@/i18n";
import { refundTexts } from "@/i18n/refunds";
import { goOn, pathOf } from "@/lib/routes";
import { Empty, Failure } from "@/ui/Blank";
import { Screen } from "@/ui/Screen";
import { Skeleton } from "@/ui/Skeleton";

/** Asking for money back, with every consequence before it is sent (query `orderId`). */
export default function RefundPage() {
  const t = useTexts(refundTexts);
  const orderId = useRouter().params["orderId"] ?? "";
  const { order, points } = useRefundOrder(orderId);
  const handleDone = () => goOn(pathOf("order", { orderId }));
  if (order.isPending)
    return (
      <Screen>
        <Skeleton heights={[420, 260, 480]} />
      </Screen>
    );
  if (order.data === undefined)
    return (
      <Screen>
        <Failure error={order.error} onRetry={() => void order.refetch()} />
      </Screen>
    );
  const isOpen = order.data.afterSalesState === "requested";
  if (isOpen || !order.data.lines.some((line) => leftOf(line) > 0))
    return (
      <Screen>
        <Empty
          mark="paper"
          text={t(isOpen ? "open" : "nothing")}
          next={{ text: t("toOrder"), onTap: handleDone }}
        />
      </Screen>
    );
  return <RefundForm order={order.data} points={points} onDone={handleDone} />;
}
