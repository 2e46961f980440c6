import type { Job } from "../../kernel/jobs.ts";

/** The clock's work on campaigns and personal prices. */
export const promotionsJobs: readonly Job[] = [];
