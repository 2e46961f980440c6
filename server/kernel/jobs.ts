import { schedule, type ScheduledTask } from "node-cron";
import type { World } from "../world.ts";
import { lastTick } from "./cron.ts";
import { defineModel, isDuplicateKey } from "./db.ts";
import { newId } from "./ids.ts";
import { jobRuns } from "./metrics.ts";

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
  /** The tick being run, or run last: the moment the clock meant, the same in every process. */
  startedTick: Date;
  /** The newest tick whose run has ended; a tick is run while it is later than this. */
  doneTick: Date | null;
  lastStartedAt: Date | null;
  lastEndedAt: Date | null;
  lastError: string | null;
  lastCounts: Record<string, number> | null;
};

/** One row per job: who runs which tick now, until when, and how the last run ended. */
export const JobLeases = defineModel<JobLeaseRow>(
  "job_leases",
  {
    holder: { type: String, default: null },
    fence: { type: Number, required: true },
    leaseUntil: { type: Date, required: true },
    startedTick: { type: Date, required: true },
    doneTick: { type: Date, default: null },
    lastStartedAt: { type: Date, default: null },
    lastEndedAt: { type: Date, default: null },
    lastError: { type: String, default: null },
    lastCounts: { type: Object, default: null },
  },
  [],
);

/**
 * Runs a job for a tick, unless that tick was run before or another process is at it: the claim is one conditional
 * write on the job's own row.
 * @returns whether this process ran it.
 */
export async function runJob(world: World, job: Job, tick: Date): Promise<boolean> {
  const now = world.clock.now();
  const holder = newId("run", now);
  const leaseUntil = new Date(now.getTime() + job.leaseMs);
  try {
    const claimed = await JobLeases.findOneAndUpdate(
      {
        _id: job.name,
        leaseUntil: { $lte: now },
        $or: [{ doneTick: null }, { doneTick: { $lt: tick } }],
      },
      { $set: { holder, leaseUntil, startedTick: tick, lastStartedAt: now }, $inc: { fence: 1 } },
      { upsert: true, returnDocument: "after" },
    ).lean();
    if (claimed?.holder !== holder) return false;
    await finish(world, job, claimed.fence, tick);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

async function finish(world: World, job: Job, fence: number, doneTick: Date): Promise<void> {
  let lastError: string | null = null;
  let lastCounts: Record<string, number> | null = null;
  try {
    lastCounts = await job.run(world);
  } catch (error) {
    lastError =
      error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : "unknown";
    world.log.error({ err: error, job: job.name }, "job failed");
  }
  jobRuns.inc({ job: job.name, outcome: lastError === null ? "done" : "failed" });
  const now = world.clock.now();
  await JobLeases.updateOne(
    { _id: job.name, fence },
    { $set: { holder: null, leaseUntil: now, doneTick, lastEndedAt: now, lastError, lastCounts } },
  );
}

/** Runs every tick again whose process died before its end: its lease is over and it was never done. */
export async function takeOverJobs(world: World, jobs: readonly Job[]): Promise<number> {
  const dead = await JobLeases.find({
    holder: { $ne: null },
    leaseUntil: { $lte: world.clock.now() },
  }).lean();
  let taken = 0;
  for (const row of dead) {
    const job = jobs.find((candidate) => candidate.name === row._id);
    if (job !== undefined && (await runJob(world, job, row.startedTick))) taken += 1;
  }
  return taken;
}

/**
 * Runs every job whose newest tick nobody has run yet, one after the other: what an outer heartbeat asks for, so that
 * work goes on where no process keeps a clock. A tick that the clock of some process has taken is not run again.
 * @returns the names of those that this call ran.
 */
export async function runDueJobs(world: World, jobs: readonly Job[]): Promise<string[]> {
  const ran: string[] = [];
  for (const job of jobs)
    if (await runJob(world, job, lastTick(job.cron, world.clock.now()))) ran.push(job.name);
  return ran;
}

/**
 * Starts the clock for all jobs of this process; the result stops it and waits for what is running. Ticks are those of
 * the cron expression in Asia/Shanghai, so every process names the same one; once a minute, and at the start, ticks of
 * dead processes are taken over.
 */
export function startJobs(world: World, jobs: readonly Job[]): { stop(): Promise<void> } {
  const running = new Set<Promise<unknown>>();
  const track = async (work: Promise<unknown>, name: string): Promise<void> => {
    const guarded = work
      .catch((error: unknown) => world.log.error({ err: error, job: name }, "job not started"))
      .finally(() => running.delete(guarded));
    running.add(guarded);
    await guarded;
  };
  const takeOver = async (): Promise<void> => await track(takeOverJobs(world, jobs), "take-over");
  const tasks: ScheduledTask[] = jobs.map((job) =>
    schedule(job.cron, async ({ date }) => await track(runJob(world, job, date), job.name), {
      timezone: "Asia/Shanghai",
      name: job.name,
      noOverlap: true,
    }),
  );
  if (jobs.length > 0) {
    tasks.push(schedule("30 * * * * *", takeOver, { name: "take-over", noOverlap: true }));
    void takeOver();
  }
  return {
    async stop() {
      for (const task of tasks) await task.stop();
      await Promise.allSettled(running);
    },
  };
}
