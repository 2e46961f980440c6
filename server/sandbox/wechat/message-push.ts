import { createCipheriv, createHash, randomBytes, randomInt } from "node:crypto";
import { z } from "zod";
import type { World } from "../world.ts";

const TRIES = 3;
const ANSWER_MS = 5_000;
const PADDED_TO = 32;

/** Where events are pushed to, and how: as set up in the console of a mini-program. */
export const pushSchema = z.strictObject({
  url: z.url(),
  mode: z.enum(["plain", "safe"]).default("safe"),
});

/** Where and how events are pushed. */
export type PushSetup = z.infer<typeof pushSchema>;

/** One try to deliver a message. */
export interface PushTry {
  readonly status: number | null;
  readonly answer: string;
}

const digest = (parts: readonly string[]): string =>
  createHash("sha1").update(parts.toSorted().join("")).digest("hex");

/** AES-256-CBC over 16 random bytes, the length in four, the message and the appid, padded to 32. */
function seal({ credentials }: World, message: string): string {
  const text = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const whole = Buffer.concat([randomBytes(16), length, text, Buffer.from(credentials.appid)]);
  const padding = PADDED_TO - (whole.length % PADDED_TO);
  const key = Buffer.from(`${credentials.messagePushAesKey}=`, "base64");
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16));
  cipher.setAutoPadding(false);
  return Buffer.concat([
    cipher.update(Buffer.concat([whole, Buffer.alloc(padding, padding)])),
    cipher.final(),
  ]).toString("base64");
}

function addressOf(url: string, query: Record<string, string>): URL {
  const address = new URL(url);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  return address;
}

function stamped({ credentials, clock }: World): {
  timestamp: string;
  nonce: string;
  own: string[];
} {
  const timestamp = String(Math.floor(clock.wire() / 1_000));
  const nonce = String(randomInt(1, 2 ** 31));
  return { timestamp, nonce, own: [credentials.messagePushToken, timestamp, nonce] };
}

/** Asks the address whether it is the shop's, as the console does when it is set up. */
export async function verifyAddress(world: World, url: string): Promise<boolean> {
  const { timestamp, nonce, own } = stamped(world);
  const echostr = String(randomInt(1, 2 ** 47));
  const answer = await fetch(
    addressOf(url, { signature: digest(own), timestamp, nonce, echostr }),
    { signal: AbortSignal.timeout(ANSWER_MS) },
  ).catch(() => null);
  return answer?.ok === true && (await answer.text()) === echostr;
}

/**
 * Pushes one message in JSON, the same up to three times, until the answer is `success`. Fields that every event has
 * are filled in where the message leaves them out.
 */
export async function pushMessage(
  world: World,
  setup: PushSetup,
  message: Readonly<Record<string, unknown>>,
): Promise<PushTry[]> {
  const text = JSON.stringify({
    ToUserName: "gh_nuandian",
    FromUserName: "oWechat",
    CreateTime: Math.floor(world.clock.now() / 1_000),
    MsgType: "event",
    ...message,
  });
  const tries: PushTry[] = [];
  while (tries.length < TRIES && tries.at(-1)?.answer !== "success")
    tries.push(await send(world, setup, text));
  return tries;
}

async function send(world: World, { url, mode }: PushSetup, text: string): Promise<PushTry> {
  const { timestamp, nonce, own } = stamped(world);
  const query = { signature: digest(own), timestamp, nonce };
  const sealed = mode === "safe" ? seal(world, text) : null;
  const asked =
    sealed === null
      ? query
      : { ...query, encrypt_type: "aes", msg_signature: digest([...own, sealed]) };
  const body =
    sealed === null ? text : JSON.stringify({ ToUserName: "gh_nuandian", Encrypt: sealed });
  try {
    const answer = await fetch(addressOf(url, asked), {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json" },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return { status: answer.status, answer: (await answer.text()).slice(0, 500) };
  } catch (error) {
    return { status: null, answer: String(error) };
  }
}
