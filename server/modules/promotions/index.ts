// What a purchase costs: the one pure pricing function and the freight rules.
// Words: list price (原价), member price (会员价), trace (价格明细), allocation (优惠分摊).
// Invariants: integer fen; every fen of a line is in exactly one unit; the trace's amounts sum to the total.
export type { CampaignUse, PersonalPrice, PointsRule, PricingOffer } from "./offer.ts";
export { freightFor, type FreightPolicy } from "./freight.ts";
export {
  priceLines,
  versionOf,
  type Priced,
  type PricingDelivery,
  type PricingInput,
  type PricingLine,
  type PricingMember,
  type TraceStep,
} from "./price-lines.ts";
export { campaignsHandlers } from "./campaigns/campaigns.routes.ts";
export { personalPricesHandlers } from "./personal-prices/personal-prices.routes.ts";
export { promotionsChecks } from "./promotions.audit.ts";
export { promotionsJobs } from "./promotions.jobs.ts";
export { promotionsHandlers } from "./promotions.routes.ts";
export { publishFreightPolicy, readFreightPolicy } from "./publish-freight-policy.ts";
