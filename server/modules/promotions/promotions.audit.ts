import type { AuditCheck } from "../../kernel/audit-check.ts";

/** The invariants of campaigns and personal prices. */
export const promotionsChecks: readonly AuditCheck[] = [];
