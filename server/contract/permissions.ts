/** What staff may be allowed to do; the one list that endpoints and roles refer to. */
export const permissions = [
  "orders.read",
  "orders.ship",
  "orders.pickup",
  "orders.note",
  "refunds.read",
  "refunds.decide",
  "payments.reconcile",
  "catalog.read",
  "catalog.edit",
  "stock.read",
  "stock.adjust",
  "members.read",
  "members.reveal",
  "members.note",
  "tiers.read",
  "tiers.publish",
  "points.read",
  "points.adjust",
  "points.approve",
  "points.policy",
  "liabilities.read",
  "promotions.read",
  "promotions.edit",
  "promotions.approve",
  "coupons.read",
  "coupons.edit",
  "coupons.issue",
  "codes.issue",
  "codes.manage",
  "imports.run",
  "stores.edit",
  "staff.read",
  "staff.manage",
  "audit.read",
] as const;

/** One thing staff may be allowed to do. */
export type Permission = (typeof permissions)[number];

/** The roles a staff member can have. */
export const roles = ["owner", "manager", "guide", "cashier", "service"] as const;

/** A staff role: 店主、店长、导购、收银、客服. */
export type Role = (typeof roles)[number];

/** Which role may do what; a role's store scope narrows it further (see identity). */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  owner: permissions,
  manager: permissions.filter((permission) => permission !== "staff.manage"),
  guide: [
    "orders.read",
    "orders.note",
    "catalog.read",
    "stock.read",
    "members.read",
    "members.note",
    "tiers.read",
    "points.read",
    "promotions.read",
    "coupons.read",
    "coupons.issue",
    "codes.issue",
  ],
  cashier: [
    "orders.read",
    "orders.pickup",
    "catalog.read",
    "stock.read",
    "promotions.read",
    "coupons.read",
  ],
  service: [
    "orders.read",
    "orders.note",
    "orders.ship",
    "refunds.read",
    "refunds.decide",
    "catalog.read",
    "stock.read",
    "members.read",
    "members.note",
    "tiers.read",
    "points.read",
    "points.adjust",
    "promotions.read",
    "coupons.read",
    "coupons.issue",
    "codes.issue",
  ],
};
