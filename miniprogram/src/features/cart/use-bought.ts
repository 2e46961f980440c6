import { useApi } from "@/lib/query";
import { changeLine, sendChanges } from "./cart-changes";

type Bought = {
  readonly isFromCart: boolean;
  readonly lines: readonly { readonly skuId: string; readonly quantity: number }[];
} | null;

/** What was ordered out of the cart leaves it; what was put in beyond that stays. */
export function useBought(): (bought: Bought) => Promise<void> {
  const cart = useApi("GET /v1/cart");
  return async (bought) => {
    if (bought === null || !bought.isFromCart) return;
    const known = cart.data ?? (await cart.refetch()).data;
    for (const { skuId, quantity } of bought.lines) {
      // By SKU: logging in may have joined a guest's line with an older one.
      const line = known?.lines.find((one) => one.skuId === skuId);
      if (line === undefined) continue;
      const left = line.quantity - quantity;
      changeLine(line.lineId, left > 0 ? { quantity: left } : { isRemoved: true });
    }
    // At once: the cashier may take the page away.
    await sendChanges();
  };
}
