import { createCipheriv, randomBytes } from "node:crypto";

/** A resource encrypted for the merchant, in the form of notifications and certificates. */
export interface Sealed {
  readonly algorithm: "AEAD_AES_256_GCM";
  readonly ciphertext: string;
  readonly associated_data: string;
  readonly nonce: string;
}

/** Encrypts a text with the APIv3 key: AES-256-GCM, 12-character nonce, the tag after the ciphertext. */
export function seal(apiV3Key: Buffer, plaintext: string, associatedData: string): Sealed {
  const nonce = randomBytes(6).toString("hex");
  const cipher = createCipheriv("aes-256-gcm", apiV3Key, nonce);
  cipher.setAAD(Buffer.from(associatedData));
  const ciphertext = Buffer.concat([
    cipher.update(plaintext, "utf8"),
    cipher.final(),
    cipher.getAuthTag(),
  ]).toString("base64");
  return { algorithm: "AEAD_AES_256_GCM", ciphertext, associated_data: associatedData, nonce };
}
