import { sumFen } from "../../kernel/money.ts";
import type { OrderLineRow, OrderRow } from "./order.model.ts";

/** What shall be given back: units per line, and freight by name or by the rule. */
export type RefundWish = {
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
  /** Fen of freight to give back; null: all that is left when nothing was sent and nothing stays, else none. */
  readonly freightFen: number | null;
  /** Whether units that had been sent are back on the shelf. */
  readonly hasGoodsBack: boolean;
};

/** One line's part of a refund. */
export type PlannedLine = {
  readonly lineId: string;
  readonly index: number;
  readonly skuId: string;
  readonly title: string;
  readonly quantity: number;
  readonly refundFen: number;
  /** Points that paid for these units, beside their money. */
  readonly refundPoints: number;
  /** Given for nothing, and asked back because what is kept no longer earns it. */
  readonly isGift: boolean;
  /** Of these, units not yet sent: they stay in the shop. */
  readonly unsentQuantity: number;
  /** Units that become available again. */
  readonly restockQuantity: number;
};

/** Everything a refund does to an order, before anything is done. Amounts in fen. */
export type RefundPlan = {
  readonly lines: readonly PlannedLine[];
  readonly goodsFen: number;
  readonly freightFen: number;
  readonly totalFen: number;
  readonly points: number;
  /** Whether after it nothing of the order's money is left. */
  readonly isFull: boolean;
  /** Whether after it the shopper keeps nothing they bought (freight may stay with the shop). */
  readonly hasAllGoodsBack: boolean;
  /** What stays paid for each line: what points are earned on. */
  readonly remaining: readonly { readonly lineId: string; readonly netFen: number }[];
  readonly fulfilmentAfter: OrderRow["fulfilmentState"];
};

/** What is wrong with a wish: where, and in words. */
export type RefundFault = { readonly pointer: string; readonly detail: string };

/**
 * Plans a refund from the prices frozen in the order: each unit gives back exactly what it cost, units are taken in
 * their order, so any sequence of partial refunds sums to what one full refund gives (vendurehq/vendure#4811: a
 * discount is never spread again over what stays). Gifts are tested again: what is kept must still earn them. Pure.
 */
export function planRefund(
  order: OrderRow,
  wish: RefundWish,
): RefundPlan | { faults: RefundFault[] } {
  const faults: RefundFault[] = [];
  const lines: PlannedLine[] = [];
  for (const [at, { lineId, quantity }] of wish.lines.entries()) {
    const index = order.lines.findIndex((line) => line.lineId === lineId);
    const line = order.lines[index];
    const left = line === undefined ? 0 : line.quantity - line.refundedQuantity;
    if (line === undefined)
      faults.push({ pointer: `/lines/${at}/lineId`, detail: "订单里没有这一行" });
    else if (quantity > left)
      faults.push({ pointer: `/lines/${at}/quantity`, detail: `最多可退 ${left} 件` });
    else lines.push(plannedLine(line, index, quantity, wish.hasGoodsBack));
  }
  for (const [index, line] of order.lines.entries()) {
    const left = line.quantity - line.refundedQuantity;
    const isNamed = lines.some((one) => one.index === index);
    if (left > 0 && !isNamed && mustGoBack(order, line, lines))
      lines.push(plannedLine(line, index, left, wish.hasGoodsBack));
  }
  const freightLeftFen = order.freightFen - order.refundedFreightFen;
  const takenBy = new Map(lines.map((line) => [line.lineId, line]));
  const unitsLeftOf = (line: OrderLineRow): number =>
    line.quantity - line.refundedQuantity - (takenBy.get(line.lineId)?.quantity ?? 0);
  const hasUnitsLeft = order.lines.some((line) => line.gift === null && unitsLeftOf(line) > 0);
  const wasSent = order.lines.some((line) => line.shippedQuantity > 0);
  const freightFen = wish.freightFen ?? (hasUnitsLeft || wasSent ? 0 : freightLeftFen);
  if (freightFen > freightLeftFen)
    faults.push({ pointer: "/freightFen", detail: `最多可退运费 ${freightLeftFen} 分` });
  if (faults.length === 0 && lines.length === 0 && freightFen === 0)
    faults.push({ pointer: "/lines", detail: "没有要退的内容" });
  if (faults.length > 0) return { faults };
  const goodsFen = sumFen(lines.map((line) => line.refundFen));
  return {
    lines,
    goodsFen,
    freightFen,
    totalFen: goodsFen + freightFen,
    points: sumFen(lines.map((line) => line.refundPoints)),
    isFull: !hasUnitsLeft && order.refundedFen + goodsFen + freightFen === order.totalFen,
    hasAllGoodsBack: !hasUnitsLeft,
    remaining: order.lines.map((line) => ({
      lineId: line.lineId,
      netFen: sumFen(line.unitFens.slice(line.quantity - unitsLeftOf(line))),
    })),
    fulfilmentAfter: fulfilmentAfter(order, takenBy),
  };
}

