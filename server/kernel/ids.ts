import { randomBytes, randomFillSync } from "node:crypto";
import { ulid } from "ulid";

/** Makes an id: prefix, underscore and a ULID of the given moment (sortable by time, 80 random bits). */
export function newId(prefix: string, at: Date): string {
  return `${prefix}_${ulid(at.getTime(), nextRandom)}`;
}

/** Random bytes drawn ahead: an id takes 16 numbers, and a call to the system for each cost more than the rest. */
const drawn = Buffer.alloc(4_096);
let used = drawn.length;

function nextRandom(): number {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += 4;
  return drawn.readUInt32BE(used - 4) / 2 ** 32;
}

/** Makes an opaque token with 256 bits of entropy, base64url. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}
