import { endpoints } from "./endpoint.ts";

/** What the public can ask of inventory. */
export const inventoryEndpoints = endpoints({});
