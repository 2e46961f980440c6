import { callServer } from "../lib/call-server.ts";
import type { Setup } from "../lib/setup.ts";

/** The function is given sixty seconds; the server goes on with what it has begun. */
const SERVER_MS = 50_000;

/** A tick as the cloud's timer hands it in. */
type TimerEvent = { readonly Type?: string; readonly Time?: string };

/**
 * Makes the heartbeat: it has the server run every job that is due. The time the timer meant is the key, so that a
 * repeated tick is the same one.
 */
export function createMain(setup: Setup): (event: unknown) => Promise<unknown> {
  return async (event) => {
    const { Type: type, Time: time } = (event ?? {}) as TimerEvent;
    const at = Date.parse(time ?? "");
    if (type !== "Timer" || Number.isNaN(at) || setup.cloud.getWXContext().OPENID !== undefined)
      throw new Error("only the timer may call");
    const call = { call: "jobs.tick", key: `tick:${new Date(at).toISOString()}` };
    return await callServer(setup, "/internal/jobs/tick", call, SERVER_MS);
  };
}
