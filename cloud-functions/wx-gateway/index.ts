import { isSigned, SIGNED_WINDOW_MS } from "../../server/kernel/signature.ts";
import { setting, type Setup } from "../lib/setup.ts";
import { asHttpAnswer, asHttpRefusal, openapiOf, type HttpAnswer } from "./openapi.ts";

/** What the server sends: the text of the call, and the signature over it. */
type SignedEvent = {
  readonly timestamp?: string;
  readonly nonce?: string;
  readonly signature?: string;
  readonly body?: string;
};

/** The call itself, in the words of WeChat's HTTP API. */
type ApiCall = { readonly call?: unknown; readonly path?: unknown; readonly body?: unknown };

const REFUSED: HttpAnswer = { errcode: 401, errmsg: "call refused" };

/**
 * Makes the gateway: it calls WeChat as the mini-program's own cloud, without an access token, for our server and
 * for nobody else, and answers as WeChat's HTTP API would have.
 */
export function createMain({ cloud, env }: Setup): (event: unknown) => Promise<HttpAnswer> {
  const used = new Map<string, number>();

  /** An instance remembers the nonces it has seen for as long as they could be used again. */
  function isFirst(nonce: string, now: number): boolean {
    for (const [known, at] of used) if (now - at > 2 * SIGNED_WINDOW_MS) used.delete(known);
    if (used.has(nonce)) return false;
    used.set(nonce, now);
    return true;
  }

  return async (event) => {
    const { body, ...given } = (event ?? {}) as SignedEvent;
    const now = new Date();
    if (typeof body !== "string") return REFUSED;
    if (!isSigned(setting({ env }, "CLOUD_FUNCTION_SECRET"), given, body, now)) return REFUSED;
    if (!isFirst(given.nonce, now.getTime())) return REFUSED;
    const call = JSON.parse(body) as ApiCall;
    if (call.call !== "wechat.api" || typeof call.path !== "string") return REFUSED;
    const api = openapiOf(cloud, call.path);
    if (api === null) return { errcode: 404, errmsg: `no such call: ${call.path}` };
    try {
      return asHttpAnswer(await api((call.body ?? {}) as Record<string, unknown>));
    } catch (error) {
      return asHttpRefusal(error);
    }
  };
}
