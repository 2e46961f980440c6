import { addDays, dayStart, shanghaiDay } from "../../kernel/calendar.ts";
import { currentSession, rawCollection, transaction } from "../../kernel/db.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { readNetHistories, readNetHistory, type NetEntry } from "../purchases/index.ts";
import { Standings, TierChanges, type StandingRow, type TierChangeRow } from "./standing.model.ts";
import { readPolicies, readPoliciesBriefly } from "./tier-policy.model.ts";
import { benefitsOn, levelView } from "./tier-benefits.ts";
import {
  policyOn,
  replayTier,
  type TierGrant,
  type TierPolicy,
  type TierStep,
} from "./tier-rules.ts";

/**
 * Recounts a member's figures and tier from their purchases and grants and writes them, in the caller's transaction:
 * two purchases at once conflict on this row and one of them is counted again. Three database commands, one more when
 * the level changed, one for who brought a level along.
 */
export async function refreshStanding(world: World, memberId: string): Promise<StandingRow> {
  if (currentSession() === undefined)
    return await transaction(async () => await refreshStanding(world, memberId));
  const history = await readNetHistory(memberId);
  const policies = await readPoliciesBriefly();
  const now = world.clock.now();
  const day = shanghaiDay(now);
  let counted = countSteps(memberId, history, policies, day);
  const session = currentSession();
  const options = { ...(session && { session }) };
  const before = await rawCollection(Standings).findOneAndUpdate(
    { _id: memberId },
    [{ $set: writtenBlindly(counted.standing) }],
    {
      ...options,
      upsert: true,
      returnDocument: "before",
      projection: { level: 1, countedOn: 1, grants: 1 },
    },
  );
  if (before?.grants !== undefined && before.grants.length > 0) {
    counted = countSteps(memberId, history, policies, day, before.grants);
    await rawCollection(Standings).updateOne(
      { _id: memberId },
      standingUpdate(counted.standing),
      options,
    );
  }
  const changes = newChanges(now, counted.standing, counted.steps, policies, before);
  if (changes.length > 0) await rawCollection(TierChanges).insertMany(changes, options);
  return counted.standing;
}

/**
 * Everything as counted without grants, whose row is only seen with this very write: whoever has some is counted once
 * more, so only they pay for it, and is given no gift here that the grants make needless.
 */
function writtenBlindly({ _id, giftedLevels, ...counted }: StandingRow) {
  const has = { $gt: [{ $size: { $ifNull: ["$grants", []] } }, 0] };
  const grown = { $setUnion: [{ $ifNull: ["$giftedLevels", []] }, giftedLevels] };
  return {
    ...Object.fromEntries(
      Object.entries(counted).map(([name, value]) => [name, { $literal: value }]),
    ),
    giftedLevels: { $cond: [has, "$giftedLevels", grown] },
  };
}

/**
 * Recounts up to some hundreds of members in one transaction, as of the end of a day but never of an earlier one than
 * they were counted for, and writes those that differ. Five database commands at most, however many members.
 * @returns everyone's standing as of then, in the order asked, and how many of them were written
 */
export async function refreshStandings(
  world: World,
  memberIds: readonly string[],
  asOfDay: string,
): Promise<{ standings: StandingRow[]; written: number }> {
  return await transaction(async () => {
    const session = currentSession();
    const options = { ...(session && { session }) };
    const policies = await readPolicies();
    const known = new Map<string, StandingRow>();
    const rows = rawCollection(Standings).find({ _id: { $in: [...memberIds] } }, options);
    for await (const row of rows) known.set(row._id, row);
    const histories = await readNetHistories(memberIds);
    const now = world.clock.now();
    const standings: StandingRow[] = [];
    const writes: StandingRow[] = [];
    const changes: TierChangeRow[] = [];
    for (const memberId of memberIds) {
      const before = known.get(memberId) ?? null;
      const day = before !== null && before.countedOn > asOfDay ? before.countedOn : asOfDay;
      const { standing, steps } = countSteps(
        memberId,
        histories.get(memberId) ?? [],
        policies,
        day,
        before?.grants,
      );
      standings.push(standing);
      if (before === null || !isEqualStanding(before, standing)) {
        writes.push(standing);
        changes.push(...newChanges(now, standing, steps, policies, before));
      }
    }
    if (writes.length > 0)
      await rawCollection(Standings).bulkWrite(
        writes.map((standing) => ({
          updateOne: {
            filter: { _id: standing._id },
            update: standingUpdate(standing),
            upsert: true,
          },
        })),
        options,
      );
    if (changes.length > 0) await rawCollection(TierChanges).insertMany(changes, options);
    return { standings, written: writes.length };
  });
}

/** Everything as counted, but gifts only ever grow. */
function standingUpdate({ _id, giftedLevels, ...counted }: StandingRow) {
  return { $set: counted, $addToSet: { giftedLevels: { $each: giftedLevels } } };
}

