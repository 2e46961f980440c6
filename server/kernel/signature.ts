import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** How old, or how far ahead, a signed call may be. */
export const SIGNED_WINDOW_MS = 300_000;

/** What a signed call carries beside its body; the time in seconds since 1970. */
export type Signature = {
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
};

const digest = (secret: string, timestamp: string, nonce: string, body: string): Buffer =>
  createHmac("sha256", secret).update(`${timestamp}.${nonce}.${body}`).digest();

/** Signs the exact text of a body between server and cloud functions: HMAC-SHA256 over `timestamp.nonce.body`, in hex. */
export function signCall(secret: string, body: string, now: Date): Signature {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const nonce = randomBytes(16).toString("hex");
  return { timestamp, nonce, signature: digest(secret, timestamp, nonce, body).toString("hex") };
}

/**
 * Whether a call was signed with the secret over this very body, within five minutes. Whether its nonce was used
 * before is for the caller to keep.
 */
export function isSigned(
  secret: string,
  given: Partial<Signature>,
  body: string,
  now: Date,
): given is Signature {
  const { timestamp = "", nonce = "", signature = "" } = given;
  if (!/^\d{10}$/.test(timestamp) || !/^[0-9a-f]{32}$/.test(nonce)) return false;
  if (!/^[0-9a-f]{64}$/.test(signature)) return false;
  if (Math.abs(now.getTime() - Number(timestamp) * 1_000) > SIGNED_WINDOW_MS) return false;
  return timingSafeEqual(Buffer.from(signature, "hex"), digest(secret, timestamp, nonce, body));
}
