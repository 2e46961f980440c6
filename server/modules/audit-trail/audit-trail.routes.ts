import type { auditTrailEndpoints } from "../../contract/audit-trail.ts";
import type { Handlers } from "../../kernel/http.ts";

/** How auditTrail endpoints are answered. */
export const auditTrailHandlers: Handlers<typeof auditTrailEndpoints> = {};