function isEqualStanding(stored: StandingRow, counted: StandingRow): boolean {
  const { giftedLevels, ...fields } = counted;
  return (
    giftedLevels.every((level) => stored.giftedLevels.includes(level)) &&
    Object.entries(fields).every(
      ([name, value]) =>
        JSON.stringify(stored[name as keyof StandingRow]) === JSON.stringify(value),
    )
  );
}

/**
 * The changes since the standing known before, on the days that the rules give them. When the past itself is no longer
 * what it was (money given back, an older purchase imported), what was recorded stays, and one change leads from the
 * level then known to the one now counted.
 */
function newChanges(
  now: Date,
  standing: StandingRow,
  steps: readonly TierStep[],
  policies: readonly TierPolicy[],
  before: Pick<StandingRow, "level" | "countedOn"> | null,
): TierChangeRow[] {
  const from = before?.level ?? 0;
  const knownDay = before?.countedOn ?? "";
  const levelThen = steps.findLast((step) => step.day <= knownDay)?.to ?? 0;
  const isGranted = steps.at(-1)?.reason === "grant";
  const told: readonly (Pick<TierStep, "day" | "from" | "to" | "policyVersion"> &
    Pick<TierChangeRow, "reason">)[] =
    levelThen === from
      ? steps
          .filter((step) => step.day > knownDay)
          .map(({ day, from: was, to, reason, policyVersion }) => ({
            day,
            from: was,
            to,
            reason,
            policyVersion,
          }))
      : from === standing.level
        ? []
        : [
            {
              day: standing.countedOn,
              from,
              to: standing.level,
              reason: standing.level < from ? "refund" : isGranted ? "grant" : "upgrade",
              policyVersion: standing.policyVersion,
            },
          ];
  const nameOf = (level: number, day: string) => levelView(policyOn(policies, day), level).name;
  return told.map((change) => ({
    _id: newId("tch", now),
    memberId: standing._id,
    at: momentOf(change, now),
    ...change,
    fromName: nameOf(change.from, change.day),
    toName: nameOf(change.to, change.day),
  }));
}

/** Today's change is now; an older rise ends its day, after what was bought, any other decision begins it. */
function momentOf(change: { day: string; from: number; to: number }, now: Date): Date {
  if (change.day === shanghaiDay(now)) return now;
  return change.to > change.from
    ? new Date(dayStart(addDays(change.day, 1)).getTime() - 1)
    : dayStart(change.day);
}

/** Counts a member's standing on a day from their purchases, oldest first, and grants. Pure; fen, days in Shanghai. */
export function countStanding(
  memberId: string,
  history: readonly NetEntry[],
  policies: readonly TierPolicy[],
  day: string,
  grants: readonly TierGrant[] = [],
): StandingRow {
  return countSteps(memberId, history, policies, day, grants).standing;
}

function countSteps(
  memberId: string,
  history: readonly NetEntry[],
  policies: readonly TierPolicy[],
  day: string,
  grants: readonly TierGrant[] = [],
): { standing: StandingRow; steps: readonly TierStep[] } {
  const purchases = history.map((entry) => ({ day: shanghaiDay(entry.at), netFen: entry.netFen }));
  const state = replayTier(purchases, policies, day, grants);
  const { benefits, kept } = benefitsOn(policies, state, day);
  const counted = history.filter((entry) => !entry.isVoid);
  const netFen = counted.reduce((total, entry) => total + entry.netFen, 0);
  const nextPolicyDay =
    policies
      .map((policy) => policy.effectiveFrom)
      .filter((begins) => begins > day)
      .toSorted()[0] ?? null;
  const nextPurchaseDay = purchases.find((purchase) => purchase.day > day)?.day ?? null;
  const nextGrantDays = grants.map((grant) => grant.from).filter((from) => from > day);
  const dueDay = state.graceEnd ?? state.termEnd;
  const standing: StandingRow = {
    _id: memberId,
    level: state.level,
    tierName: levelView(policyOn(policies, day), state.level).name,
    hasFreeFreight: benefits.hasFreeFreight,
    growth: state.growth,
    termBegin: state.termBegin,
    termEnd: state.termEnd,
    graceEnd: state.graceEnd,
    policyVersion: state.policyVersion,
    giftedLevels: [...state.reachedLevels],
    purchaseCount: counted.length,
    netFen,
    averageFen: counted.length === 0 ? 0 : Math.floor(netFen / counted.length),
    firstPurchaseAt: counted[0]?.at ?? null,
    lastPurchaseAt: counted.at(-1)?.at ?? null,
    countedOn: day,
    nextCheckDay: [
      dueDay,
      nextPolicyDay,
      nextPurchaseDay,
      ...nextGrantDays,
      ...kept.map(({ until }) => until),
    ].reduce(earlier, null),
  };
  return { standing, steps: state.steps };
}

const earlier = (a: string | null, b: string | null): string | null =>
  a === null ? b : b === null || a < b ? a : b;
