import type { AuditCheck } from "./kernel/audit-check.ts";
import { inventoryChecks } from "./modules/inventory/index.ts";

/** Every invariant that can be recounted, of all modules, by its number. */
export const auditChecks: readonly AuditCheck[] = [...inventoryChecks].toSorted((a, b) =>
  a.code.localeCompare(b.code, "en", { numeric: true }),
);
