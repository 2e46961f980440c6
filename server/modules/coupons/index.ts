// Coupons (优惠券): templates and what members hold of them. Words: template (券模板), claim (领取), hold (占用),
// redeem (核销), release (释放), return (退回), gift (转赠), face (面额上限). Invariants (I4): issued ≤ total, by member and
// day too; counters = a count of rows; a coupon is in at most one live order; its steps are a path of its states.
import { onMembersJoined } from "../members/index.ts";
import { checkFloorWith } from "../promotions/index.ts";
import { onLevelsAsked } from "../tiers/index.ts";
import { joinCoupons } from "./life/join-coupons.ts";
import { readFloorOffers } from "./templates/floor-offers.ts";
import { findPublished } from "./templates/read-templates.ts";

export type { CouponRow } from "./coupon.model.ts";
export { couponsChecks } from "./coupons.audit.ts";
export { couponsJobs } from "./coupons.jobs.ts";
export { couponsHandlers } from "./coupons.routes.ts";
export { previewIssues, type IssueRefusal } from "./issuing/issue-coupons.ts";
export { issueCoupon } from "./issuing/issue-coupon.ts";
export { importCoupons, type ImportedCouponOutcome } from "./issuing/import-coupons.ts";
export { couponsLiability } from "./life/coupons-liability.ts";
export { listOpenCoupons } from "./life/list-open-coupons.ts";
export { holdCoupons } from "./life/hold-coupons.ts";
export { readCouponFlows } from "./life/read-coupon-flows.ts";
export { readCoupon, readCoupons } from "./life/read-coupons.ts";
export { readCouponHolders } from "./life/read-holders.ts";
export { readHeldCoupons } from "./life/read-held-coupons.ts";
export { redeemCoupons } from "./life/redeem-coupons.ts";
export { releaseCoupons } from "./life/release-coupons.ts";
export { previewReturnCoupons, returnCoupons } from "./life/return-coupons.ts";
export { voidMemberCoupons } from "./life/void-member-coupons.ts";
export { moveTemplate } from "./templates/change-template.ts";
export { createTemplate } from "./templates/create-template.ts";
export {
  mustBePublished,
  readTemplateNames,
  type PublishedTemplate,
} from "./templates/read-templates.ts";

onMembersJoined(joinCoupons);
onLevelsAsked({ templates: findPublished });
checkFloorWith(readFloorOffers);
