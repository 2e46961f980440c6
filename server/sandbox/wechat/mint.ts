import { randomBytes } from "node:crypto";
import type { Table } from "../journal.ts";
import type { World } from "../world.ts";

const LIFE = 300_000;

/** A login code waiting to be exchanged, as wx.login would give it. */
export interface LoginCode {
  readonly appid: string;
  readonly openid: string;
  readonly unionid?: string | undefined;
  readonly blocked: boolean;
  readonly expiresAt: number;
}

/** A phone code waiting to be exchanged, as the phone button would give it. */
export interface PhoneCode {
  readonly phone: string;
  readonly expiresAt: number;
}

/** A shopper WeChat has seen in this mini-program. */
export interface Visitor {
  readonly openid: string;
  readonly sessionKey: string;
}

/** Who somebody is to one mini-program; the same person has another openid in each. */
interface Person {
  readonly openid: string;
  readonly appids: readonly string[];
}

/** Hands out the codes a phone would get from WeChat, and takes them back once. */
export interface Mint {
  readonly visitors: Table<Visitor>;
  loginCode(wish: {
    readonly openid?: string | undefined;
    readonly appid?: string | undefined;
    readonly unionid?: string | undefined;
    readonly blocked?: boolean | undefined;
  }): string;
  phoneCode(phone: string): string;
  /** Whether an openid is somebody's in this mini-program, in another only, or nobody's. */
  whose(openid: string, appid: string): "own" | "foreign" | "nobody";
  /** Takes a living code out of use; undefined for an unknown, used or expired one. */
  takeLogin(code: string): LoginCode | undefined;
  takePhone(code: string): PhoneCode | undefined;
}

function take<T extends { readonly expiresAt: number }>(
  table: Table<T>,
  code: string,
  now: number,
): T | undefined {
  const found = table.get(code);
  if (!found) return undefined;
  table.remove(code);
  return found.expiresAt > now ? found : undefined;
}

/** Opens the mint from the journal. */
export function createMint({ journal, clock, credentials }: World): Mint {
  const logins = journal.table<LoginCode>("login_codes");
  const phones = journal.table<PhoneCode>("phone_codes");
  const people = journal.table<Person>("people");
  return {
    visitors: journal.table<Visitor>("visitors"),
    loginCode({
      openid = `o${randomBytes(20).toString("base64url").slice(0, 27)}`,
      appid = credentials.appid,
      unionid,
      blocked,
    }) {
      const known = people.get(openid)?.appids ?? [];
      if (!known.includes(appid)) people.put(openid, { openid, appids: [...known, appid] });
      const code = `0${randomBytes(16).toString("base64url")}`;
      logins.put(code, {
        appid,
        openid,
        unionid,
        blocked: blocked ?? false,
        expiresAt: clock.now() + LIFE,
      });
      return code;
    },
    phoneCode(phone) {
      const code = randomBytes(32).toString("hex");
      phones.put(code, { phone, expiresAt: clock.now() + LIFE });
      return code;
    },
    whose(openid, appid) {
      const appids = people.get(openid)?.appids;
      if (appids === undefined) return "nobody";
      return appids.includes(appid) ? "own" : "foreign";
    },
    takeLogin: (code) => take(logins, code, clock.now()),
    takePhone: (code) => take(phones, code, clock.now()),
  };
}
