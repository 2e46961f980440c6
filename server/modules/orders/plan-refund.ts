import { sumFen } from "../../kernel/money.ts";
import type { OrderRow } from "./order.model.ts";

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
  /** Whether after it nothing of the order's money is left. */
  readonly isFull: boolean;
  readonly fulfilmentAfter: OrderRow["fulfilmentState"];
};

/** What is wrong with a wish: where, and in words. */
export type RefundFault = { readonly pointer: string; readonly detail: string };

/**
 * Plans a refund from the prices frozen in the order: each unit gives back exactly what it cost, units are taken in
 * their order, so any sequence of partial refunds sums to what one full refund gives (vendurehq/vendure#4811: a
 * discount is never spread again over what stays). Pure.
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
    else {
      const unsentQuantity = Math.min(
        quantity,
        line.quantity - line.shippedQuantity - line.cancelledQuantity,
      );
      lines.push({
        lineId,
        index,
        skuId: line.skuId,
        title: line.title,
        quantity,
        refundFen: sumFen(
          line.unitFens.slice(line.refundedQuantity, line.refundedQuantity + quantity),
        ),
        unsentQuantity,
        restockQuantity: wish.hasGoodsBack ? quantity : unsentQuantity,
      });
    }
  }
  const freightLeftFen = order.freightFen - order.refundedFreightFen;
  const takenBy = new Map(lines.map((line) => [line.lineId, line]));
  const hasUnitsLeft = order.lines.some(
    (line) => line.quantity - line.refundedQuantity - (takenBy.get(line.lineId)?.quantity ?? 0) > 0,
  );
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
    isFull: !hasUnitsLeft && order.refundedFen + goodsFen + freightFen === order.totalFen,
    fulfilmentAfter: fulfilmentAfter(order, takenBy),
  };
}

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
