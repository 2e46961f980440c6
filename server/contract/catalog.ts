import { endpoints } from "./endpoint.ts";

/** What the public can ask of catalog. */
export const catalogEndpoints = endpoints({});
