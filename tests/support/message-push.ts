import { createCipheriv, createHash, randomBytes } from "node:crypto";

const digest = (parts: readonly string[]): string =>
  createHash("sha1").update(parts.toSorted().join("")).digest("hex");

/** What WeChat writes behind the address: signed with the token, and over what is sealed when there is any. */
export function pushQuery(token: string, sealed?: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const nonce = String(randomBytes(4).readUInt32BE());
  return {
    signature: digest([token, timestamp, nonce]),
    timestamp,
    nonce,
    ...(sealed !== undefined && {
      encrypt_type: "aes",
      msg_signature: digest([token, timestamp, nonce, sealed]),
    }),
  };
}

/** Seals a message as WeChat's safe mode does. */
export function seal(
  { appid, token, aesKey }: { appid: string; token: string; aesKey: string },
  text: string,
): { query: Record<string, string>; body: string } {
  const message = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const plain = Buffer.concat([randomBytes(16), length, message, Buffer.from(appid)]);
  const padding = 32 - (plain.length % 32);
  const key = Buffer.from(`${aesKey}=`, "base64");
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const sealed = Buffer.concat([
    cipher.update(Buffer.concat([plain, Buffer.alloc(padding, padding)])),
    cipher.final(),
  ]).toString("base64");
  return {
    query: pushQuery(token, sealed),
    body: JSON.stringify({ ToUserName: "gh_0123456789ab", Encrypt: sealed }),
  };
}
