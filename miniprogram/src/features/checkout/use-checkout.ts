import { useRef, useState } from "react";
import { useActIds } from "@/lib/acts";
import { Refusal, type Answer, type Input } from "@/lib/api";
import { newId } from "@/lib/ids";
import { refresh, useApi, useSend } from "@/lib/query";
import { useMember } from "@/lib/session";
import { useStore } from "@/lib/store";
import { changeDraft, checkoutDraft, reopenCheckout, type Draft } from "./draft";

/** The price of what is about to be bought, with every step. */
export type Quote = Answer<"POST /v1/quotes">;
/** An order that has been placed. */
export type Order = Answer<"POST /v1/orders">;
/** An order that was found, as the page needs it. */
export type Found = Pick<Order, "id" | "totalFen" | "paymentState">;
/** An order that is placed; `isOther` when it is that of an earlier try, which arrived after all. */
export type Placed = { readonly order: Found; readonly isOther: boolean };
/** An address as the order takes it. */
export type Receiver = Extract<
  Input<"POST /v1/orders">["body"]["delivery"],
  { kind: "express" }
>["address"];

type Place = { readonly province: string; readonly city: string };
type Choice = { readonly couponIds: readonly string[]; readonly points: number };

const nothing: Choice = { couponIds: [], points: 0 };
/** After these the price is worked out anew and shown before anybody pays. */
const repriced: ReadonlySet<string> = new Set([
  "price_changed",
  "coupon_unavailable",
  "points_insufficient",
  "campaign_over",
  "stock_insufficient",
  "product_unavailable",
  "sku_unavailable",
  "purchase_limit",
  "mall_item_sold_out",
  "mall_item_unavailable",
]);

/** Refused before the server looked at the order: what came of an earlier try is as unknown as before. */
const undecided: ReadonlySet<number> = new Set([401, 408, 429]);

/** What was shown before the server said that it is no longer so. */
export type Change = { readonly before: Quote; readonly sentence: string };

/** Where the goods shall go, as far as it is known. */
export type Destination =
  | {
      readonly kind: "express";
      readonly receiver: Receiver | null;
      readonly estimate: Place | null;
    }
  | { readonly kind: "pickup"; readonly storeId: string | null };

/** The checkout under way: its price with the best choice or the shopper's own, and placing the order once. */
export function useCheckout(draft: Draft | null, destination: Destination) {
  const isMember = useMember() !== null;
  const where = quoteDelivery(destination);
  const lines = [...(draft?.lines ?? [])];
  const isReady = draft !== null && isMember && where !== null;
  const delivery = where ?? { kind: "express" as const, province: "", city: "" };
  const best = useApi(
    "POST /v1/quotes/best",
    { body: { lines, delivery } },
    { isOn: isReady && draft.choice === null, keepsLast: true },
  );
  const own = draft?.choice ?? null;
  const choice = own ?? best.data?.best ?? nothing;
  const quote = useApi(
    "POST /v1/quotes",
    { body: { lines, delivery, couponIds: [...choice.couponIds], points: choice.points } },
    { isOn: isReady && (own !== null || !best.isPending), keepsLast: true },
  );
  const last = useRef<Quote | undefined>(undefined);
  if (quote.data !== undefined) last.current = quote.data;
  // A price that cannot be asked leaves the page as it was; nobody can pay by it.
  const isStale = quote.data === undefined || (own === null && best.data === undefined);
  const shown = quote.data ?? last.current;
  const choose = (change: Partial<Choice>) =>
    changeDraft({ choice: { couponIds: choice.couponIds, points: choice.points, ...change } });
  return {
    quote: shown,
    error: quote.error ?? (own === null ? best.error : null),
    isStale,
    isPricing: isReady && (quote.isPlaceholderData || quote.isPending || best.isPlaceholderData),
    reload: () => {
      void best.refetch();
      void quote.refetch();
    },
    choice,
    isBest: own === null,
    choose,
    chooseBest: () => changeDraft({ choice: null }),
  };
}

function quoteDelivery(
  destination: Destination,
): Input<"POST /v1/quotes">["body"]["delivery"] | null {
  if (destination.kind === "pickup")
    return destination.storeId === null ? null : { kind: "pickup", storeId: destination.storeId };
  const place = destination.receiver ?? destination.estimate;
  return place === null ? null : { kind: "express", province: place.province, city: place.city };
}

