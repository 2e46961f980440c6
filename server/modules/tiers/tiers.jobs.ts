import { shanghaiDay } from "../../kernel/calendar.ts";
import type { Job } from "../../kernel/jobs.ts";
import type { World } from "../../world.ts";
import { refreshStanding } from "./refresh-standing.ts";
import { Standings } from "./standing.model.ts";
import { forgetPolicies, readPolicies } from "./tier-policy.model.ts";
import { policyOn } from "./tier-rules.ts";

const BATCH = 200;

/**
 * Recounts every member whom time or a new policy may have moved. A recount moves the member out of the query, so a
 * run that was cut off goes on where it stopped, and a late one gives what a punctual one gives.
 */
export async function recountDueStandings(world: World): Promise<Record<string, number>> {
  const today = shanghaiDay(world.clock.now());
  const policies = await readPolicies();
  // Another process may have published a version within the second that this one keeps them.
  forgetPolicies();
  if (policies.length === 0) return { recounted: 0 };
  const { version } = policyOn(policies, today);
  let recounted = 0;
  for (;;) {
    const due = await Standings.find(
      {
        $or: [
          { nextCheckDay: { $lte: today, $type: "string" } },
          { policyVersion: { $lt: version } },
        ],
      },
      { _id: 1 },
    )
      .limit(BATCH)
      .lean();
    for (const row of due) await refreshStanding(world, row._id);
    recounted += due.length;
    if (due.length < BATCH) return { recounted };
  }
}

/** The clock's work on tiers: finding nobody due costs two index look-ups, so a new policy need not wait for a night. */
export const tiersJobs: readonly Job[] = [
  {
    name: "recount-standings",
    cron: "*/10 * * * *",
    leaseMs: 30 * 60_000,
    run: recountDueStandings,
  },
];
