import { newId } from "@/lib/ids";
import type { Answer, Input } from "@/lib/api";
import { memberSession } from "@/lib/session";
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
  /** What was sent and has not been answered: nothing else is shown, and nothing else is sent, until it is. */
  readonly sent: Sent | null;
  /** What the shopper wanted to buy next while that was unanswered. */
  readonly next: Pick<Draft, "lines" | "isFromCart"> | null;
};

/** An order as it was sent, with the price as it was shown. */
export type Sent = {
  readonly personId: string;
  readonly body: OrderBody;
  readonly quote: Answer<"POST /v1/quotes">;
};

/** The checkout under way, if there is one. */
export const checkoutDraft = createStore<Draft | null>(
  kept<Draft | null>("checkout.underWay", null),
);

/** Begins a checkout of these lines; what was chosen of address and store before is kept. */
export function beginCheckout(lines: readonly DraftLine[], isFromCart = false): void {
  const last = checkoutDraft.get();
  const me = memberSession.store.get()?.personId;
  // First it has to be known what came of the last one.
  if (
    last?.sent !== undefined &&
    last.sent !== null &&
    (me ?? last.sent.personId) === last.sent.personId
  )
    return changeDraft({ next: { lines, isFromCart } });
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
    next: null,
  });
}

/** What was sent is known not to have become an order: the checkout is open again, for what is wanted by now. */
export function reopenCheckout(): void {
  const draft = checkoutDraft.get();
  if (draft === null) return;
  checkoutDraft.set({ ...draft, sent: null, next: null });
  if (draft.next !== null) beginCheckout(draft.next.lines, draft.next.isFromCart);
}

/** Changes the checkout under way. */
export function changeDraft(change: Partial<Draft>): void {
  const draft = checkoutDraft.get();
  if (draft !== null) checkoutDraft.set({ ...draft, ...change });
}
