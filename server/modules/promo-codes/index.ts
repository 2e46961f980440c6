// Promo codes (优惠码): issued by staff within a budget, exchanged into coupons.
export { promoCodesChecks } from "./promo-codes.audit.ts";
export { promoCodesJobs } from "./promo-codes.jobs.ts";
export { promoCodesHandlers } from "./promo-codes.routes.ts";
