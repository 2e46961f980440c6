import { createHash } from "node:crypto";

/** The digest under which a token is stored and found: SHA-256, base64url (a token has 256 random bits of its own). */
export function digestToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
