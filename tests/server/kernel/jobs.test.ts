import { describe, expect, it } from "vitest";
import { JobLeases, runJob, takeOverJobs, type Job } from "@server/kernel/jobs.ts";
import { metrics } from "@server/kernel/metrics.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();

const job = (name: string, run: Job["run"]): Job => ({
  name,
  cron: "* * * * *",
  leaseMs: 60_000,
  run,
});
const tick = (minute: number) => new Date(Date.UTC(2026, 2, 10, 2, minute));

describe("a job", () => {
  it("runs a tick once when ten processes start it, at the same time or one after the other", async () => {
    const world = createTestWorld();
    let runs = 0;
    const counted = job("once", async () => {
      runs += 1;
      return await Promise.resolve({ done: 1 });
    });
    const start = async () => await runJob(world, counted, tick(0));
    await Promise.all(Array.from({ length: 10 }, start));
    expect(await start()).toBe(false);
    expect(runs).toBe(1);
    expect(await JobLeases.findById("once").lean()).toMatchObject({
      holder: null,
      lastCounts: { done: 1 },
      lastError: null,
    });
    expect(await runJob(world, counted, tick(1))).toBe(true);
  });

  it("keeps the words of a failure, and runs on its next tick", async () => {
    const world = createTestWorld();
    expect(
      await runJob(
        world,
        job("fails", async () => await Promise.reject(new Error("no luck"))),
        tick(0),
      ),
    ).toBe(true);
    expect(await JobLeases.findById("fails").lean()).toMatchObject({ lastError: "Error: no luck" });
    expect(await metrics.metrics()).toContain(
      'nuandian_job_runs_total{job="fails",outcome="failed"} 1',
    );
    expect(
      await runJob(
        world,
        job("fails", async () => await Promise.resolve({})),
        tick(1),
      ),
    ).toBe(true);
    expect(await JobLeases.findById("fails").lean()).toMatchObject({ lastError: null });
  });

  it("is taken over for the same tick when its process died, and a holder that wakes up late cannot end the other's run", async () => {
    const world = createTestWorld();
    let wake: () => void = () => undefined;
    const slow = runJob(
      world,
      job("stale", async () => {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        return { from: 1 };
      }),
      tick(0),
    );
    await expect
      .poll(async () => await JobLeases.countDocuments({ _id: "stale", holder: { $ne: null } }))
      .toBe(1);
    const second = job("stale", async () => await Promise.resolve({ from: 2 }));
    expect(await runJob(world, second, tick(1))).toBe(false);
    expect(await takeOverJobs(world, [second])).toBe(0);
    world.clock.advance(60_000);
    expect(await takeOverJobs(world, [second])).toBe(1);
    expect(await takeOverJobs(world, [second])).toBe(0);
    wake();
    await slow;
    expect(await JobLeases.findById("stale").lean()).toMatchObject({
      fence: 2,
      doneTick: tick(0),
      lastCounts: { from: 2 },
    });
  });
});
