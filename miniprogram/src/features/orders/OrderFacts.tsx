import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { historyTexts, orderTexts } from "@/i18n/orders";
import { dayOf, endOfId, grouped, minuteOf, money } from "@/lib/format";
import { platform } from "@/lib/platform";
import { go } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { stepsOf, type Order } from "./order-state";
import { ReceiptSheet } from "./ReceiptSheet";
import { useEarning } from "./use-order";
import "./orders.css";

const canInvoice = (order: Order): boolean =>
  order.paymentState === "paid" && order.totalFen > order.refundedFen;

/** Points, invoice, receipt: what goes with an order. */
export function OrderPapers({ order }: Readonly<{ order: Order }>) {
  const t = useTexts(orderTexts);
  const words = useDateWords();
  const [isReceiptOpen, setReceiptOpen] = useState(false);
  const earning = useEarning(order.id, order.paymentState === "paid");
  const { invoice } = order;
  if (order.paymentState !== "paid") return null;
  return (
    <Card>
      {earning !== null && (
        <Cell
          title={t("earning", { points: grouped(earning.points) })}
          note={t("earningNote", { day: dayOf(earning.activatesOn, words) })}
          onTap={() => go("points")}
        />
      )}
      {(invoice !== null || canInvoice(order)) && (
        <Cell
          id="order-invoice"
          title={t("invoice")}
          note={invoice === null ? "" : t("invoiceAsked")}
          value={
            invoice === null
              ? t("invoiceAsk")
              : t(invoice.kind === "personal" ? "invoicePersonal" : "invoiceCompany", {
                  title: invoice.title,
                })
          }
          {...(canInvoice(order) ? { onTap: () => go("invoice", { orderId: order.id }) } : {})}
        />
      )}
      <Cell
        id="order-receipt"
        title={t("receipt")}
        note={t("receiptNote")}
        onTap={() => setReceiptOpen(true)}
      />
      {order.refundedFen > 0 && (
        <Cell
          title={t("refunded", { sum: money(order.refundedFen) })}
          note={
            order.refundPendingFen > 0
              ? t("refundedPending", { sum: money(order.refundPendingFen) })
              : ""
          }
        />
      )}
      <ReceiptSheet
        orderId={order.id}
        isOpen={isReceiptOpen}
        onClose={() => setReceiptOpen(false)}
      />
    </Card>
  );
}

/** Number, times, the note to the shop, and everything that happened. */
export function OrderFacts({ order }: Readonly<{ order: Order }>) {
  const t = useTexts(orderTexts);
  const steps = useTexts(historyTexts);
  const words = useDateWords();
  const [isOpen, setOpen] = useState(false);
  // The way at the top says as much until something else has happened.
  const hasMore = order.history.length > stepsOf(order).filter(({ at }) => at !== null).length;
  const handleCopy = () =>
    void platform.copy(order.id).then(
      () => toast(t("copied")),
      () => undefined,
    );
  return (
    <Card title={t("details")}>
      <Cell
        title={t("number")}
        note={t("numberNote")}
        value={
          <>
            <Text className="orders-id">{endOfId(order.id)}</Text> {t("copy")}
          </>
        }
        onTap={handleCopy}
      />
      <Cell title={t("orderedAt")} value={minuteOf(order.createdAt, words)} />
      {order.paidAt !== null && <Cell title={t("paidAt")} value={minuteOf(order.paidAt, words)} />}
      {order.buyerNote !== null && <Cell title={t("note")} note={order.buyerNote} />}
      {isOpen && (
        <View>
          {order.history.map(({ axis, to, at }, index) => (
            <Cell
              key={`${axis}-${to}-${index}`}
              title={steps(`${axis} ${to}` as keyof typeof historyTexts)}
              value={minuteOf(at, words)}
            />
          ))}
        </View>
      )}
      {hasMore && (
        <Button isSmall isBlock onTap={() => setOpen(!isOpen)}>
          {t(isOpen ? "historyHide" : "historyShow")}
        </Button>
      )}
    </Card>
  );
}
