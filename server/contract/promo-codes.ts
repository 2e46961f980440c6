import { endpoints } from "./endpoint.ts";

/** What members and staff can do with promo codes. */
export const promoCodesEndpoints = endpoints({});
