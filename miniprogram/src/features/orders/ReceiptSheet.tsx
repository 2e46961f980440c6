import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { orderTexts } from "@/i18n/orders";
import { endOfId } from "@/lib/format";
import { platform } from "@/lib/platform";
import { Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Sheet } from "@/ui/Sheet";
import { Skeleton } from "@/ui/Skeleton";
import { useReceipt } from "./use-order";
import "./orders.css";

type Props = { orderId: string; isOpen: boolean; onClose: () => void };

/** The receipt as a printer takes it, to be read and kept. */
export function ReceiptSheet({ orderId, isOpen, onClose }: Readonly<Props>) {
  const t = useTexts(orderTexts);
  const receipt = useReceipt(orderId, isOpen);
  const lines = receipt.data?.lines ?? [];
  const handleSave = () => {
    const text = lines.map(({ label, value }) => `${label}\t${value}`).join("\n");
    void platform.saveText(t("receiptName", { id: endOfId(orderId) }), `${text}\n`);
  };
  return (
    <Sheet isOpen={isOpen} title={t("receipt")} onClose={onClose}>
      {receipt.isPending && <Skeleton heights={[420]} />}
      {receipt.error !== null && receipt.data === undefined && (
        <Failure error={receipt.error} onRetry={() => void receipt.refetch()} />
      )}
      {receipt.data !== undefined && (
        <>
          <View className="orders-receipt">
            {lines.map(({ label, value }, at) => (
              <View key={`${at}-${label}`} className="orders-receipt__row">
                <Text>{label}</Text>
                <Text>{value}</Text>
              </View>
            ))}
          </View>
          <Button isBlock onTap={handleSave}>
            {t("receiptSave")}
          </Button>
        </>
      )}
    </Sheet>
  );
}
