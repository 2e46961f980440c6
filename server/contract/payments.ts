import { endpoints } from "./endpoint.ts";

/** What the public can ask of payments. */
export const paymentsEndpoints = endpoints({});
