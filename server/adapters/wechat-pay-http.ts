import { z } from "zod";
import type { Log } from "../kernel/log.ts";
import { asOutage, Outage } from "./wechat-api-pipeline.ts";
import { checkSignature } from "./wechat-pay-crypto.ts";
import type { PayKeys } from "./wechat-pay-keys.ts";

const ANSWER_MS = 5_000;
const DOWNLOAD_MS = 60_000;

/** One answer of WeChat Pay: verified when it is 2xx, but for the two kinds of path that carry another proof. */
export type PayAnswer = {
  readonly status: number;
  /** The parsed JSON; null for an empty body or a download. */
  readonly data: unknown;
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string | undefined>>;
};

/** The error body of WeChat Pay; only its code is to be acted on. */
export const payFault = z.object({ code: z.string(), message: z.string().default("") });

/** Bills are not signed but hashed; the list of certificates is checked with what it brings (see the refresh). */
const provedOtherwise = (path: string): boolean =>
  path.startsWith("/v3/billdownload/") || path === "/v3/certificates";

/**
 * Makes the transport under wechatpay-node-v3, which builds and signs requests for the official host: the host is
 * replaced here (the signature covers the path only), the time is limited, and every 2xx answer's signature is checked
 * over its raw text before anyone reads it.
 * @throws Outage for no answer, a cut-off or unreadable one, 5xx, 429, and a 2xx whose signature does not hold.
 */
export function createPayTransport(options: {
  readonly baseUrl: string;
  readonly publicKeyId: string | null;
  readonly keys: PayKeys;
  readonly log: Log;
}) {
  const send = async (method: string, url: string, given: object, body: string | null) => {
    const official = new URL(url);
    const path = official.pathname;
    const startedAt = performance.now();
    let answer: PayAnswer;
    try {
      const response = await fetch(new URL(path + official.search, options.baseUrl), {
        method,
        body,
        headers: {
          ...(given as Record<string, string>),
          ...(options.publicKeyId === null ? {} : { "Wechatpay-Serial": options.publicKeyId }),
        },
        redirect: "error",
        signal: AbortSignal.timeout(path.startsWith("/v3/billdownload/") ? DOWNLOAD_MS : ANSWER_MS),
      });
      answer = {
        status: response.status,
        data: null,
        bytes: Buffer.from(await response.arrayBuffer()),
        headers: Object.fromEntries(response.headers),
      };
    } catch (error) {
      options.log.warn({ err: error, method, path }, "wechat pay did not answer");
      throw asOutage(error);
    }
    const facts = {
      method,
      path,
      status: answer.status,
      wechatRequestId: answer.headers["request-id"],
      durationMs: Math.round(performance.now() - startedAt),
    };
    if (answer.status >= 500 || answer.status === 429) {
      options.log.warn(facts, "wechat pay refused for now");
      throw new Outage(answer.status === 429 ? "too_many" : "server_error", String(answer.status));
    }
    const isGood = answer.status >= 200 && answer.status < 300;
    if (isGood && !provedOtherwise(path)) {
      const fault = checkSignature({
        headers: answer.headers,
        rawBody: answer.bytes.toString("utf8"),
        keyOf: (serial) => options.keys.find(serial),
        nowMs: Date.now(),
      });
      if (fault !== null) {
        options.log.error({ ...facts, fault }, "wechat pay answer cannot be trusted");
        throw new Outage("untrusted", fault);
      }
    }
    options.log.debug(facts, "wechat pay answered");
    if (isGood && path.startsWith("/v3/billdownload/")) return answer;
    return { ...answer, data: parse(answer.bytes) };
  };
  return {
    get: (url: string, headers: object) => send("GET", url, headers, null),
    post: (url: string, params: object, headers: object) =>
      send("POST", url, headers, JSON.stringify(params)),
    upload: () => Promise.reject(new Error("the shop uploads nothing to WeChat Pay")),
  };
}

function parse(bytes: Buffer): unknown {
  if (bytes.length === 0) return null;
  try {
    return JSON.parse(bytes.toString("utf8")) as unknown;
  } catch (error) {
    throw new Outage("unreadable", "not JSON", { cause: error });
  }
}
