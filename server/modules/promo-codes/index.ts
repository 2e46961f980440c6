// Promo codes (优惠码): issued by staff within a budget, exchanged into coupons. Words: batch (批次), single (一次性码),
// vanity (口令码), redemption (兑换), budget (预算). Invariants: a code is stored as a keyed digest and sealed; wrong,
// expired, used and another's code get one answer for one work; tries are counted before; a budget is never exceeded.
import { onMembersJoined } from "../members/index.ts";
import { joinCodes } from "./join-codes.ts";

export { countBatchesToApprove } from "./count-batches.ts";
export { promoCodesChecks } from "./promo-codes.audit.ts";
export { promoCodesJobs } from "./promo-codes.jobs.ts";
export { promoCodesHandlers } from "./promo-codes.routes.ts";

onMembersJoined(joinCodes);
