import type { Answer } from "@/lib/api";
import type { Mood } from "@/ui/Tag";

/** An order as its owner reads it. */
export type Order = Answer<"GET /v1/orders/:orderId">;
/** A row of the list of orders. */
export type OrderRow = Answer<"GET /v1/orders">["items"][number];

/** Where an order stands, in one word. */
export type OrderState =
  "toPay" | "closed" | "toShip" | "partlyShipped" | "onWay" | "toPick" | "done" | "cancelled";

const paidStates = {
  unfulfilled: "toShip",
  partly_shipped: "partlyShipped",
  shipped: "onWay",
  awaiting_pickup: "toPick",
  received: "done",
  cancelled: "cancelled",
} as const;

/** Money first, then goods: the one word for both. */
export function stateOf(order: Pick<OrderRow, "paymentState" | "fulfilmentState">): OrderState {
  if (order.paymentState === "awaiting_payment") return "toPay";
  return order.paymentState === "closed" ? "closed" : paidStates[order.fulfilmentState];
}

/** How a state feels. */
export const moodOf: Readonly<Record<OrderState, Mood>> = {
  toPay: "brand",
  closed: "quiet",
  toShip: "info",
  partlyShipped: "info",
  onWay: "info",
  toPick: "brand",
  done: "good",
  cancelled: "quiet",
};

/** The word for what came back, beside the state; null when nothing did. */
export const afterSalesKey = {
  none: null,
  requested: "afterAsked",
  partly_refunded: "afterPartly",
  refunded: "afterRefunded",
} as const;

/** Whether something of it can still be asked back. */
export const isRefundable = (order: Order): boolean =>
  order.paymentState === "paid" &&
  order.afterSalesState !== "requested" &&
  order.afterSalesState !== "refunded" &&
  order.lines.some((line) => !line.isGift && line.refundedQuantity < line.quantity);

/** One mark of the progress line: what, when it happened, whether it did. */
export type Step = {
  readonly key:
    | "stepOrdered"
    | "stepPaid"
    | "stepShipped"
    | "stepReady"
    | "stepReceived"
    | "stepPicked"
    | "stepClosed"
    | "stepCancelled";
  readonly at: string | null;
};

/** The way of an order, from ordering to the hand that holds it. */
export function stepsOf(order: Order): readonly Step[] {
  const reached = (to: string): string | null =>
    order.history.find((step) => step.axis === "fulfilment" && step.to === to)?.at ?? null;
  const ordered: Step = { key: "stepOrdered", at: order.createdAt };
  if (order.paymentState === "closed") return [ordered, { key: "stepClosed", at: order.closedAt }];
  const paid: Step = { key: "stepPaid", at: order.paidAt };
  if (order.fulfilmentState === "cancelled")
    return [ordered, paid, { key: "stepCancelled", at: reached("cancelled") }];
  if (order.delivery.kind === "pickup")
    return [
      ordered,
      paid,
      { key: "stepReady", at: reached("awaiting_pickup") },
      { key: "stepPicked", at: order.receivedAt },
    ];
  return [
    ordered,
    paid,
    { key: "stepShipped", at: reached("shipped") ?? reached("partly_shipped") },
    { key: "stepReceived", at: order.receivedAt },
  ];
}
