import type { AuditCheck } from "./kernel/audit-check.ts";
import { auditTrailAudit } from "./modules/audit-trail/index.ts";
import { identityAudit } from "./modules/identity/index.ts";
import { inventoryChecks } from "./modules/inventory/index.ts";
import { membersAudit } from "./modules/members/index.ts";
import { ordersChecks } from "./modules/orders/index.ts";
import { paymentsChecks } from "./modules/payments/index.ts";
import { tiersChecks } from "./modules/tiers/index.ts";

/** Every invariant that can be recounted, of all modules, in the order of their numbers. */
export const auditChecks: readonly AuditCheck[] = [
  ...auditTrailAudit,
  ...identityAudit,
  ...inventoryChecks,
  ...membersAudit,
  ...ordersChecks,
  ...paymentsChecks,
  ...tiersChecks,
].toSorted((a, b) => a.code.localeCompare(b.code, "en", { numeric: true }));
