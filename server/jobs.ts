import type { Job } from "./kernel/jobs.ts";

/** Everything that the clock starts, of all modules. */
export const jobs: readonly Job[] = [];
