import type { AuditCheck } from "../../kernel/audit-check.ts";

/** The invariants of coupons. */
export const couponsChecks: readonly AuditCheck[] = [];
