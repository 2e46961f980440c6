import { useApiList, useFreshOnShow, type Listing } from "@/lib/query";
import { useMember } from "@/lib/session";
import type { Input } from "@/lib/api";
import type { OrderRow } from "./order-state";

/** The tabs of the list of orders. */
export const orderTabs = ["all", "pay", "ship", "receive", "after"] as const;
/** One of them. */
export type OrderTab = (typeof orderTabs)[number];

type Query = NonNullable<Input<"GET /v1/orders">["query"]>;

/** Each tab as up to three questions: the server sorts by one state at a time. */
const questions: Readonly<Record<OrderTab, readonly Query[]>> = {
  all: [{}],
  pay: [{ paymentState: "awaiting_payment" }],
  ship: [{ paymentState: "paid", fulfilmentState: "unfulfilled" }],
  receive: [
    { fulfilmentState: "shipped" },
    { fulfilmentState: "awaiting_pickup" },
    { fulfilmentState: "partly_shipped" },
  ],
  after: [
    { afterSalesState: "requested" },
    { afterSalesState: "partly_refunded" },
    { afterSalesState: "refunded" },
  ],
};

/** The shopper's orders of a tab, newest first. */
export function useOrders(tab: OrderTab): Listing<OrderRow> {
  const isMember = useMember() !== null;
  const [first = {}, second, third] = questions[tab];
  const lists = [
    useApiList("GET /v1/orders", { query: first }, { isOn: isMember }),
    useApiList("GET /v1/orders", { query: second }, { isOn: isMember && second !== undefined }),
    useApiList("GET /v1/orders", { query: third }, { isOn: isMember && third !== undefined }),
  ].slice(0, questions[tab].length);
  useFreshOnShow(["GET /v1/orders"]);
  return merged(lists);
}

/** Rows below the last of a list that goes on may have others between them: they wait until that is known. */
function merged(lists: readonly Listing<OrderRow>[]): Listing<OrderRow> {
  const edge = lists
    .filter(({ hasMore }) => hasMore)
    .map(({ items }) => items.at(-1)?.createdAt ?? "")
    .reduce((latest, at) => (at > latest ? at : latest), "");
  const items = lists.flatMap((list) => list.items).filter(({ createdAt }) => createdAt >= edge);
  items.sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
  const act = (name: "more" | "retry") => () => {
    for (const list of lists) list[name]();
  };
  return {
    items,
    isLoading: lists.some(({ isLoading }) => isLoading),
    error: lists.find(({ error }) => error !== null)?.error ?? null,
    hasMore: lists.some(({ hasMore }) => hasMore),
    isLoadingMore: lists.some(({ isLoadingMore }) => isLoadingMore),
    more: act("more"),
    retry: act("retry"),
  };
}
