export { auditTrailHandlers } from "./audit-trail.routes.ts";
