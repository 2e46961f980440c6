import { currentSession, rawCollection } from "../../../kernel/db.ts";
import type { PricingOffer } from "../offer.ts";
import { CampaignMembers, memberCounterId } from "./campaign.model.ts";

/**
 * Tells campaigns how many units of their flash prices a member may still take. One database command where a campaign
 * with a limit per member has one of the SKUs, otherwise none; visitors have the whole limit before them.
 */
export async function limitToMember(
  campaigns: readonly PricingOffer[],
  memberId: string | null,
  skuIds: readonly string[],
): Promise<readonly PricingOffer[]> {
  const limits = new Map<string, number>();
  for (const { offerId, terms } of campaigns) {
    const { benefit } = terms;
    if (benefit.kind !== "flash_price" || benefit.perMemberMax === null) continue;
    if (benefit.prices.some(({ skuId }) => skuIds.includes(skuId)))
      limits.set(offerId, benefit.perMemberMax);
  }
  if (memberId === null || limits.size === 0) return campaigns;
  const session = currentSession();
  const ids = [...limits.keys()].map((campaignId) => memberCounterId(campaignId, memberId));
  const rows = await rawCollection(CampaignMembers)
    .find({ _id: { $in: ids } }, session && { session })
    .toArray();
  const taken = new Map(rows.map(({ _id, quantity }) => [_id, quantity]));
  return campaigns.map((offer) => {
    const limit = limits.get(offer.offerId);
    if (limit === undefined) return offer;
    const used = taken.get(memberCounterId(offer.offerId, memberId)) ?? 0;
    return { ...offer, memberUnitsLeft: Math.max(0, limit - used) };
  });
}
