import type { z } from "zod";
import type { order as orderSchema, ordersEndpoints } from "../../contract/orders.ts";
import { address, type Address } from "../../contract/primitives.ts";
import { sumFen } from "../../kernel/money.ts";
import { decryptPii, maskName, maskPhone } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import type { OrderLineRow, OrderRow } from "./order.model.ts";

type Order = z.output<typeof orderSchema>;
type StaffOrder = z.output<(typeof ordersEndpoints)["GET /v1/staff/orders/:orderId"]["response"]>;
type Price = z.output<(typeof ordersEndpoints)["GET /v1/staff/orders/:orderId/price"]["response"]>;
type OrderSummary = z.output<
  (typeof ordersEndpoints)["GET /v1/orders"]["response"]
>["items"][number];

/** What the refunded units of a line cost. */
export function refundedFenOf(line: OrderLineRow): number {
  return sumFen(line.unitFens.slice(0, line.refundedQuantity));
}

/** The points that paid for the refunded units of a line. */
export const refundedPointsOf = (line: OrderLineRow): number =>
  sumFen(line.unitPoints.slice(0, line.refundedQuantity));

/** The full address of a delivery order, for the label on the parcel; null for a pickup and for who was erased. */
export function openAddress(world: World, order: OrderRow): Address | null {
  if (order.delivery.kind === "pickup" || order.delivery.addressSealed === null) return null;
  return address.parse(JSON.parse(decryptPii(world.config.pii, order.delivery.addressSealed)));
}

/** An order as its owner sees it: the pickup code only once paid. */
export const viewOrder = (world: World, order: OrderRow): Order =>
  view(order, openAddress(world, order) ?? maskedAddress(null));

/** An order as others see it: name, phone and street of the address masked. */
export const viewMasked = (world: World, order: OrderRow): Order =>
  view(order, maskedAddress(openAddress(world, order)));

type Receiver = Pick<Address, "name" | "phone" | "detail">;

const maskedAddress = (full: Address | null): Receiver => ({
  name: maskName(full?.name ?? ""),
  phone: maskPhone(full?.phone ?? ""),
  detail: `${[...(full?.detail ?? "")].slice(0, 4).join("")}…`,
});

function view(order: OrderRow, receiver: Receiver): Order {
  return {
    id: order._id,
    storeId: order.storeId,
    paymentState: order.paymentState,
    fulfilmentState: order.fulfilmentState,
    afterSalesState: order.afterSalesState,
    lines: order.lines.map((line) => ({
      lineId: line.lineId,
      skuId: line.skuId,
      productId: line.productId,
      title: line.title,
      optionsText: line.optionsText,
      pictureUrl: line.pictureUrl,
      quantity: line.quantity,
      listPriceFen: line.listPriceFen,
      payableFen: line.payableFen,
      points: line.points,
      pointsFen: line.pointsFen,
      isGift: line.gift !== null,
      mallItemId: line.mallItemId ?? null,
      refundedQuantity: line.refundedQuantity,
      refundedFen: refundedFenOf(line),
      refundedPoints: refundedPointsOf(line),
      shippedQuantity: line.shippedQuantity,
    })),
    goodsListFen: order.goodsListFen,
    discountFen: order.discountFen,
    points: order.points,
    pointsFen: order.pointsFen,
    goodsFen: order.goodsFen,
    freightFen: order.freightFen,
    totalFen: order.totalFen,
    refundedFen: order.refundedFen,
    refundPendingFen: order.refundPendingFen,
    couponIds: order.couponIds,
    refundedPoints: sumFen(order.lines.map(refundedPointsOf)),
    trace: order.trace,
    delivery: viewDelivery(order, receiver),
    buyerNote: order.buyerNote,
    invoice:
      order.invoice === null ? null : { kind: order.invoice.kind, title: order.invoice.title },
    createdAt: order.createdAt,
    expiresAt: order.expiresAt,
    paidAt: order.paidAt,
    closedAt: order.closedAt,
    closeReason: order.closeReason,
    receivedAt: order.receivedAt,
    history: order.history.map(({ axis, to, at }) => ({ axis, to, at })),
  };
}

function viewDelivery(order: OrderRow, receiver: Receiver): Order["delivery"] {
  if (order.delivery.kind === "pickup") {
    const isShown = order.paymentState === "paid" && order.fulfilmentState === "awaiting_pickup";
    return {
      kind: "pickup",
      storeId: order.delivery.storeId,
      pickupCode: isShown ? order.delivery.pickupCode : null,
    };
  }
  return {
    kind: "express",
    address: {
      name: receiver.name,
      phone: receiver.phone,
      province: order.delivery.province,
      city: order.delivery.city,
      district: order.delivery.district,
      detail: receiver.detail,
    },
    isAddressChangeable:
      order.addressChangedAt === null &&
      order.paymentState !== "closed" &&
      order.fulfilmentState === "unfulfilled",
  };
}

/** An order as staff see it: who bought it and what colleagues noted; the pickup code stays with the shopper. */
export function viewOrderForStaff(world: World, order: OrderRow): StaffOrder {
  const shown = viewMasked(world, order);
  return {
    ...shown,
    delivery:
      shown.delivery.kind === "pickup" ? { ...shown.delivery, pickupCode: null } : shown.delivery,
    memberId: order.memberId,
    trace: order.trace.map((step) => ({ ...step, refusals: [...step.refusals] })),
    internalNotes: order.internalNotes,
    wechatTrade: {
      shippingRemindedAt: order.wechatTrade?.shippingRemindedAt ?? null,
      receiptConfirmedAt: order.wechatTrade?.receiptConfirmedAt ?? null,
      moneyReleasedAt: order.wechatTrade?.moneyReleasedAt ?? null,
    },
  };
}

/** An order's price as an auditor sees it: every step spread over the lines, every unit with its fen and points. */
export function viewPrice(order: OrderRow): Price {
  return {
    orderId: order._id,
    quoteVersion: order.quoteVersion,
    goodsListFen: order.goodsListFen,
    discountFen: order.discountFen,
    points: order.points,
    pointsFen: order.pointsFen,
    goodsFen: order.goodsFen,
    freightFen: order.freightFen,
    totalFen: order.totalFen,
    trace: order.trace.map((step) => ({
      ...step,
      refusals: [...step.refusals],
      allocation: [...step.allocation],
    })),
    lines: order.lines.map((line) => ({
      lineId: line.lineId,
      skuId: line.skuId,
      title: line.title,
      quantity: line.quantity,
      listPriceFen: line.listPriceFen,
      payableFen: line.payableFen,
      unitFens: line.unitFens,
      unitPoints: line.unitPoints,
    })),
  };
}

/** An order as a row of a list. */
export function summarizeOrder(
  order: OrderRow,
): OrderSummary & { memberId: string; storeId: string } {
  const [first] = order.lines;
  return {
    id: order._id,
    memberId: order.memberId,
    storeId: order.storeId,
    paymentState: order.paymentState,
    fulfilmentState: order.fulfilmentState,
    afterSalesState: order.afterSalesState,
    title:
      order.lines.length > 1
        ? `${first?.title ?? ""} 等 ${order.lines.length} 种`
        : (first?.title ?? ""),
    pictureUrl: first?.pictureUrl ?? null,
    unitCount: order.lines.reduce((total, line) => total + line.quantity, 0),
    totalFen: order.totalFen,
    refundPendingFen: order.refundPendingFen,
    createdAt: order.createdAt,
    expiresAt: order.expiresAt,
  };
}
