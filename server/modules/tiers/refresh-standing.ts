import { shanghaiDay } from "../../kernel/calendar.ts";
import { currentSession, rawCollection, transaction } from "../../kernel/db.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { readNetHistory, type NetEntry } from "../purchases/index.ts";
import { Standings, TierChanges, type StandingRow } from "./standing.model.ts";
import { readPolicies } from "./tier-policy.model.ts";
import { levelView, policyOn, replayTier, type TierPolicy } from "./tier-rules.ts";

/**
 * Recounts a member's figures and tier from their purchases and writes them, in the caller's transaction: two
 * purchases at once conflict on this row and one of them is counted again. Three database commands, one more when the
 * level changed.
 */
export async function refreshStanding(world: World, memberId: string): Promise<StandingRow> {
  if (currentSession() === undefined)
    return await transaction(async () => await refreshStanding(world, memberId));
  const history = await readNetHistory(memberId);
  const policies = await readPolicies();
  const now = world.clock.now();
  const standing = countStanding(memberId, history, policies, shanghaiDay(now));
  await writeStanding(now, standing, policies);
  return standing;
}

async function writeStanding(
  now: Date,
  standing: StandingRow,
  policies: readonly TierPolicy[],
): Promise<void> {
  const session = currentSession();
  const options = { ...(session && { session }) };
  const { _id, giftedLevels, ...counted } = standing;
  const before = await rawCollection(Standings).findOneAndUpdate(
    { _id },
    { $set: counted, $addToSet: { giftedLevels: { $each: giftedLevels } } },
    { ...options, upsert: true, returnDocument: "before", projection: { level: 1, tierName: 1 } },
  );
  const from = before?.level ?? 0;
  if (from === standing.level) return;
  await rawCollection(TierChanges).insertOne(
    {
      _id: newId("tch", now),
      memberId: _id,
      at: now,
      day: standing.countedOn,
      from,
      to: standing.level,
      fromName: before?.tierName ?? levelView(policyOn(policies, standing.countedOn), 0).name,
      toName: standing.tierName,
      policyVersion: standing.policyVersion,
    },
    options,
  );
}

/** Counts a member's standing on a day from their purchases. Pure; fen, days in Shanghai. */
export function countStanding(
  memberId: string,
  history: readonly NetEntry[],
  policies: readonly TierPolicy[],
  day: string,
): StandingRow {
  const purchases = history.map((entry) => ({ day: shanghaiDay(entry.at), netFen: entry.netFen }));
  const state = replayTier(purchases, policies, day);
  const view = levelView(policyOn(policies, day), state.level);
  const counted = history.filter((entry) => !entry.isVoid);
  const netFen = counted.reduce((total, entry) => total + entry.netFen, 0);
  const times = counted.map((entry) => entry.at.getTime());
  const nextPolicyDay =
    policies
      .map((policy) => policy.effectiveFrom)
      .filter((begins) => begins > day)
      .toSorted()[0] ?? null;
  const dueDay = state.graceEnd ?? state.termEnd;
  return {
    _id: memberId,
    level: state.level,
    tierName: view.name,
    hasFreeFreight: view.benefits.hasFreeFreight,
    growth: state.growth,
    termBegin: state.termBegin,
    termEnd: state.termEnd,
    graceEnd: state.graceEnd,
    policyVersion: state.policyVersion,
    giftedLevels: [...state.reachedLevels],
    purchaseCount: counted.length,
    netFen,
    averageFen: counted.length === 0 ? 0 : Math.floor(netFen / counted.length),
    firstPurchaseAt: times.length === 0 ? null : new Date(Math.min(...times)),
    lastPurchaseAt: times.length === 0 ? null : new Date(Math.max(...times)),
    countedOn: day,
    nextCheckDay: earlier(dueDay, nextPolicyDay),
  };
}

const earlier = (a: string | null, b: string | null): string | null =>
  a === null ? b : b === null || a < b ? a : b;
