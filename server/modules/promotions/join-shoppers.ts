import { currentSession, rawCollection } from "../../kernel/db.ts";
import { assert } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { CampaignMembers, CampaignUses } from "./campaigns/campaign.model.ts";
import { PersonalPrices } from "./personal-prices/personal-price.model.ts";
import { forgetPersonalPrices } from "./personal-prices/read-personal-prices.ts";

/**
 * Gives the one that stays what two records of one person have: personal prices, and what counts towards limits of
 * flash prices; in the transaction that joins them.
 */
export async function joinShoppers(
  _world: World,
  fromMemberId: string,
  toMemberId: string,
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "members are joined in a transaction");
  const moved = { $set: { memberId: toMemberId } };
  await rawCollection(PersonalPrices).updateMany({ memberId: fromMemberId }, moved, { session });
  await rawCollection(CampaignUses).updateMany({ memberId: fromMemberId }, moved, { session });
  const counters = rawCollection(CampaignMembers);
  for (const row of await counters.find({ memberId: fromMemberId }, { session }).toArray()) {
    await counters.updateOne(
      { _id: `${row.campaignId}:${toMemberId}` },
      {
        $inc: { quantity: row.quantity },
        $setOnInsert: { campaignId: row.campaignId, memberId: toMemberId },
      },
      { session, upsert: true },
    );
    await counters.deleteOne({ _id: row._id }, { session });
  }
  forgetPersonalPrices();
}
