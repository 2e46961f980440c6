import { useRouter } from "@tarojs/taro";
import { InvoiceForm } from "@/features/orders/InvoiceForm";
import { useOrder } from "@/features/orders/use-order";
import { useTexts } from "@/i18n";
import { invoiceTexts, orderTexts } from "@/i18n/orders";
import { goOn, pathOf } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Empty, Failure } from "@/ui/Blank";
import { Screen } from "@/ui/Screen";
import { Skeleton } from "@/ui/Skeleton";

/** Asking for the invoice of an order (query `orderId`). */
export default function InvoicePage() {
  const t = useTexts(invoiceTexts);
  const words = useTexts(orderTexts);
  const orderId = useRouter().params["orderId"] ?? "";
  const order = useOrder(orderId);
  const handleBack = () => goOn(pathOf("order", { orderId }));
  const handleDone = () => {
    toast(t("asked"));
    handleBack();
  };
  if (order.isPending)
    return (
      <Screen>
        <Skeleton heights={[140, 520]} />
      </Screen>
    );
  if (order.data === undefined)
    return (
      <Screen>
        <Failure error={order.error} onRetry={() => void order.refetch()} />
      </Screen>
    );
  if (order.data.totalFen <= order.data.refundedFen)
    return (
      <Screen>
        <Empty
          mark="paper"
          text={t("nothing")}
          next={{ text: words("details"), onTap: handleBack }}
        />
      </Screen>
    );
  return <InvoiceForm order={order.data} onDone={handleDone} />;
}
