import { auditActionTexts } from "@/i18n/staff-audit";

/** An action that the table of words knows. */
export type Action = keyof typeof auditActionTexts;

/** Groups of actions by what they are done to: the part of the code before the point. */
const kinds = {
  groupTrade: ["order", "shipment", "refund", "reconciliation-case"],
  groupGoods: ["product", "category", "stock", "media", "home", "scene"],
  groupMembers: ["member", "points", "import"],
  groupOffers: [
    "campaign",
    "coupon",
    "coupon_issue",
    "coupon_template",
    "code_batch",
    "code_budget",
    "mall_item",
    "personal_price",
  ],
  groupShop: ["shop", "store", "staff", "freight_policy", "tier_policy", "points_policy"],
} as const;

/** A group of actions. */
export type ActionGroup = keyof typeof kinds;

/** The groups, in the order of the chips. */
export const actionGroups = Object.keys(kinds) as ActionGroup[];

/** The actions of a group, in the order of the table of words. */
export function actionsOf(group: ActionGroup): readonly Action[] {
  const wanted: readonly string[] = kinds[group];
  return (Object.keys(auditActionTexts) as Action[]).filter((action) =>
    wanted.includes(action.split(".")[0] ?? ""),
  );
}
