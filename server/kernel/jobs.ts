import { schedule, type ScheduledTask } from "node-cron";
import type { World } from "../world.ts";
import { defineModel, isDuplicateKey } from "./db.ts";
import { newId } from "./ids.ts";

/** Work that the clock starts: at most one process does each tick, and a killed one's tick is taken over. */
export type Job = {
  readonly name: string;
  /** Five or six cron fields, in Asia/Shanghai. */
  readonly cron: string;
  /** After so long without an end, a run counts as dead and the next tick may take its lease over. */
  readonly leaseMs: number;
  /** Does the work; may be run again for the same tick after a crash, so it must be idempotent. */
  run(world: World): Promise<Record<string, number>>;
};

type JobLeaseRow = {
  _id: string;
  holder: string | null;
  /** Grows with every take-over, so that a holder that was thought dead cannot end another's run. */
  fence: number;
  leaseUntil: Date;
  lastStartedAt: Date | null;
  lastEndedAt: Date | null;
  lastError: string | null;
  lastCounts: Record<string, number> | null;
};

/** One row per job: who runs it now, until when, and how the last run ended. */
export const JobLeases = defineModel<JobLeaseRow>(
  "job_leases",
  {
    holder: { type: String, default: null },
    fence: { type: Number, required: true },
    leaseUntil: { type: Date, required: true },
    lastStartedAt: { type: Date, default: null },
    lastEndedAt: { type: Date, default: null },
    lastError: { type: String, default: null },
    lastCounts: { type: Object, default: null },
  },
  [],
);

/**
 * Runs a job now if nobody else is running it; false when another process holds the lease.
 * The claim is one conditional write on the job's own row.
 */
export async function runJob(world: World, job: Job): Promise<boolean> {
  const now = world.clock.now();
  const holder = newId("run", now);
  const leaseUntil = new Date(now.getTime() + job.leaseMs);
  try {
    const claimed = await JobLeases.findOneAndUpdate(
      { _id: job.name, leaseUntil: { $lte: now } },
      { $set: { holder, leaseUntil, lastStartedAt: now }, $inc: { fence: 1 } },
      { upsert: true, returnDocument: "after" },
    ).lean();
    if (claimed?.holder !== holder) return false;
    await finish(world, job, claimed.fence);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

async function finish(world: World, job: Job, fence: number): Promise<void> {
  let lastError: string | null = null;
  let lastCounts: Record<string, number> | null = null;
  try {
    lastCounts = await job.run(world);
  } catch (error) {
    lastError =
      error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : "unknown";
    world.log.error({ err: error, job: job.name }, "job failed");
  }
  const now = world.clock.now();
  await JobLeases.updateOne(
    { _id: job.name, fence },
    { $set: { holder: null, leaseUntil: now, lastEndedAt: now, lastError, lastCounts } },
  );
}

/** Starts the clock for all jobs of this process; the result stops it and waits for what is running. */
export function startJobs(world: World, jobs: readonly Job[]): { stop(): Promise<void> } {
  const running = new Set<Promise<unknown>>();
  const tasks: ScheduledTask[] = jobs.map((job) =>
    schedule(
      job.cron,
      () => {
        const run = runJob(world, job)
          .catch((error: unknown) =>
            world.log.error({ err: error, job: job.name }, "job not started"),
          )
          .finally(() => running.delete(run));
        running.add(run);
        return run;
      },
      { timezone: "Asia/Shanghai", name: job.name, noOverlap: true },
    ),
  );
  return {
    async stop() {
      for (const task of tasks) await task.stop();
      await Promise.allSettled(running);
    },
  };
}
