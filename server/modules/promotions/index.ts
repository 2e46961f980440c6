// What a purchase costs: the one pure pricing function and the freight rules.
// Words: list price (原价), member price (会员价), trace (价格明细), allocation (优惠分摊).
// Invariants: integer fen; every fen of a line is in exactly one unit; the trace's amounts sum to the total.
import { onMembersJoined } from "../members/index.ts";
import { onLevelsAsked } from "../tiers/index.ts";
import { joinShoppers } from "./join-shoppers.ts";
import { unitPriceFor } from "../catalog/index.ts";

export type { CampaignUse, PricingOffer } from "./offer.ts";
export { freightFor } from "./freight/freight.ts";
export { chooseBest } from "./pricing/choose-best.ts";
export { explainPrice, priceLines, versionOf, type Priced } from "./pricing/price-lines.ts";
export type { GiftLine } from "./pricing/running.ts";
export type {
  PricingDelivery,
  PricingInput,
  PricingLine,
  PricingPoints,
  TraceStep,
} from "./pricing/pricing-input.ts";
export { countCampaignsToApprove, countPersonalPricesToApprove } from "./count-approvals.ts";
export { campaignsHandlers } from "./campaigns/campaigns.routes.ts";
export { personalPricesHandlers } from "./personal-prices/personal-prices.routes.ts";
export { checkFloorWith, loadLintFacts } from "./campaigns/load-lint-facts.ts";
export type { LintFacts } from "./campaigns/lint-campaign.ts";
export { lintTerms } from "./campaigns/lint-terms.ts";
export { lintTexts } from "./campaigns/lint-texts.ts";
export { LEVEL_MAX, lowestPrices } from "./campaigns/lowest-price.ts";
export { compareCampaignCounters, type HeldUses } from "./campaigns/compare-counters.ts";
export { giveBackCampaigns } from "./campaigns/give-back-campaigns.ts";
export { limitToMember } from "./campaigns/limit-to-member.ts";
export { readLiveCampaigns } from "./campaigns/read-live-campaigns.ts";
export { useCampaigns } from "./campaigns/use-campaigns.ts";
export { readPersonalPrices } from "./personal-prices/read-personal-prices.ts";
export { promotionsChecks } from "./promotions.audit.ts";
export { promotionsJobs } from "./promotions.jobs.ts";
export { promotionsHandlers } from "./promotions.routes.ts";
export { publishFreightPolicy, readFreightPolicy } from "./freight/publish-freight-policy.ts";

onMembersJoined(joinShoppers);
onLevelsAsked({ price: unitPriceFor });
