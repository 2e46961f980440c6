import type { MallUnits } from "../points-mall/index.ts";
import type { OrderLineRow, OrderRow } from "./order.model.ts";

/** The units that an order's lines take of items of the points mall, by item; `quantityOf` says which of them count. */
export function mallUnitsOf(
  order: OrderRow,
  quantityOf: (line: OrderLineRow, index: number) => number,
): MallUnits[] {
  const units = new Map<string, number>();
  for (const [index, line] of order.lines.entries()) {
    const quantity = line.mallItemId === undefined ? 0 : quantityOf(line, index);
    if (line.mallItemId !== undefined && quantity > 0)
      units.set(line.mallItemId, (units.get(line.mallItemId) ?? 0) + quantity);
  }
  return [...units].map(([mallItemId, quantity]) => ({ mallItemId, quantity }));
}
