import { endpoints } from "./endpoint.ts";

/** What staff can do with promotions that need no coupon. */
export const campaignsEndpoints = endpoints({});
