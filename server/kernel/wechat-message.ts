import { createDecipheriv, createHash, timingSafeEqual } from "node:crypto";

/** What WeChat's message push is set up with; without a key the push is in plain mode. */
export type MessageSecrets = {
  readonly appid: string;
  readonly token: string;
  /** EncodingAESKey: 43 characters of base64; null in plain mode. */
  readonly aesKey: string | null;
};

/** The parameters WeChat puts behind the address it calls. */
export type MessageQuery = Partial<
  Record<"signature" | "timestamp" | "nonce" | "echostr" | "msg_signature", string>
>;

const BLOCK = 32;
const RANDOM_BYTES = 16;

/** A message that is not WeChat's, or not for this mini-program. */
export class ForeignMessage extends Error {
  override readonly name = "ForeignMessage";
}

function mustMatch(given: string | undefined, parts: readonly (string | undefined)[]): void {
  const inOrder = parts.map((part) => part ?? "");
  // oxlint-disable-next-line unicorn/no-array-sort -- Node 18, which WeChat's cloud runs, has no toSorted.
  inOrder.sort((one, other) => (one < other ? -1 : 1));
  const own = createHash("sha1").update(inOrder.join("")).digest("hex");
  const isSame =
    given?.length === own.length && timingSafeEqual(Buffer.from(given), Buffer.from(own));
  if (!isSame || parts.includes(undefined)) throw new ForeignMessage("signature");
}

/**
 * Checks the question by which WeChat makes sure that an address is ours.
 * @returns what to answer.
 * @throws ForeignMessage
 */
export function answerEcho({ token }: MessageSecrets, query: MessageQuery): string {
  mustMatch(query.signature, [token, query.timestamp, query.nonce]);
  return query.echostr ?? "";
}

/**
 * Checks one pushed message and opens it when it is sealed. Once a key is set, nothing unsealed is believed: the
 * plain signature does not cover the body.
 * @returns the message as WeChat wrote it, in JSON.
 * @throws ForeignMessage when signature, seal or mini-program are not right.
 */
export function openMessage(secrets: MessageSecrets, query: MessageQuery, body: string): string {
  if (secrets.aesKey === null) {
    mustMatch(query.signature, [secrets.token, query.timestamp, query.nonce]);
    return body;
  }
  const sealed = sealedIn(body);
  mustMatch(query.msg_signature, [secrets.token, query.timestamp, query.nonce, sealed]);
  return unseal(secrets.appid, Buffer.from(`${secrets.aesKey}=`, "base64"), sealed);
}

function sealedIn(body: string): string {
  try {
    const { Encrypt } = JSON.parse(body) as { Encrypt?: unknown };
    if (typeof Encrypt === "string") return Encrypt;
  } catch {
    // Refused below, like every other body without a seal.
  }
  throw new ForeignMessage("not sealed");
}

/** AES-256-CBC, padded to 32: 16 random bytes, the length in four, the message, the appid. */
function unseal(appid: string, key: Buffer, sealed: string): string {
  let plain: Buffer;
  try {
    const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16));
    decipher.setAutoPadding(false);
    plain = Buffer.concat([decipher.update(sealed, "base64"), decipher.final()]);
  } catch {
    throw new ForeignMessage("seal");
  }
  const padding = plain.at(-1) ?? 0;
  const end = plain.length - padding;
  const start = RANDOM_BYTES + 4;
  if (padding < 1 || padding > BLOCK || end < start) throw new ForeignMessage("padding");
  const length = plain.readUInt32BE(RANDOM_BYTES);
  if (start + length > end) throw new ForeignMessage("length");
  if (plain.toString("utf8", start + length, end) !== appid) throw new ForeignMessage("appid");
  return plain.toString("utf8", start, start + length);
}
