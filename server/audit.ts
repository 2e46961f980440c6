import type { AuditCheck } from "./kernel/audit-check.ts";
import { auditTrailAudit } from "./modules/audit-trail/index.ts";
import { couponsChecks } from "./modules/coupons/index.ts";
import { identityAudit } from "./modules/identity/index.ts";
import { inventoryChecks } from "./modules/inventory/index.ts";
import { membersAudit } from "./modules/members/index.ts";
import { ordersChecks } from "./modules/orders/index.ts";
import { paymentsChecks } from "./modules/payments/index.ts";
import { pointsChecks } from "./modules/points/index.ts";
import { pointsMallChecks } from "./modules/points-mall/index.ts";
import { promoCodesChecks } from "./modules/promo-codes/index.ts";
import { promotionsChecks } from "./modules/promotions/index.ts";
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
  ...pointsChecks,
  ...promotionsChecks,
  ...couponsChecks,
  ...pointsMallChecks,
  ...promoCodesChecks,
].toSorted((a, b) => a.code.localeCompare(b.code, "en", { numeric: true }));