/** Places the order of a draft. The number and what was sent stay until the server has answered: never two orders. */
export function usePlaceOrder() {
  const draft = useStore(checkoutDraft);
  const send = useSend("POST /v1/orders", [
    "GET /v1/orders",
    "GET /v1/orders/counts",
    "GET /v1/me/points",
    "GET /v1/me/coupons",
  ]);
  const [change, setChange] = useState<Change | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const underWay = useRef(false);
  const member = useMember();
  const kept = draft?.sent ?? null;
  // Never what somebody else sent from this phone.
  const sent = kept?.personId === member?.personId ? kept : null;
  const asked = useApi(
    "GET /v1/orders/:orderId",
    { params: { orderId: draft?.orderId ?? "" } },
    { isOn: false },
  );

  const bodyOf = (quote: Quote, destination: Destination, choice: Choice) => {
    if (draft === null) return null;
    const delivery =
      destination.kind === "pickup"
        ? destination.storeId === null
          ? null
          : { kind: "pickup" as const, storeId: destination.storeId }
        : destination.receiver === null
          ? null
          : { kind: "express" as const, address: destination.receiver };
    if (delivery === null) return null;
    const note = draft.buyerNote.trim();
    return {
      orderId: kept === null ? draft.orderId : newId("ord"),
      lines: [...draft.lines],
      delivery,
      couponIds: [...choice.couponIds],
      points: choice.points,
      expectedTotalFen: quote.totalFen,
      quoteVersion: quote.version,
      buyerNote: note === "" ? null : note,
      invoice: null,
    };
  };

  /** What has become of the order that was sent; null when there is none, or when nobody knows yet. */
  const lookUp = async (orderId: string): Promise<Found | null> => {
    const { data, error: reason } = await asked.refetch();
    if (reason === null && data?.id === orderId) return data;
    if (!(reason instanceof Refusal) || reason.status !== 404) {
      setError(reason ?? new Error("unknown"));
      return null;
    }
    setError(null);
    reopenCheckout();
    return null;
  };

  /** Asks whether what was sent has become an order; if not, the checkout is open again. */
  const ask = async (): Promise<Found | null> => {
    if (sent === null || underWay.current) return null;
    underWay.current = true;
    setAsking(true);
    try {
      return await lookUp(sent.body.orderId);
    } finally {
      underWay.current = false;
      setAsking(false);
    }
  };

  const place = async (
    quote: Quote,
    destination: Destination,
    choice: Choice,
  ): Promise<Placed | null> => {
    if (draft === null || member === null || underWay.current) return null;
    const body = sent?.body ?? bodyOf(quote, destination, choice);
    if (body === null) return null;
    underWay.current = true;
    setBusy(true);
    changeDraft({
      orderId: body.orderId,
      sent: sent ?? { personId: member.personId, body, quote },
    });
    setError(null);
    setChange(null);
    try {
      return { order: await send.mutateAsync({ body }), isOther: false };
    } catch (reason) {
      if (!(reason instanceof Refusal) || reason.status >= 500 || undecided.has(reason.status)) {
        setError(reason instanceof Error ? reason : new Error("unknown"));
        return null;
      }
      if (reason.code === "idempotency_mismatch") {
        // An earlier try arrived after all: that is the order, and no second one is made.
        const found = await lookUp(body.orderId);
        return found === null ? null : { order: found, isOther: true };
      }
      const isOver = repriced.has(reason.code);
      const isForOthers = draft.next !== null;
      changeDraft(isOver && reason.code !== "price_changed" ? { choice: null } : {});
      reopenCheckout();
      // What is asked next is asked at the new price.
      await refresh(["POST /v1/quotes/best", "POST /v1/quotes"]);
      if (isOver && !isForOthers)
        setChange({ before: sent?.quote ?? quote, sentence: reason.message });
      else setError(reason);
      return null;
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  };
  return {
    place,
    ask,
    sent,
    isBusy,
    isAsking,
    error,
    change,
    forgetChange: () => setChange(null),
    isUnanswered: sent !== null && !isBusy,
  };
}

/** Swaps a promo code for a coupon without leaving the checkout; another tap after a lost network is the same act. */
export function useCodeHere() {
  const ids = useActIds("red");
  const send = useSend("POST /v1/promo-codes/redemptions", [
    "POST /v1/quotes/best",
    "POST /v1/quotes",
    "GET /v1/me/coupons",
  ]);
  const redeem = async (code: string): Promise<boolean> => {
    if (send.isPending) return false;
    const error = await send.mutateAsync({ body: { code, redemptionId: ids.idOf(code) } }).then(
      () => null,
      (reason: unknown) => reason,
    );
    ids.settle(code, error);
    return error === null;
  };
  return { redeem, isBusy: send.isPending, error: send.error, got: send.data ?? null };
}
