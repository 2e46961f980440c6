import { randomInt } from "node:crypto";
import { countAttempt } from "../../../kernel/limits.ts";
import { digestPii } from "../../../kernel/pii.ts";
import type { World } from "../../../world.ts";
import { PhoneCodes } from "./phone-code.model.ts";

const GOOD_FOR_MS = 5 * 60_000;
const PAUSE_SECONDS = 60;
const A_DAY = { max: 10, windowMs: 86_400_000 };

/**
 * Sends a log-in code to a phone, one a minute and ten a day; the newest is the good one. Whether the shop knows the
 * phone is not even looked up.
 * @throws rate_limited, sms_unavailable
 */
export async function sendPhoneCode(
  world: World,
  phone: string,
): Promise<{ expiresAt: Date; retryAfterSeconds: number }> {
  await countAttempt(world, `phone-code:minute:${phone}`, {
    max: 1,
    windowMs: PAUSE_SECONDS * 1_000,
  });
  await countAttempt(world, `phone-code:day:${phone}`, A_DAY);
  const code = randomInt(1_000_000).toString().padStart(6, "0");
  const expiresAt = new Date(world.clock.now().getTime() + GOOD_FOR_MS);
  await PhoneCodes.updateOne(
    { _id: digestPii(world.config.pii, phone) },
    { $set: { codeDigest: digestPhoneCode(world, phone, code), tries: 0, expiresAt } },
    { upsert: true },
  );
  await world.sms.sendCode(phone, code);
  return { expiresAt, retryAfterSeconds: PAUSE_SECONDS };
}

/** The digest under which a phone's code is kept. */
export function digestPhoneCode(world: World, phone: string, code: string): string {
  return digestPii(world.config.pii, `phone-code:${phone}:${code}`);
}
