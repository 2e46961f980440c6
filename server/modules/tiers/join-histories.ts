import { currentSession, rawCollection } from "../../kernel/db.ts";
import { assert } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { movePurchases } from "../purchases/index.ts";
import { refreshStanding } from "./refresh-standing.ts";
import { Standings, TierChanges } from "./standing.model.ts";

/**
 * Makes one history of two, in the transaction that joins two records of one person: purchases, tier history, gifts
 * and levels brought along go to the one that stays, whose standing is then recounted from all of it.
 */
export async function joinHistories(
  world: World,
  fromMemberId: string,
  toMemberId: string,
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "members are joined in a transaction");
  const options = { session };
  const moved = await movePurchases(fromMemberId, toMemberId);
  const standings = rawCollection(Standings);
  const carried = await standings.findOneAndDelete({ _id: fromMemberId }, options);
  if (carried !== null) {
    await rawCollection(TierChanges).updateMany(
      { memberId: fromMemberId },
      { $set: { memberId: toMemberId } },
      options,
    );
    const { _id, giftedLevels, grants, ...counted } = carried;
    // Who never bought takes over what was known of the other, so that its history is not told twice.
    await standings.updateOne(
      { _id: toMemberId },
      {
        $setOnInsert: counted,
        $addToSet: { giftedLevels: { $each: giftedLevels } },
        ...(grants !== undefined && { $push: { grants: { $each: grants } } }),
      },
      { ...options, upsert: true },
    );
  }
  // An import cut off half-way leaves purchases that nobody has counted yet.
  if (moved > 0 || carried !== null) await refreshStanding(world, toMemberId);
}
