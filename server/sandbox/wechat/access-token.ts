import { randomBytes } from "node:crypto";
import { WeixinRefusal } from "../http.ts";
import { shanghaiDay } from "../shanghai.ts";
import type { World } from "../world.ts";

const LIFE_SECONDS = 7_200;
const OVERLAP = 300_000;
const FORCE_APART = 30_000;
const FORCE_PER_DAY = 20;

interface Token {
  readonly value: string;
  readonly issuedAt: number;
  /** Ends early when a forced refresh took its place. */
  readonly expiresAt: number;
}

interface ForceRecord {
  readonly day: string;
  readonly count: number;
  readonly lastAt: number;
}

/** The access tokens of the mini-program. */
export interface AccessTokens {
  /**
   * Gives the token in force, a fresh one in the last five minutes of its life.
   *
   * @throws WeixinRefusal 45009 on the 21st forced refresh of a day, 45011 within 30 s of the last.
   */
  issue(force: boolean): { access_token: string; expires_in: number };
  /** @throws WeixinRefusal 41001 missing, 42001 expired, 40001 unknown. */
  check(value: string | undefined): void;
}

/** Opens the tokens from the journal. */
export function createAccessTokens({ journal, clock }: World): AccessTokens {
  const tokens = journal.table<Token>("access_tokens");
  const forces = journal.table<ForceRecord>("forced_refreshes");
  const newest = (): Token | undefined =>
    [...tokens.values()].toSorted((a, b) => a.issuedAt - b.issuedAt).at(-1);

  function make(now: number): Token {
    for (const { value, expiresAt } of tokens.values())
      if (expiresAt < now - 86_400_000) tokens.remove(value);
    const value = `${randomBytes(2).readUInt16BE()}_${randomBytes(96).toString("base64url")}`;
    const token = { value, issuedAt: now, expiresAt: now + LIFE_SECONDS * 1000 };
    tokens.put(value, token);
    return token;
  }

  function force(now: number): Token {
    const day = shanghaiDay(now);
    const kept = forces.get("force");
    const count = kept?.day === day ? kept.count : 0;
    if (kept && now - kept.lastAt < FORCE_APART)
      throw new WeixinRefusal(45011, "api minute-quota reach limit, mustslower, retry next minute");
    if (count >= FORCE_PER_DAY) throw new WeixinRefusal(45009, "reach max api daily quota limit");
    forces.put("force", { day, count: count + 1, lastAt: now });
    for (const token of tokens.values())
      if (token.expiresAt > now) tokens.put(token.value, { ...token, expiresAt: now });
    return make(now);
  }

  return {
    issue(forced) {
      const now = clock.now();
      const current = newest();
      const living = current && current.expiresAt - now > OVERLAP ? current : undefined;
      const token = forced ? force(now) : (living ?? make(now));
      return {
        access_token: token.value,
        expires_in: Math.floor((token.expiresAt - now) / 1000),
      };
    },
    check(value) {
      if (value === undefined || value === "")
        throw new WeixinRefusal(41001, "access_token missing");
      const token = tokens.get(value);
      if (!token)
        throw new WeixinRefusal(40001, "invalid credential, access_token is invalid or not latest");
      if (token.expiresAt <= clock.now()) throw new WeixinRefusal(42001, "access_token expired");
    },
  };
}
