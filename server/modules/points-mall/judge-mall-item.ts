import type { mallStandings } from "../../contract/points-mall.ts";
import type { MallItemRow } from "./mall-item.model.ts";

/** What an item is to somebody: its terms, and how many units are taken of it, in all and by them. */
export type MallOffer = {
  readonly item: MallItemRow;
  readonly taken: number;
  /** Units the member has taken; counted only where the item limits them, else 0. */
  readonly mine: number;
};

/** Why an item cannot be had: the code for an order, the standing for a list, and a sentence. */
export type MallRefusal = {
  readonly code: "mall_item_unavailable" | "mall_item_sold_out" | "purchase_limit";
  readonly standing: Exclude<(typeof mallStandings)[number], "exchangeable" | "points_short">;
  readonly detail: string;
};

/** Why so many units of an item cannot be had now, points apart; null when they can. `level` is null for visitors. */
export function judgeMallItem(
  { item, taken, mine }: MallOffer,
  facts: { readonly now: Date; readonly level: number | null; readonly quantity: number },
): MallRefusal | null {
  const { now, level, quantity } = facts;
  const unavailable = (standing: MallRefusal["standing"], detail: string): MallRefusal => ({
    code: "mall_item_unavailable",
    standing,
    detail,
  });
  if (now >= item.until) return unavailable("sold_out", "兑换已结束");
  if (now < item.from) return unavailable("not_begun", "兑换还没有开始");
  if (level === null) return unavailable("login_needed", "登录后可以兑换");
  if (item.tierLevels.length > 0 && !item.tierLevels.includes(level))
    return unavailable("not_for_you", "不适用于您当前的会员等级");
  const left = leftOf(item, taken);
  if (left !== null && quantity > left)
    return {
      code: "mall_item_sold_out",
      standing: "sold_out",
      detail: left === 0 ? "已兑完" : `仅剩 ${left} 件可兑`,
    };
  if (item.perMemberMax !== null && mine + quantity > item.perMemberMax)
    return {
      code: "purchase_limit",
      standing: "limit",
      detail: `每人限兑 ${item.perMemberMax} 件${mine > 0 ? `，您已兑 ${mine} 件` : ""}`,
    };
  return null;
}

/** How many units of an item are left of its own stock; null where it has none. */
export function leftOf(item: MallItemRow, taken: number): number | null {
  return item.stock === null ? null : Math.max(0, item.stock - taken);
}
