import { createTask } from "node-cron";
import { afterEach, describe, expect, it, vi } from "vitest";
import { jobs } from "@server/jobs.ts";
import { lastTick } from "@server/kernel/cron.ts";

const shanghai = (text: string): Date => new Date(`${text}+08:00`);

afterEach(() => {
  vi.useRealTimers();
});

describe("the newest tick of a cron expression", () => {
  it.each([
    ["*/5 * * * * *", "2026-03-10T10:00:07", "2026-03-10T10:00:05"],
    ["*/10 * * * *", "2026-03-10T10:09:59", "2026-03-10T10:00:00"],
    ["*/10 * * * *", "2026-03-10T10:10:00", "2026-03-10T10:10:00"],
    ["15 3 * * *", "2026-03-10T03:14:59", "2026-03-09T03:15:00"],
    ["5,35 10-23 * * *", "2026-03-10T09:00:00", "2026-03-09T23:35:00"],
    ["0 9 1 * *", "2026-03-01T08:59:59", "2026-02-01T09:00:00"],
    ["0 0 * * 7", "2026-03-10T12:00:00", "2026-03-08T00:00:00"],
    ["0 0 13 * 5", "2026-03-10T12:00:00", "2026-03-06T00:00:00"],
    ["0 0 29 2 *", "2024-03-01T00:00:00", "2024-02-29T00:00:00"],
    ["0 30 9-17/4 * * 1-5", "2026-03-08T12:00:00", "2026-03-06T17:30:00"],
  ])("%s at %s is %s", (cron, now, tick) => {
    expect(lastTick(cron, shanghai(now))).toEqual(shanghai(tick));
  });

  it.each(["0 0 31 2 *", "x * * * *", "1- * * * *"])("%s is refused", (cron) => {
    expect(() => lastTick(cron, shanghai("2026-03-10T12:00:00"))).toThrow("cron");
  });

  it("is the one at which the clock of the jobs would have run each of them", () => {
    vi.useFakeTimers();
    for (const now of ["2026-03-10T10:07:31", "2026-12-31T23:59:59", "2026-01-01T00:00:00"].map(
      shanghai,
    ))
      for (const { cron, name } of jobs) {
        const tick = lastTick(cron, now);
        vi.setSystemTime(tick.getTime() - 1);
        const task = createTask(cron, () => undefined, { timezone: "Asia/Shanghai" });
        expect({ name, at: task.getNextRuns(1)[0] }).toEqual({ name, at: tick });
        vi.setSystemTime(tick);
        expect(task.getNextRuns(1)[0]?.getTime(), name).toBeGreaterThan(now.getTime());
        void task.destroy();
      }
  });
});
