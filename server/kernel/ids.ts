import { randomBytes } from "node:crypto";
import { ulid } from "ulid";

/** Makes an id: prefix, underscore and a ULID of the given moment (sortable by time, 80 random bits). */
export function newId(prefix: string, at: Date): string {
  return `${prefix}_${ulid(at.getTime(), () => randomBytes(4).readUInt32BE() / 2 ** 32)}`;
}

/** Makes an opaque token with 256 bits of entropy, base64url. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}
