import {
  constants,
  createDecipheriv,
  createHash,
  publicEncrypt,
  sign,
  verify,
  type KeyObject,
} from "node:crypto";
import { z } from "zod";

/** How far a signed message's clock may be from ours, in seconds, either way. */
export const ALLOWED_SKEW_SECONDS = 300;

const TAG_BYTES = 16;
const NONCE_BYTES = 12;

/** What WeChat Pay encrypts with the APIv3 key: notifications and platform certificates. */
export const sealedResource = z.object({
  algorithm: z.literal("AEAD_AES_256_GCM"),
  ciphertext: z.base64(),
  associated_data: z.string().default(""),
  nonce: z.string(),
});

/** A resource as WeChat Pay encrypts it. */
export type SealedResource = z.output<typeof sealedResource>;

/** Signs a text as the merchant: SHA256-RSA, base64. The key is parsed once, not per call. */
export function signText(privateKey: KeyObject, text: string): string {
  return sign("RSA-SHA256", Buffer.from(text), privateKey).toString("base64");
}

/** Whether the text was signed by the owner of the public key; a malformed signature is just false. */
export function verifyText(publicKey: KeyObject, text: string, signature: string): boolean {
  const bytes = Buffer.from(signature, "base64");
  if (bytes.toString("base64") !== signature) return false;
  return verify("RSA-SHA256", Buffer.from(text), publicKey, bytes);
}

/**
 * Decrypts AES-256-GCM and checks the authentication tag (the last 16 bytes) before anything is believed.
 * wechatpay-node-v3 leaves `final()` out, so that there a changed ciphertext still "decrypts".
 * @throws Error when one bit of ciphertext, tag, nonce or associated data differs, or the key does.
 */
export function openSealed(apiV3Key: Buffer, sealed: SealedResource): string {
  const bytes = Buffer.from(sealed.ciphertext, "base64");
  const nonce = Buffer.from(sealed.nonce);
  if (bytes.length < TAG_BYTES || nonce.length !== NONCE_BYTES)
    throw new Error("sealed resource is too short");
  const decipher = createDecipheriv("aes-256-gcm", apiV3Key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  decipher.setAAD(Buffer.from(sealed.associated_data));
  const plain = [decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()];
  return Buffer.concat(plain).toString("utf8");
}

/** Encrypts a text for the owner of the public key alone: RSA-OAEP with SHA-1, as WeChat Pay wants it; base64. */
export function sealText(publicKey: KeyObject, text: string): string {
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return publicEncrypt({ key: publicKey, padding, oaepHash: "sha1" }, Buffer.from(text)).toString(
    "base64",
  );
}

/** Why a signed message is not believed; for the log, never for the sender. */
export type SignatureFault =
  "headers_missing" | "probe" | "stale" | "serial_unknown" | "signature_wrong";

/**
 * Checks the signature of an answer or a notification over its raw text: all headers there, not WeChat's deliberate
 * probe (`WECHATPAY/SIGNTEST/`), at most 300 s old or early, a known serial, and the signature itself. Pure: an
 * unknown serial is a fault and nothing else. Null when all is well.
 */
export function checkSignature(input: {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: string;
  readonly keyOf: (serial: string) => KeyObject | undefined;
  readonly nowMs: number;
}): SignatureFault | null {
  const timestamp = input.headers["wechatpay-timestamp"];
  const nonce = input.headers["wechatpay-nonce"];
  const signature = input.headers["wechatpay-signature"];
  const serial = input.headers["wechatpay-serial"];
  if (!timestamp || !nonce || !signature || !serial) return "headers_missing";
  if (signature.startsWith("WECHATPAY/SIGNTEST/")) return "probe";
  if (!/^\d{10}$/.test(timestamp)) return "stale";
  if (Math.abs(input.nowMs / 1000 - Number(timestamp)) >= ALLOWED_SKEW_SECONDS) return "stale";
  const key = input.keyOf(serial);
  if (key === undefined) return "serial_unknown";
  return verifyText(key, `${timestamp}\n${nonce}\n${input.rawBody}\n`, signature)
    ? null
    : "signature_wrong";
}

/** The SHA1 of bytes, lower-case hex: what WeChat Pay publishes for a bill. */
export function sha1Hex(bytes: Buffer): string {
  return createHash("sha1").update(bytes).digest("hex");
}
