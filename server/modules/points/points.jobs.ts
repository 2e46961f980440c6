import { actorLabel } from "../../kernel/actor.ts";
import { shanghaiDay } from "../../kernel/calendar.ts";
import { currentSession, rawCollection, transaction } from "../../kernel/db.ts";
import type { Job } from "../../kernel/jobs.ts";
import type { World } from "../../world.ts";
import { writeBooks } from "./change-account.ts";
import { PointsAccounts } from "./points-account.model.ts";
import { openBook } from "./points-book.ts";

const BATCH = 200;

/**
 * Writes down what time did to points: activations, debt paid by them, expiries, each on the day the rules give it.
 * Rolling an account forward takes it out of the query, so a run that was cut off goes on where it stopped, and a late
 * one leaves what a punctual one leaves.
 */
export async function rollPoints(world: World): Promise<Record<string, number>> {
  let accounts = 0;
  let entries = 0;
  for (;;) {
    const done = await transaction(async () => await rollBatch(world));
    accounts += done.accounts;
    entries += done.entries;
    if (done.accounts < BATCH) return { accounts, entries };
  }
}

async function rollBatch(world: World): Promise<{ accounts: number; entries: number }> {
  const session = currentSession();
  const now = world.clock.now();
  const today = shanghaiDay(now);
  const due = await rawCollection(PointsAccounts)
    .find({ nextDueOn: { $lte: today, $type: "string" } }, session === undefined ? {} : { session })
    .sort({ nextDueOn: 1, _id: 1 })
    .limit(BATCH)
    .toArray();
  const written = due.map((row) => ({ row, book: openBook(row, today) }));
  await writeBooks(written, {
    at: now,
    actor: actorLabel({ kind: "system", name: "roll-points" }),
  });
  return {
    accounts: due.length,
    entries: written.reduce((total, { book }) => total + book.entries.length, 0),
  };
}

/** The clock's work on points: finding nobody due is one index look-up, so nobody waits for a night. */
export const pointsJobs: readonly Job[] = [
  { name: "roll-points", cron: "*/10 * * * *", leaseMs: 30 * 60_000, run: rollPoints },
];
