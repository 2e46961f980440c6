import type { Say } from "@/i18n";
import type { staffOrderTexts } from "@/i18n/staff-orders";
import type { Answer, Input } from "@/lib/api";
import type { Mood } from "@/ui/Tag";

/** A row of the staff's list of orders. */
export type OrderRow = Answer<"GET /v1/staff/orders">["items"][number];
/** An order as staff see it. */
export type StaffOrder = Answer<"GET /v1/staff/orders/:orderId">;
/** A parcel as staff see it. */
export type Parcel = Answer<"GET /v1/staff/shipments">["items"][number];

type States = Pick<OrderRow, "paymentState" | "fulfilmentState" | "afterSalesState">;
type Words = Say<typeof staffOrderTexts>;
type Query = NonNullable<Input<"GET /v1/staff/orders">["query"]>;

/** The lists that staff look at, each as the server is asked for it. */
export const orderFilters = {
  all: {},
  toShip: { paymentState: "paid", fulfilmentState: "unfulfilled,partly_shipped" },
  partly: { paymentState: "paid", fulfilmentState: "partly_shipped" },
  toPickUp: { paymentState: "paid", fulfilmentState: "awaiting_pickup" },
  afterSales: { afterSalesState: "requested" },
  shipped: { paymentState: "paid", fulfilmentState: "shipped" },
  received: { fulfilmentState: "received" },
  toPay: { paymentState: "awaiting_payment" },
  closed: { paymentState: "closed" },
} as const satisfies Record<string, Query>;

/** One of these lists. */
export type OrderFilter = keyof typeof orderFilters;

/** Whether a word of a link names such a list. */
export const isOrderFilter = (word: string | null): word is OrderFilter =>
  word !== null && word in orderFilters;

/** What an order's state is called, the most pressing first. */
export function stateTags(
  order: States,
  t: Words,
): readonly { readonly text: string; readonly mood: Mood }[] {
  const tags: { text: string; mood: Mood }[] = [];
  if (order.paymentState === "awaiting_payment")
    tags.push({ text: t("awaiting_payment"), mood: "warn" });
  if (order.paymentState === "closed") tags.push({ text: t("closedState"), mood: "quiet" });
  if (order.paymentState === "paid") tags.push(fulfilment(order, t));
  if (order.afterSalesState === "requested") tags.push({ text: t("requested"), mood: "bad" });
  if (order.afterSalesState === "partly_refunded")
    tags.push({ text: t("partly_refunded"), mood: "info" });
  if (order.afterSalesState === "refunded") tags.push({ text: t("refunded"), mood: "info" });
  return tags;
}

function fulfilment({ fulfilmentState }: States, t: Words): { text: string; mood: Mood } {
  const moods = {
    unfulfilled: "brand",
    partly_shipped: "brand",
    awaiting_pickup: "brand",
    shipped: "info",
    received: "good",
    cancelled: "quiet",
  } as const;
  return { text: t(fulfilmentState), mood: moods[fulfilmentState] };
}

/** What a line has that has neither been sent nor given back. */
export const unsentOf = (line: StaffOrder["lines"][number]): number =>
  Math.max(0, line.quantity - line.refundedQuantity - line.shippedQuantity);

/** Whether something of the order can be sent now. */
export const isShippable = (order: StaffOrder): boolean =>
  order.paymentState === "paid" &&
  order.delivery.kind === "express" &&
  (order.fulfilmentState === "unfulfilled" || order.fulfilmentState === "partly_shipped") &&
  order.lines.some((line) => unsentOf(line) > 0);
