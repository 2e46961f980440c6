import { endpoints } from "./endpoint.ts";

/** What the public can ask of audit-trail. */
export const auditTrailEndpoints = endpoints({});
