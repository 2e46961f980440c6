import { addDays, shanghaiDay } from "../../kernel/calendar.ts";
import { currentSession, rawCollection, transaction } from "../../kernel/db.ts";
import type { World } from "../../world.ts";
import { PointsAccounts } from "./points-account.model.ts";
import { openBook, type Account, type Part } from "./points-book.ts";
import { PointsEntries } from "./points-entry.model.ts";
import { readPointsPolicy } from "./points-policy.model.ts";
import { worthFen } from "./read-points.ts";

/** What the shop owes in points: opening + issued − used − expired − reversed = closing, over two days inclusive. */
export type PointsLiability = {
  readonly openingPoints: number;
  readonly issuedPoints: number;
  /** Spent less what came back. */
  readonly usedPoints: number;
  readonly expiredPoints: number;
  /** Earned points taken back by refunds, and points taken by hand. */
  readonly reversedPoints: number;
  readonly closingPoints: number;
  /** A recount of all accounts as of now. */
  readonly now: {
    /** Available, pending and held, less debt. */
    readonly points: number;
    readonly members: number;
    readonly available: number;
    readonly pending: number;
    readonly held: number;
    readonly debt: number;
    /** What all points less debt would pay by the rules in force, counted as one sum. */
    readonly valueFen: number;
    readonly byExpiry: Part[];
  };
};

/**
 * The figures of the liability for any two Shanghai days, both inclusive, from the entries by the day the rules give
 * them; what is due and not yet written is counted as if it were, so the report does not depend on when a job ran.
 * Days after today have nothing in them yet. Entries and accounts are read as of one moment.
 */
export async function pointsLiability(
  world: World,
  from: string,
  to: string,
): Promise<PointsLiability> {
  return await transaction(async () => await count(world, from, to));
}

async function count(world: World, from: string, to: string): Promise<PointsLiability> {
  const session = currentSession();
  const options = session === undefined ? {} : { session };
  const today = shanghaiDay(world.clock.now());
  const sums = { before: new Map<Account, number>(), within: new Map<Account, number>() };
  const add = (period: Map<Account, number>, account: Account, points: number): void => {
    period.set(account, (period.get(account) ?? 0) + points);
  };
  for await (const { _id, points } of sumEntries(from, to))
    add(_id.isBefore ? sums.before : sums.within, _id.account, points);
  const now = { points: 0, members: 0, available: 0, pending: 0, held: 0, debt: 0 };
  const byExpiry = new Map<string | null, number>();
  for await (const row of rawCollection(PointsAccounts).find({}, options)) {
    const { account, entries } = openBook(row, today);
    for (const entry of entries)
      if (entry.on <= to)
        for (const posting of entry.postings)
          add(entry.on < from ? sums.before : sums.within, posting.account, posting.points);
    now.available += account.available;
    now.pending += account.pending;
    now.held += account.held;
    now.debt += account.debt;
    if (account.available + account.pending + account.held + account.debt > 0) now.members += 1;
    for (const part of account.buckets)
      byExpiry.set(part.expiresOn, (byExpiry.get(part.expiresOn) ?? 0) + part.points);
  }
  now.points = now.available + now.pending + now.held - now.debt;
  const openingPoints = owed(sums.before);
  const within = (account: Account): number => sums.within.get(account) ?? 0;
  return {
    openingPoints,
    issuedPoints: -within("shop:issued"),
    usedPoints: within("shop:redeemed"),
    expiredPoints: within("shop:expired"),
    reversedPoints: within("shop:reversed"),
    closingPoints: openingPoints + owed(sums.within),
    now: {
      ...now,
      valueFen: worthFen((await readPointsPolicy())?.spending ?? null, Math.max(0, now.points)),
      byExpiry: [...byExpiry]
        .map(([expiresOn, points]) => ({ expiresOn, points }))
        .toSorted((a, b) => ((a.expiresOn ?? "9999") < (b.expiresOn ?? "9999") ? -1 : 1)),
    },
  };
}

/** What the members have, of the postings of a period. */
function owed(sums: ReadonlyMap<Account, number>): number {
  return [...sums]
    .filter(([account]) => account.startsWith("member:"))
    .reduce((total, [, points]) => total + points, 0);
}

function sumEntries(from: string, to: string) {
  const session = currentSession();
  return rawCollection(PointsEntries).aggregate<{
    _id: { account: Account; isBefore: boolean };
    points: number;
  }>(
    [
      { $match: { on: { $lt: addDays(to, 1) } } },
      { $project: { on: 1, postings: 1 } },
      { $unwind: "$postings" },
      {
        $group: {
          _id: { account: "$postings.account", isBefore: { $lt: ["$on", from] } },
          points: { $sum: "$postings.points" },
        },
      },
    ],
    session === undefined ? {} : { session },
  );
}
