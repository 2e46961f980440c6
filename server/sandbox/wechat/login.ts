import { randomBytes } from "node:crypto";
import { WeixinRefusal } from "../http.ts";
import type { World } from "../world.ts";
import type { Mint } from "./mint.ts";

const PER_MINUTE = 100;
const MINUTE = 60_000;

/** The query of jscode2session. */
export interface LoginQuery {
  readonly appid: string | undefined;
  readonly secret: string | undefined;
  readonly code: string | undefined;
  readonly grantType: string | undefined;
}

/**
 * Makes the exchange of a login code for a session; each user may do so 100 times a minute.
 *
 * @returns a function that throws WeixinRefusal 40013 appid, 40125 secret, 40002 grant type,
 * 41008 no code, 40029 unknown, used or expired code, 40226 blocked user, 45011 too often.
 */
export function createLogin({ credentials, clock }: World, mint: Mint) {
  const recent = new Map<string, number[]>();

  function countLogin(openid: string): void {
    const now = clock.now();
    const within = (recent.get(openid) ?? []).filter((at) => now - at < MINUTE);
    if (within.length >= PER_MINUTE)
      throw new WeixinRefusal(45011, "api minute-quota reach limit, mustslower, retry next minute");
    recent.set(openid, [...within, now]);
  }

  return ({ appid, secret, code, grantType }: LoginQuery): Record<string, string> => {
    if (appid !== credentials.appid) throw new WeixinRefusal(40013, "invalid appid");
    if (secret !== credentials.appSecret) throw new WeixinRefusal(40125, "invalid appsecret");
    if (grantType !== undefined && grantType !== "authorization_code")
      throw new WeixinRefusal(40002, "invalid grant_type");
    if (code === undefined || code === "") throw new WeixinRefusal(41008, "missing code");
    const minted = mint.takeLogin(code);
    if (!minted || minted.appid !== appid) throw new WeixinRefusal(40029, "invalid code");
    if (minted.blocked) throw new WeixinRefusal(40226, "code blocked");
    countLogin(minted.openid);
    const sessionKey = randomBytes(16).toString("base64");
    mint.visitors.put(minted.openid, { openid: minted.openid, sessionKey });
    return {
      session_key: sessionKey,
      openid: minted.openid,
      ...(minted.unionid === undefined ? {} : { unionid: minted.unionid }),
    };
  };
}
