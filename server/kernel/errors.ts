import { errorCatalogue, type ErrorCode, type ProblemIssue } from "../contract/problem.ts";

/** A refusal the caller can understand: thrown by verbs, rendered once as problem+json. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly code: ErrorCode,
    readonly detail: string | undefined,
    readonly issues: readonly ProblemIssue[],
    /** Extra seconds the caller should wait, for 429 and 503. */
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(detail === undefined ? code : `${code}: ${detail}`);
  }

  /** The HTTP status of this code. */
  get status(): number {
    return errorCatalogue[this.code].status;
  }
}

/**
 * Refuses the request with a code of the contract, an optional Chinese sentence, and a pointer per issue.
 * @throws the refusal itself, always.
 */
export function fail(
  code: ErrorCode,
  options: {
    detail?: string;
    issues?: readonly { pointer: string; code?: string; detail: string }[];
    retryAfterSeconds?: number;
  } = {},
): never {
  throw new Refusal(
    code,
    options.detail,
    (options.issues ?? []).map((issue) => ({ code, ...issue })),
    options.retryAfterSeconds,
  );
}

/** States what must be true of our own code; a false condition is our bug and becomes a 500. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}
