import type { afterSalesStates, fulfilmentStates, paymentStates } from "../../contract/orders.ts";
import type { StateTable } from "../../kernel/states.ts";

/** Whether an order is paid. */
export type PaymentState = (typeof paymentStates)[number];
/** How far its goods are. */
export type FulfilmentState = (typeof fulfilmentStates)[number];
/** What came back. */
export type AfterSalesState = (typeof afterSalesStates)[number];
/** The three machines of an order, by name. */
export type OrderAxis = "payment" | "fulfilment" | "after_sales";

/** Money: decided once. A payment that arrives for a closed order goes back; it never reopens the order. */
export const paymentTable: StateTable<PaymentState> = {
  awaiting_payment: ["paid", "closed"],
  paid: [],
  closed: [],
};

/** Goods: only a paid order moves; a full refund before sending cancels it. */
export const fulfilmentTable: StateTable<FulfilmentState> = {
  unfulfilled: ["partly_shipped", "shipped", "awaiting_pickup", "cancelled"],
  awaiting_pickup: ["received", "cancelled"],
  partly_shipped: ["shipped"],
  shipped: ["received"],
  received: [],
  cancelled: [],
};

/** After-sales: asked for, then partly, then wholly given back; a request that is refused or withdrawn steps back. */
export const afterSalesTable: StateTable<AfterSalesState> = {
  none: ["requested", "partly_refunded", "refunded"],
  requested: ["none", "partly_refunded", "refunded"],
  partly_refunded: ["requested", "refunded"],
  refunded: [],
};

/** The table of each axis, for histories and the audit (I5). */
export const orderTables: Readonly<Record<OrderAxis, StateTable<string>>> = {
  payment: paymentTable,
  fulfilment: fulfilmentTable,
  after_sales: afterSalesTable,
};
