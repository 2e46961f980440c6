import type { Answer } from "@/lib/api";
import { useApi } from "@/lib/query";
import { useMember } from "@/lib/session";

/** Who the shopper is to the shop. */
export type Me = Answer<"GET /v1/me">;

/** Reads who the shopper is; nothing is asked for a guest. */
export function useMe() {
  const isMember = useMember() !== null;
  return useApi("GET /v1/me", {}, { isOn: isMember });
}

/** Reads the shop's card; the same for everybody. */
export const useShop = () => useApi("GET /v1/shop", {}, { isKept: true });

type Order = Answer<"GET /v1/orders">["items"][number];

/** What orders wait for, as the list of orders sorts them. */
export const orderStates = ["pay", "ship", "receive", "after"] as const;
/** One of these. */
export type OrderState = (typeof orderStates)[number];

function waitsFor(order: Order, state: OrderState): boolean {
  switch (state) {
    case "pay":
      return order.paymentState === "awaiting_payment";
    case "ship":
      return order.paymentState === "paid" && order.fulfilmentState === "unfulfilled";
    case "receive":
      return ["shipped", "partly_shipped", "awaiting_pickup"].includes(order.fulfilmentState);
    case "after":
      return order.afterSalesState === "requested";
  }
}

/** Counts what waits among the fifty newest orders; null for guests and while it is unknown. */
export function useOrderCounts(): Readonly<Record<OrderState, number>> | null {
  const isMember = useMember() !== null;
  const orders = useApi("GET /v1/orders", { query: { limit: 50 } }, { isOn: isMember });
  if (orders.data === undefined) return null;
  const { items } = orders.data;
  const count = (state: OrderState) => items.filter((order) => waitsFor(order, state)).length;
  return {
    pay: count("pay"),
    ship: count("ship"),
    receive: count("receive"),
    after: count("after"),
  };
}
