import type { mongo } from "mongoose";
import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { assert, fail } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import type { CampaignUse } from "../offer.ts";
import {
  CampaignMembers,
  Campaigns,
  HISTORY_MAX,
  memberCounterId,
  type CampaignStep,
} from "./campaign.model.ts";
import { readCounting, type Counting } from "./counting.ts";
import { forgetCampaigns } from "./read-live-campaigns.ts";

type Counted = { readonly use: CampaignUse; readonly counting: Counting };

/**
 * Takes what an order gets from campaigns, inside the caller's transaction: fen of their budgets, units of their flash
 * stock and of the member's own limit, each by a conditional write, so that no budget is exceeded by a fen and no unit
 * is given twice. The order itself is the record of what it took: the caller keeps the uses with it. A campaign whose
 * budget cannot pay the least that it gives any more stops itself. Campaigns with neither budget nor stock cost no
 * command; otherwise one, and a second where members have a limit.
 * @throws campaign_over naming every campaign that cannot give it any more.
 */
export async function useCampaigns(
  world: World,
  order: { memberId: string; uses: readonly CampaignUse[] },
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "campaigns are used in the transaction of their order");
  const counted = await withCounting(order.uses);
  if (counted.length === 0) return;
  const stop: CampaignStep = {
    step: "stopped",
    at: world.clock.now(),
    by: "system:budget",
    reason: "预算已用完",
  };
  const taken = await rawCollection(Campaigns).bulkWrite(
    counted.map(({ use, counting }) => ({
      updateOne: {
        filter: {
          _id: use.campaignId,
          state: "published" as const,
          ...(counting.budgetFen !== null && {
            spentFen: { $lte: counting.budgetFen - use.amountFen },
          }),
          ...Object.fromEntries(
            unitsOf(use).map(([skuId, quantity]) => [`unitsLeft.${skuId}`, { $gte: quantity }]),
          ),
        },
        update: [
          { $set: counters(use, 1) },
          ...(counting.budgetFen === null
            ? []
            : [moveIf(isSpent(counting.budgetFen, counting.smallestFen), "stopped", stop)]),
        ],
      },
    })),
    { session, ordered: true },
  );
  if (taken.matchedCount !== counted.length) await refuse(counted);
  await countMember(order.memberId, counted, session);
}

/** The uses whose campaigns have something to count. */
export async function withCounting(uses: readonly CampaignUse[]): Promise<Counted[]> {
  if (uses.length === 0) return [];
  const countings = await readCounting(uses.map(({ campaignId }) => campaignId));
  return uses.flatMap((use) => {
    const counting = countings.get(use.campaignId);
    if (counting === undefined) refuseAll([use.campaignId]);
    return counting.budgetFen === null && !counting.hasStock ? [] : [{ use, counting }];
  });
}

/** What a use changes about the counters, forward (1) or back (−1), for an update by pipeline. */
export function counters(use: CampaignUse, direction: 1 | -1): Record<string, unknown> {
  return {
    spentFen: { $add: ["$spentFen", direction * use.amountFen] },
    useCount: { $add: ["$useCount", direction] },
    ...Object.fromEntries(
      unitsOf(use).map(([skuId, quantity]) => [
        `unitsLeft.${skuId}`,
        { $subtract: [`$unitsLeft.${skuId}`, direction * quantity] },
      ]),
    ),
  };
}

/** Whether what is left of a budget cannot pay the least that the campaign gives. */
export function isSpent(budgetFen: number, smallestFen: number): Record<string, unknown> {
  return { $gt: ["$spentFen", budgetFen - smallestFen] };
}

/** Moves a campaign to a state where the condition holds, with its history step. */
export function moveIf(
  condition: Record<string, unknown>,
  state: "published" | "stopped",
  step: CampaignStep,
): { $set: Record<string, unknown> } {
  const longer = { $concatArrays: ["$history", [{ $literal: step }]] };
  return {
    $set: {
      state: { $cond: [condition, state, "$state"] },
      history: { $cond: [condition, { $slice: [longer, -HISTORY_MAX] }, "$history"] },
    },
  };
}

/** Units of a use by SKU: two lines of one SKU count together. */
export function unitsOf(use: CampaignUse): [string, number][] {
  const bySku = new Map<string, number>();
  for (const { skuId, quantity } of use.units) bySku.set(skuId, (bySku.get(skuId) ?? 0) + quantity);
  return [...bySku];
}

/** How many units a use takes of the member's own limit. */
export const unitCount = (use: CampaignUse): number =>
  use.units.reduce((total, unit) => total + unit.quantity, 0);

async function countMember(
  memberId: string,
  counted: readonly Counted[],
  session: mongo.ClientSession,
): Promise<void> {
  const limited = counted.filter(
    ({ use, counting }) => counting.perMemberMax !== null && unitCount(use) > 0,
  );
  if (limited.length === 0) return;
  const result = await rawCollection(CampaignMembers).bulkWrite(
    limited.flatMap(({ use, counting }) => {
      const _id = memberCounterId(use.campaignId, memberId);
      const quantity = unitCount(use);
      return [
        {
          updateOne: {
            filter: { _id },
            update: { $setOnInsert: { quantity: 0 } },
            upsert: true,
          },
        },
        {
          updateOne: {
            filter: { _id, quantity: { $lte: (counting.perMemberMax ?? 0) - quantity } },
            update: { $inc: { quantity } },
          },
        },
      ];
    }),
    { session, ordered: true },
  );
  if (result.matchedCount + result.upsertedCount !== limited.length * 2)
    fail("campaign_over", {
      detail: "超过活动的每人限购数量",
      issues: limited.map(({ use, counting }) => ({
        pointer: `/campaigns/${use.campaignId}`,
        detail: `每人限购 ${counting.perMemberMax ?? 0} 件`,
      })),
    });
}

async function refuse(counted: readonly Counted[]): Promise<never> {
  // Read outside of the transaction: inside, what it has already taken itself would be missing.
  const rows = await rawCollection(Campaigns)
    .find({ _id: { $in: counted.map(({ use }) => use.campaignId) } })
    .toArray();
  const rowOf = new Map(rows.map((row) => [row._id, row]));
  const over = counted.filter(({ use, counting }) => {
    const row = rowOf.get(use.campaignId);
    return (
      row?.state !== "published" ||
      (counting.budgetFen !== null && row.spentFen + use.amountFen > counting.budgetFen) ||
      unitsOf(use).some(([skuId, quantity]) => (row.unitsLeft[skuId] ?? 0) < quantity)
    );
  });
  // What changed back meanwhile is named all the same: the caller prices anew.
  refuseAll((over.length > 0 ? over : counted).map(({ use }) => use.campaignId));
}

function refuseAll(campaignIds: readonly string[]): never {
  forgetCampaigns();
  fail("campaign_over", {
    issues: campaignIds.map((campaignId) => ({
      pointer: `/campaigns/${campaignId}`,
      detail: "活动已结束、已暂停，或名额、预算已用完",
    })),
  });
}
