import { endpoints } from "./endpoint.ts";

/** What the public can ask of tiers. */
export const tiersEndpoints = endpoints({});
