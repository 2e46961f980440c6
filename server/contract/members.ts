import { endpoints } from "./endpoint.ts";

/** What the public can ask of members. */
export const membersEndpoints = endpoints({});
