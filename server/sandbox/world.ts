import type { Agenda } from "./agenda.ts";
import type { SandboxClock } from "./clock.ts";
import type { Credentials, Keys } from "./credentials.ts";
import type { Faults } from "./faults.ts";
import type { Journal, Table } from "./journal.ts";
import type { PushSetup } from "./wechat/message-push.ts";

/** Which key signs when a request does not choose: the modes a real merchant can be in. */
export type SigningMode = "public_key" | "certificate" | "public_key_only";

/** What of the sandbox can be set by hand and survives a restart. */
export interface Settings {
  readonly signing: SigningMode;
  /** How long a refund stays PROCESSING, in milliseconds of business time. */
  readonly refundDelayMs: number;
  /** Pages of the released mini-program; undefined: any well-formed page passes. */
  readonly releasedPages?: readonly string[];
  /** Where events are pushed to; undefined: nowhere. */
  readonly messagePush?: PushSetup;
}

/** What every room of the sandbox stands on. */
export interface World {
  readonly clock: SandboxClock;
  readonly agenda: Agenda;
  readonly journal: Journal;
  readonly credentials: Credentials;
  readonly keys: Keys;
  readonly faults: Faults;
  readonly settings: { get(): Settings; change(part: Partial<Settings>): void };
  /** The base of links handed out, without a closing slash. */
  publicUrl(): string;
}

const defaults: Settings = { signing: "public_key", refundDelayMs: 3_000 };

/** Keeps the settings in one journal row. */
export function createSettings(table: Table<Settings>): World["settings"] {
  return {
    get: () => table.get("settings") ?? defaults,
    change: (part) => table.put("settings", { ...(table.get("settings") ?? defaults), ...part }),
  };
}
