import { useRef, useState } from "react";
import { newId } from "@/lib/ids";
import { Refusal, type Input } from "@/lib/api";
import { useApi, useFreshOnShow, useSend, type Reading } from "@/lib/query";
import type { Order } from "./order-state";

const changed = [
  "GET /v1/orders",
  "GET /v1/orders/counts",
  "GET /v1/orders/:orderId",
  "GET /v1/orders/:orderId/receipt",
] as const;

/** Reads one order; asked again whenever the page comes back, for a parcel or a payment may have moved it. */
export function useOrder(orderId: string, reading: Reading = {}) {
  useFreshOnShow(["GET /v1/orders/:orderId"]);
  return useApi("GET /v1/orders/:orderId", { params: { orderId } }, reading);
}

/** Reads the parcels of an order. */
export const useParcels = (orderId: string) =>
  useApi("GET /v1/orders/:orderId/shipments", { params: { orderId } });

/** Reads the receipt of an order, once it is wanted. */
export const useReceipt = (orderId: string, isOn: boolean) =>
  useApi("GET /v1/orders/:orderId/receipt", { params: { orderId } }, { isOn });

/** Reads the store where an order is collected; null until it is known. */
export function useStore(storeId: string | null) {
  const stores = useApi("GET /v1/stores", { query: { limit: 50 } }, { isOn: storeId !== null });
  return stores.data?.items.find((store) => store.storeId === storeId) ?? null;
}

/** What this order's points will be and from when; null when it earns none, or none that still wait. */
export function useEarning(orderId: string, isOn: boolean) {
  const points = useApi("GET /v1/me/points", {}, { isOn });
  return points.data?.pendingLots.find((lot) => lot.orderId === orderId) ?? null;
}

/** Cancels an unpaid order; tells whether money had arrived meanwhile. */
export const useCancel = () => useSend("POST /v1/orders/:orderId/cancel", changed);

/** Says that everything has arrived. */
export const useConfirmReceipt = () => useSend("POST /v1/orders/:orderId/confirm-receipt", changed);

/** Changes the address, once. */
export const useChangeAddress = () => useSend("PATCH /v1/orders/:orderId/address", changed);

/** Asks for an invoice. */
export const useInvoice = () => useSend("POST /v1/orders/:orderId/invoice", changed);

/** What buying again came to: what is in the cart now, and what could not be, with the reason. */
export type Again = {
  readonly added: number;
  readonly missing: readonly { readonly title: string; readonly reason: string }[];
};

type CartLine = Input<"POST /v1/cart/lines">["body"];

/** Puts what was bought into the cart once more; gifts and goods for points are left out. */
export function useBuyAgain(away: string) {
  const add = useSend("POST /v1/cart/lines", ["GET /v1/cart"]);
  const [isBusy, setBusy] = useState(false);
  // The same line under the same number, so that a second try after a lost network adds nothing twice.
  const numbers = useRef(new Map<string, CartLine>());
  const buyAgain = async (order: Order): Promise<Again> => {
    setBusy(true);
    const missing: { title: string; reason: string }[] = [];
    let added = 0;
    for (const line of order.lines) {
      if (line.isGift || line.mallItemId !== null) continue;
      const body = numbers.current.get(line.lineId) ?? {
        lineId: newId("lin"),
        skuId: line.skuId,
        quantity: line.quantity,
      };
      numbers.current.set(line.lineId, body);
      try {
        await add.mutateAsync({ body });
        numbers.current.delete(line.lineId);
        added += 1;
      } catch (error) {
        missing.push({
          title: line.title,
          reason: error instanceof Refusal ? error.message : away,
        });
      }
    }
    setBusy(false);
    return { added, missing };
  };
  return { buyAgain, isBusy };
}
