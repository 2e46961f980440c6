import type { MemberActor, StaffActor } from "../../kernel/actor.ts";
import { fail } from "../../kernel/errors.ts";
import { pageByTime, type PageQuery } from "../../kernel/page.ts";
import { storeScope } from "../identity/index.ts";
import { Orders, type OrderRow } from "./order.model.ts";
import type { AfterSalesState, FulfilmentState, PaymentState } from "./order.states.ts";
import { summarizeOrder } from "./view-order.ts";

type ListQuery = PageQuery & {
  paymentState?: PaymentState | undefined;
  fulfilmentState?: FulfilmentState | undefined;
  afterSalesState?: AfterSalesState | undefined;
};

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
export async function listOwnOrders(actor: MemberActor, query: ListQuery) {
  return await pageByTime(
    Orders,
    {
      memberId: actor.memberId,
      ...(query.paymentState !== undefined && { paymentState: query.paymentState }),
      ...(query.fulfilmentState !== undefined && { fulfilmentState: query.fulfilmentState }),
      ...(query.afterSalesState !== undefined && { afterSalesState: query.afterSalesState }),
    },
    query,
    summarizeOrder,
  );
}
