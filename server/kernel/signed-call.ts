import type { World } from "../world.ts";
import { defineModel, isDuplicateKey } from "./db.ts";
import { fail } from "./errors.ts";
import { isSigned, SIGNED_WINDOW_MS } from "./signature.ts";

/** A nonce that was used, or an idempotency key with what was answered to it; null while that is under way. */
type InternalCallRow = { _id: string; answer: Record<string, unknown> | null; at: Date };

/** What cloud functions have called: kept longer than a signature lives, so that none is taken twice. */
export const InternalCalls = defineModel<InternalCallRow>(
  "internal_calls",
  { answer: { type: Object, default: null }, at: { type: Date, required: true } },
  [[{ at: 1 }, { expireAfterSeconds: (3 * SIGNED_WINDOW_MS) / 1_000 }]],
);

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Lets one call of a cloud function in: signed with the shared secret over exactly this body, no older than five
 * minutes, and never before.
 * @throws not_found when no secret is set (there is no such door), call_refused otherwise.
 */
export async function receiveSignedCall(
  world: World,
  headers: Headers,
  rawBody: string,
): Promise<void> {
  const secret = world.config.cloudFunctionSecret;
  if (secret === null) fail("not_found");
  const given = {
    timestamp: headers["x-nuandian-timestamp"] ?? "",
    nonce: headers["x-nuandian-nonce"] ?? "",
    signature: headers["x-nuandian-signature"] ?? "",
  };
  const now = world.clock.now();
  if (!isSigned(secret, given, rawBody, now)) fail("call_refused");
  if (!(await isFirst(`nonce:${given.nonce}`, now))) fail("call_refused");
}

/**
 * Answers the same call the same, however often it is made: the first does the work, a later one with the same key
 * gets its answer.
 * @throws conflict while the first is still at work.
 */
export async function answerOnce<Answer extends Record<string, unknown>>(
  world: World,
  key: string,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const _id = `key:${key}`;
  if (!(await isFirst(_id, world.clock.now()))) {
    const row = await InternalCalls.findById(_id).lean();
    if (row?.answer === null || row === null) fail("conflict", { retryAfterSeconds: 5 });
    return row.answer as Answer;
  }
  try {
    const answer = await work();
    await InternalCalls.updateOne({ _id }, { $set: { answer } });
    return answer;
  } catch (error) {
    await InternalCalls.deleteOne({ _id });
    throw error;
  }
}

async function isFirst(_id: string, at: Date): Promise<boolean> {
  try {
    await InternalCalls.insertMany([{ _id, answer: null, at }]);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
