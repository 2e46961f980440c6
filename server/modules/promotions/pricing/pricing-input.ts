import type { traceRules } from "../../../contract/promotions.ts";
import type { FreightPolicy } from "../freight/freight.ts";
import type { PersonalPrice, PointsRule, PricingOffer } from "../offer.ts";

/** What one unit costs in the points mall: points, and money beside them (fen). */
export type PricingMall = {
  readonly mallItemId: string;
  readonly points: number;
  readonly priceFen: number;
};

/** One thing to be priced: a SKU as the catalogue has it now, and how many. */
export type PricingLine = {
  readonly lineId: string;
  readonly skuId: string;
  readonly productId: string;
  readonly categoryIds: readonly string[];
  readonly quantity: number;
  readonly listPriceFen: number;
  /** Member price by tier level as text; a level without one uses the best of the levels below. */
  readonly memberPricesFen: Readonly<Record<string, number>>;
  readonly weightGrams: number;
  /** Bought in the points mall: at its price and points, outside of every other rule and offer. */
  readonly mall?: PricingMall;
};

/** What the shopper and their tier bring to a price; null for visitors. */
export type PricingMember = {
  readonly memberId: string;
  readonly level: number;
  readonly tierName: string;
  readonly hasFreeFreight: boolean;
  /** Nothing bought yet. */
  readonly isFirstOrder: boolean;
};

/** How the goods reach the shopper; null while that is not chosen (the cart). */
export type PricingDelivery =
  | { readonly kind: "express"; readonly province: string; readonly city: string }
  | { readonly kind: "pickup" };

/** Points to pay with: how many the shopper wants to give, how many there are, and the rule; null without points. */
export type PricingPoints = {
  readonly wanted: number;
  readonly available: number;
  readonly rule: PointsRule & { readonly isWithCoupons: boolean };
};

/** What can be given away: a SKU's name, its list price and how many the store has. */
export type PricingGift = {
  readonly title: string;
  readonly listPriceFen: number;
  readonly available: number;
};

/** Everything a price depends on. */
export type PricingInput = {
  readonly now: Date;
  readonly storeId: string;
  readonly lines: readonly PricingLine[];
  readonly member: PricingMember | null;
  readonly delivery: PricingDelivery | null;
  readonly freight: FreightPolicy;
  readonly personalPrices: readonly PersonalPrice[];
  readonly campaigns: readonly PricingOffer[];
  /** All coupons the member holds, so that each can be shown as usable or with its reasons. */
  readonly coupons: readonly PricingOffer[];
  /** The coupons the shopper chose, of those held. */
  readonly couponIds: readonly string[];
  readonly points: PricingPoints | null;
  /** The SKUs that offers may give away. */
  readonly gifts: ReadonlyMap<string, PricingGift>;
};

/** Why an offer does not apply: a code, a sentence, and what is missing where an amount would help. */
export type OfferRefusal = {
  readonly code: OfferRefusalCode;
  readonly detail: string;
  readonly missingFen: number | null;
};

/** Every reason there can be against an offer. */
export type OfferRefusalCode =
  | "unknown"
  | "not_begun"
  | "over"
  | "login_needed"
  | "level"
  | "not_first_order"
  | "store"
  | "scope"
  | "threshold"
  | "threshold_units"
  | "stacking"
  | "budget"
  | "sold_out"
  | "no_effect";

/**
 * One line of the explained price: what applied, or what did not and why. `amountFen` is signed: what it adds to (or
 * takes off) the running total; `missingFen` is what is still needed for the rule to apply. Staff also see the offer
 * and every reason, auditors how the amount was spread over the lines.
 */
export type TraceStep = {
  readonly rule: (typeof traceRules)[number];
  readonly lineId: string | null;
  readonly name: string;
  readonly isApplied: boolean;
  readonly baseFen: number;
  readonly amountFen: number;
  readonly reason: string | null;
  readonly missingFen: number | null;
  readonly offerId: string | null;
  readonly refusals: readonly OfferRefusal[];
  readonly allocation: readonly { readonly lineId: string; readonly amountFen: number }[];
};
