import { useActIds } from "@/lib/acts";
import type { Answer } from "@/lib/api";
import { useApi, useApiList, useSend, type Listing, type Row } from "@/lib/query";
import { useMember } from "@/lib/session";

/** A coupon that can be claimed, or why not. */
export type Claimable = Answer<"GET /v1/coupons">["items"][number];
/** A coupon that the shopper has, or had. */
export type Coupon = Row<"GET /v1/me/coupons">;
/** What a coupon is: benefit, threshold, goods, people. */
export type CouponTerms = Coupon["terms"];

const changed = ["GET /v1/coupons", "GET /v1/me/coupons"] as const;

/** Reads the coupons to claim; a guest sees them too. */
export function useClaimables() {
  const isMember = useMember() !== null;
  // What one can claim is one's own: only a guest's list is kept on the phone.
  return useApi("GET /v1/coupons", {}, { isKept: !isMember });
}

/** Claims a coupon, by its template or by a claim link; a second tap is the same claim. */
export function useClaim() {
  const ids = useActIds("clm");
  const send = useSend("POST /v1/coupons/claims", changed);
  const claim = (what: { readonly templateId: string } | { readonly token: string }): void => {
    const about = "token" in what ? what.token : what.templateId;
    send.mutate(
      { body: { ...what, claimId: ids.idOf(about) } },
      { onSettled: (_, error) => ids.settle(about, error) },
    );
  };
  const asked = send.variables?.body;
  return {
    claim,
    isBusy: send.isPending,
    got: send.data ?? null,
    error: send.error,
    /** Which one it is about. */
    about: asked === undefined ? null : "token" in asked ? asked.token : asked.templateId,
  };
}

/** The parts of one's own coupons. */
export type CouponPart = "usable" | "used" | "expired" | "given";

const states = {
  usable: ["available", "held"],
  used: ["redeemed", null],
  expired: ["expired", "void"],
  given: ["gifted", null],
} as const;

/** Reads one part of one's own coupons: those in its main state page by page, and beside them what is rare. */
export function useMyCoupons(part: CouponPart): {
  list: Listing<Coupon>;
  beside: readonly Coupon[];
} {
  const isMember = useMember() !== null;
  const [state, besideState] = states[part];
  const list = useApiList("GET /v1/me/coupons", { query: { state } }, { isOn: isMember });
  const beside = useApi(
    "GET /v1/me/coupons",
    { query: { state: besideState ?? "held", limit: 50 } },
    { isOn: isMember && besideState !== null },
  );
  return { list, beside: besideState === null ? [] : (beside.data?.items ?? []) };
}

/** Counts the coupons that can be used, up to fifty; null for guests and while it is unknown. */
export function useCouponCount(): { count: number; hasMore: boolean } | null {
  const isMember = useMember() !== null;
  const answer = useApi(
    "GET /v1/me/coupons",
    { query: { state: "available", limit: 50 } },
    { isOn: isMember },
  );
  if (answer.data === undefined) return null;
  return { count: answer.data.items.length, hasMore: answer.data.nextCursor !== null };
}

/** Asks for the link by which a friend gets a coupon: the same one each time. */
export const useGift = () => useSend("POST /v1/me/coupons/:couponId/gift");

/** Takes a friend's coupon. */
export const useAcceptGift = () => useSend("POST /v1/coupon-gifts/:token/accept", changed);

/** Swaps a code for a coupon; a second tap is the same redemption. */
export function useRedeem() {
  const ids = useActIds("red");
  const send = useSend("POST /v1/promo-codes/redemptions", changed);
  const redeem = (code: string): void => {
    send.mutate(
      { body: { code, redemptionId: ids.idOf(code) } },
      { onSettled: (_, error) => ids.settle(code, error) },
    );
  };
  return {
    redeem,
    isBusy: send.isPending,
    got: send.data ?? null,
    error: send.error,
    reset: send.reset,
  };
}
