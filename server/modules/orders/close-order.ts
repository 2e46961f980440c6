import { actorLabel, type Actor } from "../../kernel/actor.ts";
import { currentSession, rawCollection, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { inLanes } from "../../kernel/lanes.ts";
import type { World } from "../../world.ts";
import { releaseCoupons } from "../coupons/index.ts";
import { moveStock } from "../inventory/index.ts";
import { releasePoints } from "../points/index.ts";
import { giveBackMallUnits } from "../points-mall/index.ts";
import { giveBackCampaigns } from "../promotions/index.ts";
import { mallUnitsOf } from "./mall-units.ts";
import { MemberLimits, Orders, type OrderRow } from "./order.model.ts";

/**
 * Closes an unpaid order and gives back what it held: stock, purchase limits, campaign budgets, coupons, units
 * of the points mall and points. Whoever calls has first closed the payment at WeChat.
 * @returns `already` when it was closed before, `paid` when a payment was quicker.
 * @throws not_found
 */
export async function closeOrder(
  world: World,
  actor: Actor,
  input: { orderId: string; reason: string },
): Promise<"closed" | "already" | "paid"> {
  const known = await rawCollection(Orders).findOne({ _id: input.orderId });
  if (known === null) fail("not_found");
  if (known.paymentState !== "awaiting_payment")
    return known.paymentState === "paid" ? "paid" : "already";
  const lanes = known.lines.map((line) => `stock:${known.storeId}:${line.skuId}`);
  return await inLanes(
    lanes,
    async () => await transaction(async () => await close(world, actor, input)),
  );
}

async function close(
  world: World,
  actor: Actor,
  input: { orderId: string; reason: string },
): Promise<"closed" | "already" | "paid"> {
  const session = currentSession();
  const orders = rawCollection(Orders);
  const at = world.clock.now();
  const order: OrderRow | null = await orders.findOneAndUpdate(
    { _id: input.orderId, paymentState: "awaiting_payment" },
    {
      $set: { paymentState: "closed", openSlot: null, closedAt: at, closeReason: input.reason },
      $push: {
        history: {
          axis: "payment",
          from: "awaiting_payment",
          to: "closed",
          at,
          actor: actorLabel(actor),
        },
      },
    },
    { ...(session && { session }), returnDocument: "after" },
  );
  if (order === null) {
    const decided = await orders.findOne({ _id: input.orderId }, { ...(session && { session }) });
    return decided?.paymentState === "paid" ? "paid" : "already";
  }
  await moveStock(world, actor, {
    kind: "release",
    storeId: order.storeId,
    cause: order._id,
    items: order.lines,
  });
  for (const { productId, quantity } of order.limits)
    await MemberLimits.updateOne(
      { _id: `${order.memberId}:${productId}` },
      { $inc: { quantity: -quantity } },
    );
  const { _id: orderId, memberId, campaignUses: uses } = order;
  if (uses.length > 0) await giveBackCampaigns(world, { memberId, uses });
  if (order.couponIds.length > 0) await releaseCoupons(world, actor, { orderId });
  await giveBackMallUnits(
    memberId,
    mallUnitsOf(order, (line) => line.quantity),
  );
  if (order.points > 0) await releasePoints(world, actor, { memberId, orderId });
  return "closed";
}

/** The ids of unpaid orders whose time is over, oldest first. */
export async function expiredOrders(now: Date, limit: number): Promise<string[]> {
  const rows = await Orders.find({ openSlot: { $gte: 0 }, expiresAt: { $lte: now } }, { _id: 1 })
    .sort({ expiresAt: 1 })
    .limit(limit)
    .lean();
  return rows.map((row) => row._id);
}
