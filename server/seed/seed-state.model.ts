import { defineModel } from "../kernel/db.ts";

/** That the demo shop was put into this database; without an end it was cut off half-way. */
export type SeedStateRow = { _id: string; startedAt: Date; endedAt: Date | null };

/** The id of the only row. */
export const DEMO = "demo";

/** Whether and how far this database was seeded. */
export const SeedStates = defineModel<SeedStateRow>(
  "seed_state",
  { startedAt: { type: Date, required: true }, endedAt: { type: Date, default: null } },
  [],
);
