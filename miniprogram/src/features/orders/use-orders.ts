import { useApi, useApiList, useFreshOnShow, type Listing } from "@/lib/query";
import { useMember } from "@/lib/session";
import type { Endpoint, Input } from "@/lib/api";
import type { OrderRow } from "./order-state";

/** The tabs of the list of orders. */
export const orderTabs = ["all", "pay", "ship", "receive", "after"] as const;
/** One of them. */
export type OrderTab = (typeof orderTabs)[number];

/** Everything that the list of orders reads. */
export const orderCalls: readonly Endpoint[] = ["GET /v1/orders", "GET /v1/orders/counts"];

type Query = NonNullable<Input<"GET /v1/orders">["query"]>;

/** Each tab as the server is asked for it. */
const questions: Readonly<Record<OrderTab, Query>> = {
  all: {},
  pay: { paymentState: "awaiting_payment" },
  ship: { paymentState: "paid", fulfilmentState: "unfulfilled" },
  receive: { paymentState: "paid", fulfilmentState: "partly_shipped,shipped,awaiting_pickup" },
  after: { afterSalesState: "requested,partly_refunded,refunded" },
};

/** The shopper's orders of a tab, newest first. */
export function useOrders(tab: OrderTab): Listing<OrderRow> {
  const isMember = useMember() !== null;
  useFreshOnShow(orderCalls);
  return useApiList("GET /v1/orders", { query: questions[tab] }, { isOn: isMember });
}

/** Reads how many orders wait behind each tab; nothing is asked for a guest. */
export function useOrderCounts(): Readonly<Partial<Record<OrderTab, number>>> {
  const isMember = useMember() !== null;
  const counts = useApi("GET /v1/orders/counts", {}, { isOn: isMember }).data;
  if (counts === undefined) return {};
  return { pay: counts.toPay, ship: counts.toShip, receive: counts.toReceive };
}
