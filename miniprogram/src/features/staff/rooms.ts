import type { Permission } from "@contract/permissions.ts";
import type { PageName } from "@/lib/routes";
import type { staffTexts } from "@/i18n/staff";

type TextKey = keyof typeof staffTexts;

/** A room of the merchant view: one line of the rail, with the page it opens and what one must be allowed for it. */
export type Room = {
  readonly page: PageName;
  readonly text: TextKey;
  readonly permission: Permission;
};

/** The rooms by group, in the order of the rail. A room is added here and nowhere else. */
export const roomGroups: readonly { readonly text: TextKey; readonly rooms: readonly Room[] }[] = [
  {
    text: "groupToday",
    rooms: [{ page: "today", text: "today", permission: "orders.read" }],
  },
  {
    text: "groupTrade",
    rooms: [
      { page: "staffOrders", text: "orders", permission: "orders.read" },
      { page: "picking", text: "picking", permission: "orders.ship" },
      { page: "pickup", text: "pickup", permission: "orders.pickup" },
      { page: "staffRefunds", text: "refunds", permission: "refunds.read" },
      { page: "reconciliation", text: "reconciliation", permission: "payments.reconcile" },
    ],
  },
  {
    text: "groupGoods",
    rooms: [
      { page: "staffProducts", text: "products", permission: "catalog.read" },
      { page: "stock", text: "stock", permission: "stock.read" },
      { page: "staffCategories", text: "categories", permission: "catalog.edit" },
    ],
  },
  {
    text: "groupPeople",
    rooms: [
      { page: "staffMembers", text: "members", permission: "members.read" },
      { page: "adjustments", text: "adjustments", permission: "points.approve" },
    ],
  },
  {
    text: "groupOffers",
    rooms: [
      { page: "campaigns", text: "campaigns", permission: "promotions.read" },
      { page: "templates", text: "templates", permission: "coupons.read" },
      { page: "codes", text: "codes", permission: "codes.issue" },
      { page: "personalPrices", text: "personalPrices", permission: "promotions.read" },
      { page: "staffMall", text: "staffMall", permission: "points.read" },
      { page: "tierPolicy", text: "tierPolicy", permission: "tiers.read" },
      { page: "pointsPolicy", text: "pointsPolicy", permission: "points.read" },
      { page: "liability", text: "liability", permission: "liabilities.read" },
    ],
  },
  {
    text: "groupShop",
    rooms: [
      { page: "staffShop", text: "shopSettings", permission: "stores.edit" },
      { page: "staffHome", text: "home", permission: "catalog.edit" },
      { page: "staffStores", text: "stores", permission: "stores.edit" },
      { page: "staffPeople", text: "people", permission: "staff.read" },
      { page: "staffImports", text: "imports", permission: "imports.run" },
      { page: "staffAudit", text: "audit", permission: "audit.read" },
    ],
  },
];

/** The room that a page is or belongs to. */
export const roomOf = (page: PageName): Room | undefined =>
  roomGroups.flatMap(({ rooms }) => rooms).find((room) => room.page === page);
