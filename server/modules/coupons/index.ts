// Coupons (优惠券): templates and what members hold of them.
export { couponsChecks } from "./coupons.audit.ts";
export { couponsJobs } from "./coupons.jobs.ts";
export { couponsHandlers } from "./coupons.routes.ts";
