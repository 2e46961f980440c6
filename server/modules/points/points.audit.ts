import type { AuditCheck } from "../../kernel/audit-check.ts";

/** The invariants of points. */
export const pointsChecks: readonly AuditCheck[] = [];
