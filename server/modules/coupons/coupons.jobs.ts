import type { Job } from "../../kernel/jobs.ts";
import { runIssues } from "./issuing/run-issues.ts";
import { expireCoupons } from "./life/expire-coupons.ts";
import { remindCoupons } from "./life/remind-coupons.ts";

const MINUTE_MS = 60_000;

/** The clock's work on coupons: with nothing to do each is one index look-up. */
export const couponsJobs: readonly Job[] = [
  {
    name: "issue-coupons",
    cron: "*/10 * * * * *",
    // A killed run is carried on soon; one that lives stops well before its lease ends and goes on at the next tick.
    leaseMs: MINUTE_MS,
    run: async (world) => await runIssues(world, MINUTE_MS / 2),
  },
  {
    name: "expire-coupons",
    cron: "*/5 * * * *",
    leaseMs: 30 * MINUTE_MS,
    run: expireCoupons,
  },
  {
    name: "remind-coupons",
    cron: "*/10 * * * *",
    leaseMs: 30 * MINUTE_MS,
    run: remindCoupons,
  },
];
