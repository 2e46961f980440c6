import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { assert } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import type { CampaignUse } from "../offer.ts";
import { CampaignMembers, Campaigns, memberCounterId } from "./campaign.model.ts";
import { counters, isSpent, moveIf, unitCount, withCounting } from "./use-campaigns.ts";

/**
 * Gives back exactly what an order took of its campaigns, inside the caller's transaction, whose transition of the
 * order sees to it that this happens once. A campaign that had stopped itself and can pay again runs again, until its
 * own end. Commands as for using it.
 */
export async function giveBackCampaigns(
  world: World,
  order: { memberId: string; uses: readonly CampaignUse[] },
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "campaigns are given back in the transaction of their order");
  const counted = await withCounting(order.uses);
  if (counted.length === 0) return;
  const at = world.clock.now();
  const resume = {
    step: "resumed",
    at,
    by: "system:budget",
    reason: "有订单取消，预算退回",
  } as const;
  const given = await rawCollection(Campaigns).bulkWrite(
    counted.map(({ use, counting }) => ({
      updateOne: {
        filter: {
          _id: use.campaignId,
          spentFen: { $gte: use.amountFen },
        },
        update: [
          { $set: counters(use, -1) },
          ...(counting.budgetFen === null || counting.until <= at
            ? []
            : [
                moveIf(
                  {
                    $and: [
                      { $eq: ["$state", "stopped"] },
                      { $not: [isSpent(counting.budgetFen, counting.smallestFen)] },
                    ],
                  },
                  "published",
                  resume,
                ),
              ]),
        ],
      },
    })),
    { session, ordered: true },
  );
  assert(given.matchedCount === counted.length, "only what was taken is given back");
  const limited = counted.filter(
    ({ use, counting }) => counting.perMemberMax !== null && unitCount(use) > 0,
  );
  if (limited.length === 0) return;
  const result = await rawCollection(CampaignMembers).bulkWrite(
    limited.map(({ use }) => ({
      updateOne: {
        filter: {
          _id: memberCounterId(use.campaignId, order.memberId),
          quantity: { $gte: unitCount(use) },
        },
        update: { $inc: { quantity: -unitCount(use) } },
      },
    })),
    { session },
  );
  assert(result.matchedCount === limited.length, "only what a member took is given back");
}
