import type { Job } from "../../kernel/jobs.ts";

/** The clock's work on coupons. */
export const couponsJobs: readonly Job[] = [];
