import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { World } from "../world.ts";
import { defineModel, isDuplicateKey, rawCollection } from "./db.ts";
import { fail } from "./errors.ts";
import type { Gate } from "./http.ts";
import { digestPii } from "./pii.ts";

const MINUTE_MS = 60_000;

/**
 * How much of the general limit each tighter kind is, per address and minute: guesses over all processes together,
 * writing in each.
 */
const shareOf = { login: 1 / 10, password: 1 / 60, write: 1 / 5 } as const;
const SMALLEST_LIMIT = 5;

type AttemptWindowRow = {
  /** Keyed digest of what is counted: neither addresses nor login names are stored. */
  _id: string;
  count: number;
  endsAt: Date;
};

/** Counted attempts whose window has not ended, shared by all processes. */
export const AttemptWindows = defineModel<AttemptWindowRow>(
  "attempt_windows",
  {
    count: { type: Number, required: true },
    endsAt: { type: Date, required: true },
  },
  [[{ endsAt: 1 }, { expireAfterSeconds: 0 }]],
);

/**
 * Counts one attempt under a name, in one command that all processes share and that no transaction takes back; the
 * window begins with the first attempt. Counting comes before the answer, so attempts at once cannot slip through.
 * @throws rate_limited with the seconds until the window ends, when more than `max` were made in it.
 */
export async function countAttempt(
  world: World,
  name: string,
  limit: { max: number; windowMs: number },
): Promise<void> {
  refuseWhileClosed(world, name);
  const now = world.clock.now();
  const window = await bumpWindow(
    digestPii(world.config.pii, name),
    now,
    new Date(now.getTime() + limit.windowMs),
  );
  if (window.count <= limit.max) return;
  const closed = closedOf(world);
  if (closed.size >= CLOSED_MAX) closed.clear();
  closed.set(name, window.endsAt);
  refuseWhileClosed(world, name);
}

/** Windows that this process saw closed: while they are, a flood of attempts costs the database nothing. */
const closedWindows = new WeakMap<World, Map<string, Date>>();
const CLOSED_MAX = 100_000;

function closedOf(world: World): Map<string, Date> {
  const known = closedWindows.get(world) ?? new Map<string, Date>();
  closedWindows.set(world, known);
  return known;
}

/**
 * Refuses at once, and counts nothing, when this process knows that no attempt is left under a name.
 * @throws rate_limited with the seconds until the window ends.
 */
export function refuseWhileClosed(world: World, name: string): void {
  const endsAt = closedOf(world).get(name);
  if (endsAt === undefined) return;
  const leftMs = endsAt.getTime() - world.clock.now().getTime();
  if (leftMs > 0)
    fail("rate_limited", { retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1_000)) });
  closedOf(world).delete(name);
}

/** Forgets the attempts counted under a name: the right answer was given. */
export async function forgetAttempts(world: World, name: string): Promise<void> {
  closedOf(world).delete(name);
  await rawCollection(AttemptWindows).deleteOne({ _id: digestPii(world.config.pii, name) });
}

async function bumpWindow(id: string, now: Date, endsAt: Date): Promise<AttemptWindowRow> {
  const isOpen = { $gt: ["$endsAt", now] };
  const bump = async () =>
    await rawCollection(AttemptWindows).findOneAndUpdate(
      { _id: id },
      [
        {
          $set: {
            count: { $cond: [isOpen, { $add: ["$count", 1] }, 1] },
            endsAt: { $cond: [isOpen, "$endsAt", endsAt] },
          },
        },
      ],
      { upsert: true, returnDocument: "after", writeConcern: { w: 1 } },
    );
  try {
    return (await bump()) as AttemptWindowRow;
  } catch (error) {
    // Two first attempts at once: the loser of the insert counts on the winner's row.
    if (!isDuplicateKey(error)) throw error;
    return (await bump()) as AttemptWindowRow;
  }
}

/**
 * Makes the limits that every request passes: the general one per address in this process's memory
 * (RATE_LIMIT_PER_MINUTE per process: it protects the process), and the one for writing beside it; those for guessing as
 * fixed shares of it, counted in the database so that more processes do not mean more guesses.
 */
export function createGateLimits(world: World): Pick<Gate, "limit"> {
  const perMinute = world.config.rateLimitPerMinute;
  const general = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const write = new RateLimiterMemory({
    points: Math.max(SMALLEST_LIMIT, Math.floor(perMinute * shareOf.write)),
    duration: 60,
  });
  return {
    async limit(kind, key) {
      if (kind === "general") return await consumeInMemory(general, key);
      if (kind === "write") return await consumeInMemory(write, key);
      const max = Math.max(SMALLEST_LIMIT, Math.floor(perMinute * shareOf[kind]));
      await countAttempt(world, `gate:${kind}:${key}`, { max, windowMs: MINUTE_MS });
    },
  };
}

async function consumeInMemory(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    fail("rate_limited", { retryAfterSeconds: Math.max(1, Math.ceil(error.msBeforeNext / 1_000)) });
  }
}
