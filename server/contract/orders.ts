import { endpoints } from "./endpoint.ts";

/** What the public can ask of orders. */
export const ordersEndpoints = endpoints({});
