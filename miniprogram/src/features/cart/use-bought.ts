import { useApi } from "@/lib/query";
import { changeLine } from "./cart-changes";

type Bought = {
  readonly isFromCart: boolean;
  readonly lines: readonly { readonly skuId: string; readonly quantity: number }[];
} | null;

/** What was ordered out of the cart leaves it; what was put in beyond that stays. */
export function useBought(): (bought: Bought) => void {
  const cart = useApi("GET /v1/cart").data;
  return (bought) => {
    if (bought === null || !bought.isFromCart) return;
    for (const { skuId, quantity } of bought.lines) {
      // By SKU: logging in may have joined a guest's line with an older one.
      const line = cart?.lines.find((one) => one.skuId === skuId);
      if (line === undefined) continue;
      const left = line.quantity - quantity;
      changeLine(line.lineId, left > 0 ? { quantity: left } : { isRemoved: true });
    }
  };
}
