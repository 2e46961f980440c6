import type { AuditCheck } from "../../kernel/audit-check.ts";

/** The invariants of promo-codes. */
export const promoCodesChecks: readonly AuditCheck[] = [];
