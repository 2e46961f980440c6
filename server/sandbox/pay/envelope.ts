import { randomBytes } from "node:crypto";
import type { Spoil } from "../faults.ts";
import { rfc3339 } from "../shanghai.ts";
import type { World } from "../world.ts";
import { seal } from "./sealed.ts";
import { signAsWechat } from "./signing.ts";

/** What a notification says before it is encrypted. */
export interface Message {
  readonly id: string;
  readonly event: "TRANSACTION" | "REFUND";
  readonly eventType: string;
  readonly summary: string;
  readonly createdAt: number;
  readonly resource: Record<string, unknown>;
}

type Draft = Exclude<Spoil, "drop"> | undefined;

const HOUR_SECONDS = 3_600;

function spoilResource(message: Message, spoil: Draft): Record<string, unknown> {
  const { resource } = message;
  if (spoil === "foreign_mchid") return { ...resource, mchid: "1900000109" };
  if (spoil === "foreign_appid") return { ...resource, appid: "wxd678efh567hg6787" };
  if (spoil !== "wrong_amount") return resource;
  const field = message.event === "TRANSACTION" ? "total" : "refund";
  const amount = resource["amount"] as Record<string, number>;
  const wrong = (amount[field] ?? 0) + 1;
  return { ...resource, amount: { ...amount, [field]: wrong, [`payer_${field}`]: wrong } };
}

function flipOneBit(base64: string): string {
  const bytes = Buffer.from(base64, "base64");
  bytes[0] = (bytes[0] ?? 0) ^ 0x01;
  return bytes.toString("base64");
}

function spoilSignature(signature: string, spoil: Draft): string {
  if (spoil === "bad_signature") return flipOneBit(signature);
  if (spoil === "signtest")
    return `WECHATPAY/SIGNTEST/${randomBytes(243).toString("base64")}`.slice(0, 344);
  return signature;
}

/** Wraps a message for sending: encrypts it, signs the bytes, and spoils what is to be spoiled. */
export function wrapNotification(
  world: World,
  message: Message,
  spoil: Draft,
): { headers: Record<string, string>; body: string } {
  const originalType = message.event === "TRANSACTION" ? "transaction" : "refund";
  const sealed = seal(
    world.keys.apiV3,
    JSON.stringify(spoilResource(message, spoil)),
    originalType,
  );
  const body = JSON.stringify({
    id: message.id,
    create_time: rfc3339(message.createdAt),
    resource_type: "encrypt-resource",
    event_type: message.eventType,
    summary: message.summary,
    resource: {
      original_type: originalType,
      ...sealed,
      ...(spoil === "tampered_ciphertext" ? { ciphertext: flipOneBit(sealed.ciphertext) } : {}),
    },
  });
  const key = world.settings.get().signing === "certificate" ? "certificate" : "public_key";
  const now = Math.floor(world.clock.wire() / 1000);
  const signed = signAsWechat(
    world,
    body,
    key,
    spoil === "old_timestamp" ? now - HOUR_SECONDS : now,
  );
  return {
    headers: {
      "Content-Type": "application/json",
      Accept: "*/*",
      "User-Agent": "Mozilla/4.0",
      "Request-ID": randomBytes(20).toString("hex").toUpperCase(),
      ...signed,
      "Wechatpay-Signature": spoilSignature(signed["Wechatpay-Signature"], spoil),
      ...(spoil === "unknown_serial"
        ? { "Wechatpay-Serial": randomBytes(20).toString("hex").toUpperCase() }
        : {}),
    },
    // Cut on its way, after signing.
    body: spoil === "truncated" ? body.slice(0, Math.floor(body.length / 2)) : body,
  };
}
