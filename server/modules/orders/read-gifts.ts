import { rawCollection } from "../../kernel/db.ts";
import { Orders, type OrderLineRow, type OrderRow } from "./order.model.ts";

/** What came and went of one gift between two moments, in units, and what is owed now. */
export type GiftFlow = {
  readonly skuId: string;
  readonly title: string;
  readonly opening: number;
  readonly issued: number;
  readonly used: number;
  readonly reversed: number;
  readonly closing: number;
  readonly owed: number;
};

/** A gift that a paid order still waits for. */
export type GiftOwed = {
  readonly key: string;
  readonly memberId: string;
  readonly orderId: string;
  readonly skuId: string;
  readonly title: string;
  readonly units: number;
  readonly since: Date;
};

/**
 * What came and went of gifts between two moments, by SKU. A gift is owed from the payment of its order until the
 * goods have left or it is given up by a refund. A report: it reads every paid order with a gift once.
 */
export async function readGiftFlows(span: { from: Date; until: Date }): Promise<GiftFlow[]> {
  const flows = new Map<string, GiftFlow>();
  const orders = rawCollection(Orders).find({
    paymentState: "paid",
    "lines.gift.offerId": { $gt: "" },
    paidAt: { $lt: span.until },
  });
  for await (const order of orders)
    for (const line of order.lines) {
      if (line.gift === null) continue;
      const before = flows.get(line.skuId) ?? { ...nothing, skuId: line.skuId, title: line.title };
      flows.set(line.skuId, add(before, flowOf(order, line, span)));
    }
  return [...flows.values()].toSorted((a, b) => (a.skuId < b.skuId ? -1 : 1));
}

/** Gifts of paid orders that have not left, in the order of their orders, after one of them. */
export async function listGiftsOwed(after: string, limit: number): Promise<GiftOwed[]> {
  const [orderId = "", lineId = ""] = after.split("/");
  const found: GiftOwed[] = [];
  const orders = rawCollection(Orders)
    .find({
      _id: { $gte: orderId },
      paymentState: "paid",
      fulfilmentState: { $in: ["unfulfilled", "awaiting_pickup", "partly_shipped"] },
      "lines.gift.offerId": { $gt: "" },
    })
    .sort({ _id: 1 });
  for await (const order of orders)
    for (const line of order.lines.toSorted((a, b) => (a.lineId < b.lineId ? -1 : 1))) {
      const units = line.quantity - line.shippedQuantity - line.cancelledQuantity;
      if (line.gift === null || units === 0) continue;
      if (order._id === orderId && line.lineId <= lineId) continue;
      found.push({
        key: `${order._id}/${line.lineId}`,
        memberId: order.memberId,
        orderId: order._id,
        skuId: line.skuId,
        title: line.title,
        units,
        since: order.paidAt ?? order.createdAt,
      });
      if (found.length === limit) return found;
    }
  return found;
}

const nothing = {
  skuId: "",
  title: "",
  opening: 0,
  issued: 0,
  used: 0,
  reversed: 0,
  closing: 0,
  owed: 0,
};

function flowOf(order: OrderRow, line: OrderLineRow, span: { from: Date; until: Date }): GiftFlow {
  const paidAt = order.paidAt ?? order.createdAt;
  const left = line.quantity - line.shippedQuantity - line.cancelledQuantity;
  const goneAt = left === 0 ? leftAt(order) : null;
  const isOpenAt = (moment: Date): boolean =>
    paidAt < moment && (goneAt === null || goneAt >= moment);
  const isGone = goneAt !== null && goneAt >= span.from && goneAt < span.until;
  const { quantity } = line;
  return {
    ...nothing,
    opening: isOpenAt(span.from) ? quantity : 0,
    issued: paidAt >= span.from ? quantity : 0,
    used: isGone ? line.shippedQuantity : 0,
    reversed: isGone ? line.cancelledQuantity : 0,
    closing: isOpenAt(span.until) ? quantity : 0,
    owed: goneAt === null ? quantity : 0,
  };
}

/** When an order's goods had left: its last step of sending, or of giving back where nothing was sent. */
function leftAt(order: OrderRow): Date {
  const steps = order.history.filter(({ axis, to }) => axis !== "payment" && leaving.has(to));
  return steps.at(0)?.at ?? order.paidAt ?? order.createdAt;
}
const leaving = new Set(["shipped", "received", "cancelled", "partly_refunded", "refunded"]);

const add = (a: GiftFlow, b: GiftFlow): GiftFlow => ({
  ...a,
  opening: a.opening + b.opening,
  issued: a.issued + b.issued,
  used: a.used + b.used,
  reversed: a.reversed + b.reversed,
  closing: a.closing + b.closing,
  owed: a.owed + b.owed,
});
