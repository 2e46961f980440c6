import { endpoints } from "./endpoint.ts";

/** What the public can ask of stores. */
export const storesEndpoints = endpoints({});
