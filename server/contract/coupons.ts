import { endpoints } from "./endpoint.ts";

/** What members and staff can do with coupons. */
export const couponsEndpoints = endpoints({});
