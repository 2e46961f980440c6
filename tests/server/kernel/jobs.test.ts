import { describe, expect, it } from "vitest";
import { JobLeases, runJob, type Job } from "@server/kernel/jobs.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();

const job = (name: string, run: Job["run"]): Job => ({
  name,
  cron: "* * * * *",
  leaseMs: 60_000,
  run,
});

describe("a job", () => {
  it("runs once when ten processes start it at the same time", async () => {
    const world = createTestWorld();
    let runs = 0;
    const tick = job("once", async () => {
      runs += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { done: 1 };
    });
    const started = await Promise.all(
      Array.from({ length: 10 }, async () => await runJob(world, tick)),
    );
    expect(started.filter(Boolean)).toHaveLength(1);
    expect(runs).toBe(1);
    expect(await JobLeases.findById("once").lean()).toMatchObject({
      holder: null,
      lastCounts: { done: 1 },
      lastError: null,
    });
  });

  it("runs again on the next tick, and after a failure whose words are kept", async () => {
    const world = createTestWorld();
    const failing = job("fails", async () => await Promise.reject(new Error("no luck")));
    expect(await runJob(world, failing)).toBe(true);
    expect(await JobLeases.findById("fails").lean()).toMatchObject({ lastError: "Error: no luck" });
    expect(
      await runJob(
        world,
        job("fails", async () => await Promise.resolve({})),
      ),
    ).toBe(true);
    expect(await JobLeases.findById("fails").lean()).toMatchObject({ lastError: null });
  });

  it("is taken over when its process died, and a holder that wakes up late cannot end the other's run", async () => {
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
    );
    await expect
      .poll(async () => await JobLeases.countDocuments({ _id: "stale", holder: { $ne: null } }))
      .toBe(1);
    expect(
      await runJob(
        world,
        job("stale", async () => await Promise.resolve({ from: 2 })),
      ),
    ).toBe(false);
    world.clock.advance(60_000);
    expect(
      await runJob(
        world,
        job("stale", async () => await Promise.resolve({ from: 2 })),
      ),
    ).toBe(true);
    wake();
    await slow;
    expect(await JobLeases.findById("stale").lean()).toMatchObject({
      fence: 2,
      lastCounts: { from: 2 },
    });
  });
});
