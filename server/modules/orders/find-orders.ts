import type { MemberActor, StaffActor } from "../../kernel/actor.ts";
import { fail } from "../../kernel/errors.ts";
import { pageByTime, type PageQuery } from "../../kernel/page.ts";
import { storeScope } from "../identity/index.ts";
import { Orders, type OrderRow } from "./order.model.ts";
import type { AfterSalesState, FulfilmentState, PaymentState } from "./order.states.ts";
import { summarizeOrder } from "./view-order.ts";

/** The states that a list is narrowed to: any of those given, of each machine on its own. */
type States = {
  paymentState?: readonly PaymentState[] | undefined;
  fulfilmentState?: readonly FulfilmentState[] | undefined;
  afterSalesState?: readonly AfterSalesState[] | undefined;
};

/** The filter for orders in any of the given states. */
export function inStates({ paymentState, fulfilmentState, afterSalesState }: States) {
  return {
    ...(paymentState !== undefined && { paymentState: { $in: [...paymentState] } }),
    ...(fulfilmentState !== undefined && { fulfilmentState: { $in: [...fulfilmentState] } }),
    ...(afterSalesState !== undefined && { afterSalesState: { $in: [...afterSalesState] } }),
  };
}

/** One of the shopper's own orders. @throws not_found, also for an order of somebody else */
export async function findOwnOrder(actor: MemberActor, orderId: string): Promise<OrderRow> {
  const order = await Orders.findOne({ _id: orderId, memberId: actor.memberId }).lean<OrderRow>();
  return order ?? fail("not_found");
}

/** An order of a store the member of staff may see. @throws not_found, also outside of their stores */
export async function findStaffOrder(actor: StaffActor, orderId: string): Promise<OrderRow> {
  const order = await Orders.findOne({ _id: orderId, ...storeScope(actor) }).lean<OrderRow>();
  return order ?? fail("not_found");
}

/** A page of the shopper's own orders, newest first. */
export async function listOwnOrders(actor: MemberActor, query: PageQuery & States) {
  return await pageByTime(
    Orders,
    {
      memberId: actor.memberId,
      ...inStates(query),
    },
    query,
    summarizeOrder,
  );
}
