import { judgeMallItem, type MallOffer } from "../points-mall/index.ts";
import type { LineFault, WantedLine } from "./load-pricing.ts";

/**
 * Why lines from the points mall cannot be had now: the item, its stock and limits, and the member's points, which the
 * lines use up in their order.
 */
export function findMallFaults(
  lines: readonly WantedLine[],
  mall: ReadonlyMap<string, MallOffer>,
  facts: { readonly now: Date; readonly level: number | null; readonly points: number },
): ReadonlyMap<string, LineFault> {
  const faults = new Map<string, LineFault>();
  let left = facts.points;
  for (const { lineId, skuId, quantity, mallItemId } of lines) {
    if (mallItemId === undefined) continue;
    const offer = mall.get(mallItemId);
    if (offer === undefined) {
      faults.set(lineId, { code: "mall_item_unavailable", detail: "兑换已结束" });
      continue;
    }
    const { what, points } = offer.item;
    if (what.kind !== "product" || what.skuId !== skuId) {
      faults.set(lineId, { code: "mall_item_unavailable", detail: "与兑换品的规格不符" });
      continue;
    }
    const wanted = lines
      .filter((line) => line.mallItemId === mallItemId)
      .reduce((total, line) => total + line.quantity, 0);
    const why = judgeMallItem(offer, { ...facts, quantity: wanted });
    if (why !== null) faults.set(lineId, { code: why.code, detail: why.detail });
    else if (points * quantity > left)
      faults.set(lineId, {
        code: "points_insufficient",
        detail: `需要 ${points * quantity} 积分，还差 ${points * quantity - Math.max(0, left)}`,
      });
    left -= points * quantity;
  }
  return faults;
}
