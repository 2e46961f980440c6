import type { auditTrailEndpoints } from "../../contract/audit-trail.ts";
import type { Handlers } from "../../kernel/http.ts";
import { listActions } from "./list-actions.ts";

/** How auditTrail endpoints are answered. */
export const auditTrailHandlers: Handlers<typeof auditTrailEndpoints> = {
  "GET /v1/staff/audit": async ({ query }) => await listActions(query),
};