function plannedLine(
  line: OrderLineRow,
  index: number,
  quantity: number,
  hasGoodsBack: boolean,
): PlannedLine {
  const unsentQuantity = Math.min(
    quantity,
    line.quantity - line.shippedQuantity - line.cancelledQuantity,
  );
  const from = line.refundedQuantity;
  return {
    lineId: line.lineId,
    index,
    skuId: line.skuId,
    title: line.title,
    quantity,
    refundFen: sumFen(line.unitFens.slice(from, from + quantity)),
    refundPoints: sumFen(line.unitPoints.slice(from, from + quantity)),
    isGift: line.gift !== null,
    unsentQuantity,
    restockQuantity: hasGoodsBack ? quantity : unsentQuantity,
  };
}

/** Whether what stays of the lines that earned a gift is worth less than its rule asks. */
function mustGoBack(
  order: OrderRow,
  { gift }: OrderLineRow,
  taken: readonly PlannedLine[],
): boolean {
  if (gift === null || gift.onRefund === "keep") return false;
  let units = 0;
  let fen = 0;
  for (const line of order.lines) {
    if (!gift.lineIds.includes(line.lineId)) continue;
    const part = taken.find((one) => one.lineId === line.lineId);
    const gone = line.refundedQuantity + (part?.quantity ?? 0);
    units += line.quantity - gone;
    fen +=
      gift.base === "before_discounts"
        ? line.listPriceFen * (line.quantity - gone)
        : sumFen(line.unitFens.slice(gone)) + pointsFenOf(line, gone);
  }
  return units === 0 || units < gift.fromUnits || fen < gift.fromFen;
}

/** What the points of the units from this one on stand for: points are a way to pay, they count as paid. */
const pointsFenOf = (line: OrderLineRow, from: number): number =>
  line.points === 0
    ? 0
    : Math.round((line.pointsFen * sumFen(line.unitPoints.slice(from))) / line.points);

/** What is still paid in money for each line: points are earned on it. */
export const earningLines = (
  order: OrderRow,
): { lineId: string; categoryIds: string[]; netFen: number }[] =>
  order.lines.map((line) => ({
    lineId: line.lineId,
    categoryIds: line.categoryIds,
    netFen: sumFen(line.unitFens.slice(line.refundedQuantity)),
  }));

/** Refunding all that was not yet sent ends the sending: cancelled when nothing had gone out, shipped otherwise. */
function fulfilmentAfter(
  order: OrderRow,
  takenBy: ReadonlyMap<string, PlannedLine>,
): OrderRow["fulfilmentState"] {
  const isOpen = ["unfulfilled", "awaiting_pickup", "partly_shipped"].includes(
    order.fulfilmentState,
  );
  const toSend = order.lines.reduce(
    (total, line) =>
      total +
      line.quantity -
      line.shippedQuantity -
      line.cancelledQuantity -
      (takenBy.get(line.lineId)?.unsentQuantity ?? 0),
    0,
  );
  if (!isOpen || toSend > 0) return order.fulfilmentState;
  return order.fulfilmentState === "partly_shipped" ? "shipped" : "cancelled";
}
