/*
 * Audit trail: what staff changed, as it was and as it is, and why; recorded in the transaction that changes it.
 * Words: entry (one action), chain (each entry's hash covers the one before), head (where the chain ends).
 * Invariants: I10, numbers without gaps and an unbroken chain; entries carry no personal data.
 */
export { auditTrailAudit } from "./audit-trail.audit.ts";
export { auditTrailHandlers } from "./audit-trail.routes.ts";
export { recordAction, type RecordedAction } from "./record-action.ts";
