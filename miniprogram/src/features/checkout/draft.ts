import { newId } from "@/lib/ids";
import type { Input } from "@/lib/api";
import { kept } from "@/lib/storage";
import { createStore } from "@/lib/store";

type OrderBody = Input<"POST /v1/orders">["body"];
/** What is to be bought. */
export type DraftLine = OrderBody["lines"][number];

/**
 * A checkout under way, kept on the phone: nothing typed or chosen is lost, and the order's number is the same until the
 * server has answered, so that trying again never orders twice.
 */
export type Draft = {
  readonly orderId: string;
  readonly lines: readonly DraftLine[];
  /** Lines out of the cart leave it once they are ordered. */
  readonly isFromCart: boolean;
  readonly deliveryKind: "express" | "pickup";
  readonly addressId: string | null;
  readonly storeId: string | null;
  /** What the shopper chose by hand; null as long as the best choice is wanted. */
  readonly choice: { readonly couponIds: readonly string[]; readonly points: number } | null;
  readonly buyerNote: string;
  /** What was sent and has not been answered: sent again as it was. */
  readonly sent: OrderBody | null;
};

/** The checkout under way, if there is one. */
export const checkoutDraft = createStore<Draft | null>(kept<Draft | null>("checkout.draft", null));

/** Begins a checkout of these lines; what was chosen of address and store before is kept. */
export function beginCheckout(lines: readonly DraftLine[], isFromCart = false): void {
  const last = checkoutDraft.get();
  checkoutDraft.set({
    orderId: newId("ord"),
    lines,
    isFromCart,
    deliveryKind: last?.deliveryKind ?? "express",
    addressId: last?.addressId ?? null,
    storeId: last?.storeId ?? null,
    choice: null,
    buyerNote: "",
    sent: null,
  });
}

/** Changes the checkout under way; what had been sent but not answered is given up for it. */
export function changeDraft(change: Partial<Draft>): void {
  const draft = checkoutDraft.get();
  if (draft !== null) checkoutDraft.set({ ...draft, ...change });
}
