import type { Job } from "../../kernel/jobs.ts";
import { runImports } from "./run-imports.ts";

/** The clock's work on imports: what staff started is carried on until it is done. */
export const importsJobs: readonly Job[] = [
  {
    name: "run-imports",
    cron: "*/5 * * * * *",
    // Whoever works on an import says so beside it, so another process may look meanwhile.
    leaseMs: 30_000,
    run: runImports,
  },
];
