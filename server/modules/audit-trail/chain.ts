import { createHash } from "node:crypto";
import { scrub } from "../../kernel/log.ts";
import type { AuditEntryRow, Plain } from "./audit-entry.model.ts";

/** The hash before the first entry. */
export const GENESIS_HASH = "0".repeat(64);

/**
 * Turns a value into the plain form that is stored and hashed: keys in order, instants as text, no undefined, and
 * nothing that looks like a phone number, a bearer token or an openid in any text.
 */
export function plainForm(value: unknown): Plain {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return scrub(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plainForm);
  if (typeof value === "object")
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, part]) => part !== undefined)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, part]) => [key, plainForm(part)]),
    );
  return value as Plain;
}

/** The SHA-256 (hex) over the canonical JSON of an entry with all its fields but the hash itself. */
export function hashEntry(entry: Omit<AuditEntryRow, "hash">): string {
  return createHash("sha256")
    .update(JSON.stringify(plainForm(entry)))
    .digest("hex");
}
