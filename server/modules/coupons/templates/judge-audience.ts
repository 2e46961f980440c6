import type { OfferTerms } from "../../../contract/offer-terms.ts";
import { Standings } from "../../tiers/index.ts";

type Audience = OfferTerms["audience"];

/** What decides whether a coupon is for somebody; null for visitors. */
export type MemberFacts = { readonly level: number; readonly hasBought: boolean } | null;

/** What is known of a member for an audience; no command for one that takes everybody. */
export async function readMemberFacts(memberId: string, audience: Audience): Promise<MemberFacts> {
  if (audience.tierLevels.length === 0 && !audience.isFirstOrder)
    return { level: 0, hasBought: false };
  const row = await Standings.findById(memberId, { level: 1, purchaseCount: 1 }).lean();
  return { level: row?.level ?? 0, hasBought: (row?.purchaseCount ?? 0) > 0 };
}

/** Why a coupon is not for somebody, a Chinese sentence; null when it is. Visitors are judged once they log in. */
export function whyNotFor(audience: Audience, facts: MemberFacts): string | null {
  if (facts === null) return null;
  if (audience.isFirstOrder && facts.hasBought) return "仅限首次下单的顾客";
  if (audience.tierLevels.length > 0 && !audience.tierLevels.includes(facts.level))
    return "您当前的会员等级不在领取范围内";
  return null;
}
