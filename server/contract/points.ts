import { endpoints } from "./endpoint.ts";

/** What members and staff can do with points. */
export const pointsEndpoints = endpoints({});
