import { useEffect, useRef, useState } from "react";
import { useActIds } from "@/lib/acts";
import type { Answer } from "@/lib/api";
import { know, refresh, useApi, useSend } from "@/lib/query";
import { useMember } from "@/lib/session";
import { useStore } from "@/lib/store";
import {
  changeError,
  changeLine,
  sendChanges,
  wantedChanges,
  type LineChange,
} from "./cart-changes";

/** The cart as the server prices it. */
export type Cart = Answer<"GET /v1/cart">;
/** One line of it. */
export type CartLine = Cart["lines"][number];

/** Reads the cart, with what has been tapped laid over what the server knows. */
export function useCart() {
  const cart = useApi("GET /v1/cart");
  const wanted = useStore(wantedChanges);
  const error = useStore(changeError);
  const isWaiting = Object.keys(wanted).length > 0;
  useEffect(() => {
    // Left over from the last time, or from a lost network.
    if (Object.keys(wantedChanges.get()).length > 0) void sendChanges();
  }, []);
  const lines = (cart.data?.lines ?? [])
    .filter(({ lineId }) => wanted[lineId]?.isRemoved !== true)
    .map((line) => laidOver(line, wanted[line.lineId]));
  return {
    cart: cart.data,
    lines,
    loadError: cart.error,
    reload: () => void cart.refetch(),
    /** What is shown as the price is not yet that of what is shown as the cart. */
    isWaiting,
    error,
    change: changeLine,
    sendNow: sendChanges,
  };
}

function laidOver(line: CartLine, change: LineChange | undefined): CartLine {
  if (change === undefined) return line;
  return {
    ...line,
    quantity: change.quantity ?? line.quantity,
    isSelected: change.isSelected ?? line.isSelected,
  };
}

/** Reads what coupons and points could save on the selected lines; nothing for guests. */
export function useCartBest(isOn: boolean) {
  const isMember = useMember() !== null;
  const best = useApi("GET /v1/cart/best-choice", {}, { isOn: isMember && isOn });
  // An answer about the cart as it was a moment ago would promise what is not so.
  return best.isFetching ? null : (best.data ?? null);
}

/** How many units are in the cart, those on their way included. */
export function useAddToCart() {
  const cart = useApi("GET /v1/cart");
  const send = useSend("POST /v1/cart/lines");
  const ids = useActIds("lin");
  const [underWay, setUnderWay] = useState(0);
  const isBusy = useRef(false);
  const add = async (skuId: string, quantity: number): Promise<boolean> => {
    if (isBusy.current) return false;
    isBusy.current = true;
    setUnderWay(quantity);
    const about = `${skuId} ${quantity}`;
    try {
      const answer = await send.mutateAsync({ body: { lineId: ids.idOf(about), skuId, quantity } });
      ids.settle(about, null);
      know("GET /v1/cart", answer);
      void refresh(["GET /v1/cart/best-choice"]);
      return true;
    } catch (error) {
      ids.settle(about, error);
      return false;
    } finally {
      isBusy.current = false;
      setUnderWay(0);
    }
  };
  const known = (cart.data?.lines ?? []).reduce((sum, { quantity }) => sum + quantity, 0);
  return { add, count: known + underWay, error: send.error };
}
