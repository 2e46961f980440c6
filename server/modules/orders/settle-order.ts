import { currentSession, rawCollection } from "../../kernel/db.ts";
import { assert } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { redeemCoupons } from "../coupons/index.ts";
import { moveStock } from "../inventory/index.ts";
import { settlePoints } from "../points/index.ts";
import { recordPurchase } from "../purchases/index.ts";
import { refreshStanding } from "../tiers/index.ts";
import { Orders, type OrderRow } from "./order.model.ts";
import { earningLines } from "./plan-refund.ts";

const settlement = { kind: "system", name: "settle-order" } as const;

/**
 * Makes an order paid inside the caller's transaction: reserved stock becomes sold, the purchase enters the member's
 * history, the member's figures and tier are recounted with it, coupons are redeemed, held points are captured and the
 * order's own points begin to wait for the end of the refund window.
 * @returns `already` when it was paid before, `closed` when the order was closed and the money must go back.
 */
export async function settleOrder(
  world: World,
  input: { orderId: string; paidAt: Date },
): Promise<"settled" | "already" | "closed"> {
  const session = currentSession();
  assert(session !== undefined, "orders are settled in a transaction");
  const orders = rawCollection(Orders);
  const at = world.clock.now();
  const actor = "system:settle-order";
  const order = await orders.findOneAndUpdate(
    { _id: input.orderId, paymentState: "awaiting_payment" },
    [
      {
        $set: {
          paymentState: "paid",
          openSlot: null,
          paidAt: input.paidAt,
          fulfilmentState: {
            $cond: [{ $eq: ["$delivery.kind", "pickup"] }, "awaiting_pickup", "unfulfilled"],
          },
          history: {
            $concatArrays: [
              "$history",
              [{ axis: "payment", from: "awaiting_payment", to: "paid", at, actor }],
              {
                $cond: [
                  { $eq: ["$delivery.kind", "pickup"] },
                  [{ axis: "fulfilment", from: "unfulfilled", to: "awaiting_pickup", at, actor }],
                  [],
                ],
              },
            ],
          },
        },
      },
    ],
    { session, returnDocument: "after" },
  );
  if (order === null) {
    const decided = await orders.findOne(
      { _id: input.orderId },
      { projection: { paymentState: 1 }, session },
    );
    assert(decided !== null, "a payment belongs to an order");
    return decided.paymentState === "paid" ? "already" : "closed";
  }
  await moveStock(world, settlement, {
    kind: "sell",
    storeId: order.storeId,
    cause: order._id,
    items: order.lines,
  });
  await recordPurchase(world, purchaseOf(order, input.paidAt));
  const standing = await refreshStanding(world, order.memberId);
  if (order.couponIds.length > 0)
    await redeemCoupons(world, { orderId: order._id, at: input.paidAt });
  await settlePoints(world, {
    memberId: order.memberId,
    orderId: order._id,
    at: input.paidAt,
    tierLevel: order.tierLevel,
    isFirstOrder: standing.purchaseCount === 1,
    heldPoints: order.points,
    lines: earningLines(order),
  });
  return "settled";
}

function purchaseOf(order: OrderRow, at: Date): Parameters<typeof recordPurchase>[1] {
  return {
    memberId: order.memberId,
    source: "shop",
    externalId: order._id,
    at,
    storeId: order.storeId,
    lines: order.lines.map((line) => ({
      skuId: line.skuId,
      title: line.optionsText === "" ? line.title : `${line.title} ${line.optionsText}`,
      quantity: line.quantity,
      paidFen: line.payableFen,
    })),
    paidFen: order.totalFen,
    freightFen: order.freightFen,
  };
}
