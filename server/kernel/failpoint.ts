import type { Config } from "../config.ts";

/** The places where a test may have the process die, each between two steps of a payment. */
export type FailpointName =
  "before-prepay-save" | "after-prepay" | "inside-settle" | "after-settle-commit";

/**
 * Kills the process here, as a power cut would, when the setting FAILPOINT names this place; the configuration
 * refuses that setting in production.
 */
export function failpoint(world: { readonly config: Config }, name: FailpointName): void {
  if (world.config.failpoint === name) process.kill(process.pid, "SIGKILL");
}
