import { actorLabel, type Actor } from "../../kernel/actor.ts";
import { currentSession, rawCollection } from "../../kernel/db.ts";
import { assert, fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { returnCoupons } from "../coupons/index.ts";
import { moveStock } from "../inventory/index.ts";
import { refundPoints } from "../points/index.ts";
import { giveBackMallUnits } from "../points-mall/index.ts";
import { recordPurchaseRefund } from "../purchases/index.ts";
import { refreshStanding } from "../tiers/index.ts";
import { mallUnitsOf } from "./mall-units.ts";
import { MemberLimits, Orders, type OrderRow, type OrderStep } from "./order.model.ts";
import { afterSalesTable, fulfilmentTable, type AfterSalesState } from "./order.states.ts";
import { mustGo } from "../../kernel/states.ts";
import { planRefund, type RefundPlan, type RefundWish } from "./plan-refund.ts";

/** What else must happen, in the same transaction, when a refund of all that was not yet sent ends the sending. */
export type SendingEndedHook = (world: World, orderId: string) => Promise<void>;

const hooks = new Set<SendingEndedHook>();

/** Registers what modules below must do when a refund ends the sending of an order of which parcels have gone. */
export function onSendingEnded(hook: SendingEndedHook): void {
  hooks.add(hook);
}

/**
 * Does to the order, inside the caller's transaction, exactly what the plan says: units and freight counted as given
 * back, stock returned, the purchase's net amount lowered, the member's figures and tier recounted, points given back
 * and taken, and coupons returned when nothing bought stays.
 * @throws refund_exceeds with a pointer per fault, refund_state when the order is not paid, not_found
 */
export async function applyRefund(
  world: World,
  actor: Actor,
  input: { orderId: string; refundId: string; wish: RefundWish },
): Promise<{ order: OrderRow; plan: RefundPlan }> {
  const session = currentSession();
  assert(session !== undefined, "refunds are decided in a transaction");
  const order = await rawCollection(Orders).findOne({ _id: input.orderId }, { session });
  if (order === null) fail("not_found");
  const plan = mustPlan(order, input.wish);
  const at = world.clock.now();
  const planned = new Map(plan.lines.map((line) => [line.lineId, line]));
  const steps: OrderStep[] = [];
  const step = (axis: OrderStep["axis"], from: string, to: string): void => {
    if (from !== to) steps.push({ axis, from, to, at, actor: actorLabel(actor) });
  };
  const afterSalesState: AfterSalesState = plan.isFull ? "refunded" : "partly_refunded";
  if (order.afterSalesState !== afterSalesState)
    mustGo(afterSalesTable, order.afterSalesState, afterSalesState, "refund_state");
  step("after_sales", order.afterSalesState, afterSalesState);
  if (order.fulfilmentState !== plan.fulfilmentAfter)
    mustGo(fulfilmentTable, order.fulfilmentState, plan.fulfilmentAfter, "refund_state");
  step("fulfilment", order.fulfilmentState, plan.fulfilmentAfter);
  const lines = order.lines.map((line) => {
    const part = planned.get(line.lineId);
    return part === undefined
      ? line
      : {
          ...line,
          refundedQuantity: line.refundedQuantity + part.quantity,
          cancelledQuantity: line.cancelledQuantity + part.unsentQuantity,
        };
  });
  const after: OrderRow = {
    ...order,
    lines,
    refundedFen: order.refundedFen + plan.totalFen,
    refundedFreightFen: order.refundedFreightFen + plan.freightFen,
    refundPendingFen: order.refundPendingFen + plan.totalFen,
    afterSalesState,
    fulfilmentState: plan.fulfilmentAfter,
    // What ends the sending starts the time until the receipt counts as confirmed.
    shippedAt: order.shippedAt ?? (plan.fulfilmentAfter === "shipped" ? at : null),
    history: [...order.history, ...steps],
  };
  const { _id, ...changed } = after;
  const written = await rawCollection(Orders).updateOne(
    { _id, refundedFen: order.refundedFen },
    { $set: changed },
    { session },
  );
  assert(written.matchedCount === 1, "the order read in this transaction is the order written");
  if (order.fulfilmentState === "partly_shipped" && after.fulfilmentState === "shipped")
    for (const hook of hooks) await hook(world, _id);
  await moveStock(world, actor, {
    kind: "return",
    storeId: order.storeId,
    cause: input.refundId,
    items: plan.lines
      .filter((line) => line.restockQuantity > 0)
      .map((line) => ({ skuId: line.skuId, quantity: line.restockQuantity })),
  });
  await freeLimits(order, plan);
  await recordPurchaseRefund({
    source: "shop",
    externalId: order._id,
    refundId: input.refundId,
    goodsFen: plan.goodsFen,
    freightFen: plan.freightFen,
    hasAllGoodsBack: plan.hasAllGoodsBack,
    at,
    lines: plan.lines.map(({ index, quantity, refundFen }) => ({ index, quantity, refundFen })),
  });
  await refreshStanding(world, order.memberId);
  await refundPoints(world, actor, {
    memberId: order.memberId,
    orderId: order._id,
    refundId: input.refundId,
    returnPoints: plan.points,
    lines: plan.remaining,
  });
  if (plan.hasAllGoodsBack && order.couponIds.length > 0)
    await returnCoupons(world, actor, {
      orderId: order._id,
      refundId: input.refundId,
      couponIds: order.couponIds,
    });
  return { order: after, plan };
}

/** The plan for an order that can be refunded. @throws refund_state, refund_exceeds */
export function mustPlan(order: OrderRow, wish: RefundWish): RefundPlan {
  if (order.paymentState !== "paid") fail("refund_state", { detail: "订单尚未付款" });
  const plan = planRefund(order, wish);
  if ("faults" in plan) fail("refund_exceeds", { issues: plan.faults });
  return plan;
}

/** Units given back no longer count against the member's purchase limits, nor as swapped in the points mall. */
async function freeLimits(order: OrderRow, plan: RefundPlan): Promise<void> {
  const refunded = new Map(plan.lines.map(({ index, quantity }) => [index, quantity]));
  await giveBackMallUnits(
    order.memberId,
    mallUnitsOf(order, (_, index) => refunded.get(index) ?? 0),
  );
  for (const { productId } of order.limits) {
    const quantity = plan.lines
      .filter((line) => order.lines[line.index]?.productId === productId)
      .reduce((total, line) => total + line.quantity, 0);
    if (quantity > 0)
      await MemberLimits.updateOne(
        { _id: `${order.memberId}:${productId}` },
        { $inc: { quantity: -quantity } },
      );
  }
}

/** Takes money off an order's mark of what is on its way back, inside the caller's transaction; `fen` has arrived. */
export async function confirmRefund(orderId: string, fen: number): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "refunds are confirmed in a transaction");
  const written = await rawCollection(Orders).updateOne(
    { _id: orderId, refundPendingFen: { $gte: fen } },
    { $inc: { refundPendingFen: -fen } },
    { session },
  );
  assert(written.matchedCount === 1, "what is confirmed was pending");
}

/**
 * Marks that a shopper asked for money back, or steps back when that is refused or withdrawn.
 * @throws refund_state
 */
export async function markRefundAsked(
  world: World,
  actor: Actor,
  orderId: string,
  isAsked: boolean,
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "refunds are asked for in a transaction");
  const orders = rawCollection(Orders);
  const order = await orders.findOne({ _id: orderId }, { session });
  if (order === null) fail("not_found");
  const calm: AfterSalesState = order.refundedFen > 0 ? "partly_refunded" : "none";
  const to: AfterSalesState = isAsked ? "requested" : calm;
  if (order.afterSalesState === to) return;
  // A refund by staff may have overtaken the request; then there is nothing to step back from.
  if (!isAsked && order.afterSalesState !== "requested") return;
  // A partly refunded order may be asked about again; stepping back from `requested` leads to where it was.
  mustGo(afterSalesTable, order.afterSalesState, to, "refund_state");
  await orders.updateOne(
    { _id: orderId },
    {
      $set: { afterSalesState: to },
      $push: {
        history: {
          axis: "after_sales",
          from: order.afterSalesState,
          to,
          at: world.clock.now(),
          actor: actorLabel(actor),
        },
      },
    },
    { session },
  );
}
