import type { MemberActor } from "../../kernel/actor.ts";
import { countUpTo } from "../../kernel/count-up-to.ts";
import { rawCollection } from "../../kernel/db.ts";
import { Orders } from "./order.model.ts";

/** Of a member's orders the newest so many are counted: older ones wait for nothing. */
const OWN_MAX = 1_000;

/** How many of the shopper's own orders wait for what. */
export type OwnCounts = { toPay: number; toShip: number; toReceive: number; inRefund: number };

/** Counts what the shopper's own orders wait for, in one walk along an index. */
export async function countOwnOrders(actor: MemberActor): Promise<OwnCounts> {
  const is = (field: string, ...states: string[]) => ({ $in: [`$${field}`, states] });
  const count = (...all: object[]) => ({ $sum: { $cond: [{ $and: all }, 1, 0] } });
  const isPaid = is("paymentState", "paid");
  const [counts] = await rawCollection(Orders)
    .aggregate<OwnCounts>([
      { $match: { memberId: actor.memberId } },
      { $sort: { createdAt: -1, _id: -1 } },
      { $limit: OWN_MAX },
      {
        $group: {
          _id: null,
          toPay: count(is("paymentState", "awaiting_payment")),
          toShip: count(isPaid, is("fulfilmentState", "unfulfilled")),
          toReceive: count(
            isPaid,
            is("fulfilmentState", "partly_shipped", "shipped", "awaiting_pickup"),
          ),
          inRefund: count(is("afterSalesState", "requested")),
        },
      },
      { $project: { _id: 0 } },
    ])
    .toArray();
  return counts ?? { toPay: 0, toShip: 0, toReceive: 0, inRefund: 0 };
}

/** How many paid orders of the given stores are to be sent, and to be collected, each told up to 1000. */
export async function countOrdersToDo(
  storeIds: readonly string[],
): Promise<{ toShip: number; toPickUp: number }> {
  const paid = { storeId: { $in: [...storeIds] }, paymentState: "paid" as const };
  const [toShip, toPickUp] = await Promise.all([
    countUpTo(Orders, { ...paid, fulfilmentState: { $in: ["unfulfilled", "partly_shipped"] } }),
    countUpTo(Orders, { ...paid, fulfilmentState: "awaiting_pickup" }),
  ]);
  return { toShip, toPickUp };
}
