import type { Job } from "../../kernel/jobs.ts";

/** The clock's work on points. */
export const pointsJobs: readonly Job[] = [];
