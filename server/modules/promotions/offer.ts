import type { OfferTerms } from "../../contract/offer-terms.ts";

/** An offer as pricing sees it: a campaign that runs by itself, or a coupon that somebody holds. */
export type PricingOffer = {
  /** The campaign's or the issued coupon's id. */
  readonly offerId: string;
  readonly kind: "campaign" | "coupon";
  readonly name: string;
  /** Smaller comes first. */
  readonly priority: number;
  readonly terms: OfferTerms;
  /** Half-open: from ≤ now < until. */
  readonly from: Date;
  readonly until: Date;
  /** When it came to the member: earlier wins a tie. Campaigns: when they were published. */
  readonly since: Date;
  /** Fen of discount that the budget still has; null without a budget. Never for coupons. */
  readonly budgetLeftFen: number | null;
  /** Units left per SKU of a flash price; empty for every other benefit. */
  readonly unitsLeft: Readonly<Record<string, number>>;
  /** Units of a flash price this member may still take, of all its SKUs together; absent: as many as its limit says. */
  readonly memberUnitsLeft?: number;
};

/** A price for one person or tier: what is paid of the price so far, above 10 000 for a named service surcharge. */
export type PersonalPrice = {
  readonly personalPriceId: string;
  /** Shown in the trace, `老友专属 9 折`. */
  readonly name: string;
  readonly memberId: string | null;
  readonly tierLevel: number | null;
  /** Empty lists mean all goods. */
  readonly productIds: readonly string[];
  readonly payBps: number;
  readonly from: Date;
  readonly until: Date;
};

/** How points pay: every `stepPoints` are worth `stepFen`, up to `maxBps` of the goods, never freight. */
export type PointsRule = {
  readonly stepPoints: number;
  readonly stepFen: number;
  readonly maxBps: number;
};

/** What an order takes of a campaign: fen of its budget and units of its flash stock. */
export type CampaignUse = {
  readonly campaignId: string;
  readonly amountFen: number;
  readonly units: readonly { readonly skuId: string; readonly quantity: number }[];
};
