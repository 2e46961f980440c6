import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { assert } from "./errors.ts";

/** Keys for personal data at rest: one to encrypt, one to look up by digest. Both 32 bytes. */
export type PiiKeys = { readonly encryption: Buffer; readonly digest: Buffer };

/** Encrypts a personal text with AES-256-GCM; the result carries its nonce and tag, base64url. */
export function encryptPii(keys: PiiKeys, plain: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keys.encryption, nonce);
  const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return `v1.${Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString("base64url")}`;
}

/** Decrypts what `encryptPii` made; a changed byte throws. */
export function decryptPii(keys: PiiKeys, sealedText: string): string {
  assert(sealedText.startsWith("v1."), "known format of encrypted personal data");
  const bytes = Buffer.from(sealedText.slice(3), "base64url");
  const decipher = createDecipheriv("aes-256-gcm", keys.encryption, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString(
    "utf8",
  );
}

/** A keyed digest to find a personal text again without storing it in the clear (HMAC-SHA256, base64url). */
export function digestPii(keys: PiiKeys, plain: string): string {
  return createHmac("sha256", keys.digest).update(plain.normalize("NFC")).digest("base64url");
}

/** Shows a phone number as others may see it: `138****1234`. */
export function maskPhone(phone: string): string {
  return phone.length < 7 ? "****" : `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}

/** Shows a name as others may see it: the first character and stars. */
export function maskName(name: string): string {
  const [first = "", ...rest] = [...name];
  return first + "*".repeat(Math.max(1, Math.min(rest.length, 2)));
}
