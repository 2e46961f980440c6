import { z } from "zod";
import type { Config } from "../config.ts";
import { signCall } from "../kernel/signature.ts";

/** What WeChat answered: JSON with its errcode, or the bytes of a picture. */
export type Answer = {
  readonly errcode: number;
  readonly errmsg: string;
  readonly bytes: Buffer | null;
  readonly data: unknown;
};

/** The name of the cloud function and what it can call. */
const GATEWAY = "wx-gateway";
const paths: ReadonlySet<string> = new Set([
  "/cgi-bin/message/subscribe/send",
  "/wxa/getwxacodeunlimit",
  "/wxa/msg_sec_check",
  "/wxa/business/getuserphonenumber",
]);

const invocation = z.object({ resp_data: z.string() });
const gatewayAnswer = z.looseObject({
  errcode: z.int(),
  errmsg: z.string(),
  base64: z.string().optional(),
});

/** A call as the invocation of the cloud function; `event` is signed anew for each try. */
export type GatewayCall = {
  readonly path: string;
  readonly query: Record<string, string>;
  readonly event: () => object;
};

/** Says for each call whether the cloud function shall make it; null: it goes over HTTP, as all do without a gateway. */
export function gatewayCalls({
  wechat: { gatewayEnv: env },
  cloudFunctionSecret: secret,
}: Pick<Config, "wechat" | "cloudFunctionSecret">): (
  path: string,
  body: object,
) => GatewayCall | null {
  if (env === null || secret === null) return () => null;
  return (path, body) => {
    if (!paths.has(path)) return null;
    const text = JSON.stringify({ call: "wechat.api", path, body });
    return {
      path: "/tcb/invokecloudfunction",
      query: { env, name: GATEWAY },
      event: () => ({ ...signCall(secret, text, new Date()), body: text }),
    };
  };
}

/** The function's answer out of that of its invocation: it speaks as WeChat's HTTP API does. */
export function readGatewayAnswer({ data }: Answer): Answer {
  try {
    const { resp_data: text } = invocation.parse(data);
    const { base64, ...answer } = gatewayAnswer.parse(JSON.parse(text));
    const bytes = base64 === undefined ? null : Buffer.from(base64, "base64");
    return { errcode: answer.errcode, errmsg: answer.errmsg, bytes, data: answer };
  } catch {
    return { errcode: -1, errmsg: "not an answer of the gateway", bytes: null, data: null };
  }
}
