import { endpoints } from "./endpoint.ts";

/** What the public can ask of identity. */
export const identityEndpoints = endpoints({});
