import { View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { orderTexts } from "@/i18n/orders";
import { money } from "@/lib/format";
import { go } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Confirm";
import { isRefundable, stateOf, type Order } from "./order-state";
import { useBuyAgain, useCancel, useConfirmReceipt, type Again } from "./use-order";
import "./orders.css";

type Props = {
  order: Order;
  /** Opens the cashier. */
  onPay: () => void;
  isPaying: boolean;
  /** What buying again came to, and what a cancelled order turned out to be, for the page to show. */
  onAgain: (again: Again) => void;
  onPaidMeanwhile: () => void;
};

/** What can be done with an order now, the likeliest at the right. */
export function OrderBar({ order, onPay, isPaying, onAgain, onPaidMeanwhile }: Readonly<Props>) {
  const t = useTexts(orderTexts);
  const state = stateOf(order);
  const cancel = useCancel();
  const confirm = useConfirmReceipt();
  const again = useBuyAgain(t("away"));
  const [asking, setAsking] = useState<"cancel" | "confirm" | null>(null);
  const params = { orderId: order.id };

  const handleCancel = () =>
    cancel.mutate(
      { params },
      {
        onSuccess: ({ outcome }) => {
          setAsking(null);
          if (outcome === "paid") onPaidMeanwhile();
          else toast(t("cancelDone"));
        },
      },
    );
  const handleConfirm = () =>
    confirm.mutate(
      { params },
      {
        onSuccess: () => {
          setAsking(null);
          toast(t("confirmed"));
        },
      },
    );
  const handleAgain = async () => {
    const result = await again.buyAgain(order);
    onAgain(result);
    if (result.missing.length === 0) {
      toast(t("againDone"));
      go("cart");
    }
  };
  const hasGoods = order.lines.some((line) => !line.isGift && line.mallItemId === null);
  return (
    <View className="orders-bar">
      {state === "toPay" && (
        <>
          <Button id="order-cancel" onTap={() => setAsking("cancel")}>
            {t("cancel")}
          </Button>
          <Button id="order-pay" look="main" isBusy={isPaying} onTap={onPay}>
            {t("pay", { sum: money(order.totalFen) })}
          </Button>
        </>
      )}
      {isRefundable(order) && (
        <Button id="order-refund" onTap={() => go("refund", params)}>
          {t("refund")}
        </Button>
      )}
      {state !== "toPay" && hasGoods && (
        <Button
          id="order-again"
          look={state === "onWay" ? "plain" : "main"}
          isBusy={again.isBusy}
          onTap={() => void handleAgain()}
        >
          {t("again")}
        </Button>
      )}
      {state === "onWay" && (
        <Button id="order-received" look="main" onTap={() => setAsking("confirm")}>
          {t("confirm")}
        </Button>
      )}
      <Confirm
        isOpen={asking === "cancel"}
        title={t("cancelTitle")}
        text={t("cancelText")}
        action={t("cancel")}
        isDanger
        isBusy={cancel.isPending}
        error={cancel.error}
        onConfirm={handleCancel}
        onClose={() => setAsking(null)}
      />
      <Confirm
        isOpen={asking === "confirm"}
        title={t("confirmTitle")}
        text={t("confirmText")}
        action={t("confirm")}
        isBusy={confirm.isPending}
        error={confirm.error}
        onConfirm={handleConfirm}
        onClose={() => setAsking(null)}
      />
    </View>
  );
}
