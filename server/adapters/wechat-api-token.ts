import { z } from "zod";
import type { Config } from "../config.ts";
import { defineModel } from "../kernel/db.ts";
import { decryptPii, encryptPii } from "../kernel/pii.ts";
import type { Clock } from "../world.ts";

type AccessTokenRow = {
  /** The mini-program's appid. */
  _id: string;
  sealed: string;
  expiresAt: Date;
};

/** The access token all processes share: one row per mini-program, the token encrypted. */
export const AccessTokens = defineModel<AccessTokenRow>(
  "wechat_access_tokens",
  { sealed: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  [],
);

/** WeChat gives a new token five minutes before the old one ends, and both are good in between. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** What `stable_token` answers. */
export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.int().min(1),
});

/** The access token as calls need it: read it, or have it forgotten when WeChat no longer takes it. */
export type TokenCache = { read(): Promise<string>; forget(token: string): Promise<void> };

/**
 * Keeps the access token in the database and, for a moment, in the process; a new one is asked for once however many
 * calls wait. `stable_token` gives every asker the same token, so processes cannot push out each other's.
 */
export function createTokenCache(options: {
  readonly config: Pick<Config, "wechat" | "pii">;
  readonly clock: Clock;
  readonly fetchToken: () => Promise<z.output<typeof tokenAnswer>>;
}): TokenCache {
  const { config, clock } = options;
  const id = config.wechat.appid;
  let held: { token: string; expiresAt: Date } | undefined;
  let waiting: Promise<string> | undefined;
  const isGood = (expiresAt: Date): boolean =>
    expiresAt.getTime() - clock.now().getTime() > RENEW_BEFORE_MS;

  const load = async (): Promise<string> => {
    const row = await AccessTokens.findById(id).lean();
    const stored = row !== null && isGood(row.expiresAt) ? unseal(config, row.sealed) : null;
    if (row !== null && stored !== null) {
      held = { token: stored, expiresAt: row.expiresAt };
      return stored;
    }
    const fresh = await options.fetchToken();
    const expiresAt = new Date(clock.now().getTime() + fresh.expires_in * 1_000);
    held = { token: fresh.access_token, expiresAt };
    await AccessTokens.updateOne(
      { _id: id },
      { $set: { sealed: encryptPii(config.pii, fresh.access_token), expiresAt } },
      { upsert: true },
    );
    return fresh.access_token;
  };
  return {
    async read() {
      if (held !== undefined && isGood(held.expiresAt)) return held.token;
      waiting ??= load().finally(() => (waiting = undefined));
      return await waiting;
    },
    async forget(token) {
      if (held?.token === token) held = undefined;
      const row = await AccessTokens.findById(id).lean();
      if (row !== null && unseal(config, row.sealed) === token)
        await AccessTokens.deleteOne({ _id: id, sealed: row.sealed });
    },
  };
}

/** A token sealed with a former key is as good as none. */
function unseal(config: Pick<Config, "pii">, sealed: string): string | null {
  try {
    return decryptPii(config.pii, sealed);
  } catch {
    return null;
  }
}
