import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { endOfId, minuteOf, money } from "@/lib/format";
import { platform } from "@/lib/platform";
import { useFreshOnShow } from "@/lib/query";
import { go } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Notice } from "@/ui/Notice";
import { Picture } from "@/ui/Picture";
import { Tag } from "@/ui/Tag";
import { Tap } from "@/ui/Tap";
import { useStaff } from "../use-staff";
import { AddressCard } from "./AddressCard";
import { BuyerCell } from "./BuyerCell";
import { NotesCard } from "./NotesCard";
import { OrderRefunds } from "./OrderRefunds";
import { isShippable, type StaffOrder } from "./order-states";
import { ParcelsCard } from "./ParcelsCard";
import { PriceCard } from "./PriceCard";
import { ReceiptSheet } from "./ReceiptSheet";
import { ShipSheet } from "./ShipSheet";
import { StateTags } from "./OrderDesk";

/** Everything about one order, and what can be done about it now. */
export function OrderDetail({ order }: Readonly<{ order: StaffOrder }>) {
  const t = useTexts(staffOrderTexts);
  const { can } = useStaff();
  const [isShipping, setShipping] = useState(false);
  const [isReceipt, setReceipt] = useState(false);
  useFreshOnShow(["GET /v1/staff/orders/:orderId", "GET /v1/staff/refunds"]);
  const canShip = can("orders.ship") && isShippable(order);
  const isPickup = order.delivery.kind === "pickup" && order.fulfilmentState === "awaiting_pickup";
  const canRefund =
    can("refunds.decide") &&
    order.paymentState === "paid" &&
    order.afterSalesState !== "refunded" &&
    order.afterSalesState !== "requested";

  return (
    <View className="nd-stack">
      <Head order={order} />
      {order.afterSalesState === "requested" && <Notice mood="warn">{t("refundWaits")}</Notice>}
      <View className="nd-row nd-row--wrap">
        {canShip && (
          <Button look="main" id="order-ship" onTap={() => setShipping(true)}>
            {t("ship")}
          </Button>
        )}
        {isPickup && can("orders.pickup") && (
          <Button look="main" onTap={() => go("pickup")}>
            {t("goPickup")}
          </Button>
        )}
        {canRefund && (
          <Button id="order-refund" onTap={() => go("staffRefund", { orderId: order.id })}>
            {t("refund")}
          </Button>
        )}
        {order.paidAt !== null && (
          <Button id="order-receipt" onTap={() => setReceipt(true)}>
            {t("receipt")}
          </Button>
        )}
      </View>
      <View className="staff-columns">
        <View className="nd-stack">
          <LinesCard order={order} />
          <PriceCard order={order} />
          <ParcelsCard order={order} />
          {can("refunds.read") && <OrderRefunds orderId={order.id} />}
        </View>
        <View className="nd-stack">
          <AddressCard order={order} />
          <NotesCard order={order} />
          <HistoryCard order={order} />
        </View>
      </View>
      <ShipSheet order={order} isOpen={isShipping} onClose={() => setShipping(false)} />
      <ReceiptSheet order={order} isOpen={isReceipt} onClose={() => setReceipt(false)} />
    </View>
  );
}

function Head({ order }: Readonly<{ order: StaffOrder }>) {
  const t = useTexts(staffOrderTexts);
  const words = useDateWords();
  const handleCopy = () => void platform.copy(order.id).then(() => toast(t("copied")));
  return (
    <Card>
      <View className="nd-row nd-row--between nd-row--top">
        <View className="nd-grow staff-words">
          <StateTags order={order} />
          <Tap className="nd-second" onTap={handleCopy}>
            {t("number")} {endOfId(order.id)} · {t("copy")}
          </Tap>
          <View className="nd-note">
            {t("createdAt")} {minuteOf(order.createdAt, words)}
            {order.paidAt !== null && ` · ${t("paidAt")} ${minuteOf(order.paidAt, words)}`}
          </View>
        </View>
        <View className="staff-sum">
          <Text className="nd-note">{t(order.paidAt === null ? "amountDue" : "sum")}</Text>
          <Text className="nd-page-title">{money(order.totalFen)}</Text>
        </View>
      </View>
      <BuyerCell memberId={order.memberId} />
      {order.buyerNote !== null && (
        <Notice mood="warn">
          {t("buyerNote")}: {order.buyerNote}
        </Notice>
      )}
    </Card>
  );
}

function LinesCard({ order }: Readonly<{ order: StaffOrder }>) {
  const t = useTexts(staffOrderTexts);
  return (
    <Card title={t("lines")}>
      {order.lines.map((line) => (
        <View key={line.lineId} className="nd-cell">
          <Picture url={line.pictureUrl} alt="" size={112} />
          <View className="nd-grow">
            <View className="nd-clip">{line.title}</View>
            <Text className="nd-note">{line.optionsText}</Text>
            <View className="nd-row nd-row--wrap">
              {line.isGift && <Tag text={t("gift")} mood="brand" />}
              {line.mallItemId !== null && <Tag text={t("mall")} mood="info" />}
              {line.shippedQuantity > 0 && (
                <Tag text={t("shippedCount", { count: line.shippedQuantity })} mood="info" />
              )}
              {line.refundedQuantity > 0 && (
                <Tag text={t("refundedCount", { count: line.refundedQuantity })} mood="warn" />
              )}
            </View>
          </View>
          <View className="staff-sum">
            <Text>{money(line.payableFen)}</Text>
            <Text className="nd-note">× {line.quantity}</Text>
          </View>
        </View>
      ))}
    </Card>
  );
}

function HistoryCard({ order }: Readonly<{ order: StaffOrder }>) {
  const t = useTexts(staffOrderTexts);
  const words = useDateWords();
  const trade = (["shippingRemindedAt", "receiptConfirmedAt", "moneyReleasedAt"] as const).flatMap(
    (key) => {
      const at = order.wechatTrade[key];
      return at === null ? [] : [{ text: t(key), at }];
    },
  );
  const named = order.history.flatMap(({ to, at }) => {
    const key = to === "closed" ? "closedState" : to;
    return key in staffOrderTexts && key !== "none"
      ? [{ text: t(key as keyof typeof staffOrderTexts), at }]
      : [];
  });
  const steps = [...named, ...trade];
  steps.sort((one, other) => one.at.localeCompare(other.at));
  return (
    <Card title={t("history")}>
      {steps.map(({ text, at }, index) => (
        <Cell key={`${index}-${at}`} title={text} value={minuteOf(at, words)} />
      ))}
      {order.invoice !== null && (
        <Cell title={t("invoice")} note={t(order.invoice.kind)} value={order.invoice.title} />
      )}
    </Card>
  );
}
