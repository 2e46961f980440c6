import { endpoints } from "./endpoint.ts";

/** What staff can do with prices of one person or tier. */
export const personalPricesEndpoints = endpoints({});
