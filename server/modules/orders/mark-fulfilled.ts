import { actorLabel, type Actor } from "../../kernel/actor.ts";
import { currentSession, rawCollection } from "../../kernel/db.ts";
import { assert, fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { Orders, type OrderRow } from "./order.model.ts";

/**
 * Counts units as sent, inside the caller's transaction; the order is shipped when nothing is left to send.
 * @throws shipment_exceeds with a pointer per line, order_state, not_found
 */
export async function markSent(
  world: World,
  actor: Actor,
  input: { orderId: string; lines: readonly { lineId: string; quantity: number }[] },
): Promise<OrderRow> {
  const session = currentSession();
  assert(session !== undefined, "shipments are written in a transaction");
  const orders = rawCollection(Orders);
  const order = await orders.findOne({ _id: input.orderId }, { session });
  if (order === null) fail("not_found");
  const canSend =
    order.paymentState === "paid" &&
    ["unfulfilled", "partly_shipped"].includes(order.fulfilmentState);
  if (!canSend || order.delivery.kind !== "express") fail("order_state");
  refuseWhileAsked(order);
  const wanted = new Map(input.lines.map((line) => [line.lineId, line.quantity]));
  const issues = input.lines.flatMap(({ lineId, quantity }, at) => {
    const line = order.lines.find((candidate) => candidate.lineId === lineId);
    const left =
      line === undefined ? 0 : line.quantity - line.shippedQuantity - line.cancelledQuantity;
    return quantity <= left
      ? []
      : [{ pointer: `/lines/${at}/quantity`, detail: `最多可发 ${left} 件` }];
  });
  if (issues.length > 0) fail("shipment_exceeds", { issues });
  const lines = order.lines.map((line) => ({
    ...line,
    shippedQuantity: line.shippedQuantity + (wanted.get(line.lineId) ?? 0),
  }));
  const isAllSent = lines.every(
    (line) => line.quantity === line.shippedQuantity + line.cancelledQuantity,
  );
  const at = world.clock.now();
  const to = isAllSent ? ("shipped" as const) : ("partly_shipped" as const);
  const history =
    to === order.fulfilmentState
      ? order.history
      : [
          ...order.history,
          {
            axis: "fulfilment" as const,
            from: order.fulfilmentState,
            to,
            at,
            actor: actorLabel(actor),
          },
        ];
  const changed = {
    lines,
    fulfilmentState: to,
    history,
    shippedAt: isAllSent ? at : order.shippedAt,
  };
  await orders.updateOne({ _id: order._id }, { $set: changed }, { session });
  return { ...order, ...changed };
}

/** Goods do not leave while the shopper waits for an answer about their money. */
function refuseWhileAsked(order: OrderRow): void {
  if (order.afterSalesState === "requested")
    fail("order_state", { detail: "有待处理的退款申请，请先处理" });
}

/**
 * Hands a pickup order over for its code, inside the caller's transaction: all units count as sent and received.
 * @throws pickup_code_wrong, order_state, not_found
 */
export async function markPickedUp(
  world: World,
  actor: Actor,
  input: { orderId: string; pickupCode: string; storeFilter: object },
): Promise<OrderRow> {
  const session = currentSession();
  assert(session !== undefined, "pickups are written in a transaction");
  const orders = rawCollection(Orders);
  const order = await orders.findOne({ _id: input.orderId, ...input.storeFilter }, { session });
  if (order === null) fail("not_found");
  if (
    order.paymentState !== "paid" ||
    order.fulfilmentState !== "awaiting_pickup" ||
    order.delivery.kind !== "pickup"
  )
    fail("order_state");
  if (order.delivery.pickupCode !== input.pickupCode)
    fail("pickup_code_wrong", {
      issues: [{ pointer: "/pickupCode", detail: "请顾客出示订单页上的 8 位取货码" }],
    });
  refuseWhileAsked(order);
  const at = world.clock.now();
  const changed = {
    lines: order.lines.map((line) => ({
      ...line,
      shippedQuantity: line.quantity - line.cancelledQuantity,
    })),
    fulfilmentState: "received" as const,
    receivedAt: at,
    shippedAt: at,
    history: [
      ...order.history,
      {
        axis: "fulfilment" as const,
        from: "awaiting_pickup",
        to: "received",
        at,
        actor: actorLabel(actor),
      },
    ],
  };
  await orders.updateOne({ _id: order._id }, { $set: changed }, { session });
  return { ...order, ...changed };
}
