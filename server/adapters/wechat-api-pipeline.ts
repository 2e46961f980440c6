import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleType,
  retry,
} from "cockatiel";

/** WeChat did not answer, answered 5xx or 429, or answered what cannot be trusted: nothing is known of the outcome. */
export class Outage extends Error {
  override readonly name = "Outage";
  constructor(
    readonly kind:
      "timeout" | "network" | "server_error" | "too_many" | "untrusted" | "unreadable" | "shed",
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${kind}: ${message}`, options);
  }
}

const AT_ONCE = 64;
const WAITING = 256;
const FAILURES_TO_OPEN = 6;
const OPEN_MS = 5_000;

/**
 * Makes the way out to one host: so many calls at once and waiting (a slow WeChat cannot pile up our requests), and a
 * breaker that refuses at once after six outages in a row and tries again after five seconds.
 * @returns a function that runs a call, repeating it so many times after an outage other than "too many"; the call
 * must build its request anew each time, since a signature's nonce is good for once.
 */
export function createPipeline(): <Result>(
  repeats: number,
  call: () => Promise<Result>,
) => Promise<Result> {
  const breaker = circuitBreaker(handleType(Outage), {
    halfOpenAfter: OPEN_MS,
    breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
  });
  const crowd = bulkhead(AT_ONCE, WAITING);
  const guarded = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    try {
      return await breaker.execute(() => crowd.execute(call));
    } catch (error) {
      if (error instanceof BrokenCircuitError || error instanceof BulkheadRejectedError)
        throw new Outage("shed", error.message, { cause: error });
      throw error;
    }
  };
  return (repeats, call) =>
    repeats === 0
      ? guarded(call)
      : retry(
          handleType(Outage, ({ kind }) => kind !== "too_many" && kind !== "shed"),
          {
            maxAttempts: repeats,
            backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 1_000 }),
          },
        ).execute(() => guarded(call));
}

/** Turns whatever fetch throws into an outage: out of time, or the network's fault (reset, refused, cut off). */
export function asOutage(error: unknown): Outage {
  if (error instanceof Outage) return error;
  const { name, message, cause } = error as Error & { cause?: { code?: string } };
  if (name === "TimeoutError" || name === "AbortError")
    return new Outage("timeout", message, { cause: error });
  return new Outage("network", cause?.code ?? message, { cause: error });
}
