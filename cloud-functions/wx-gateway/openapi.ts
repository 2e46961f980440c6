import type { Cloud } from "../lib/setup.ts";

/** An answer as WeChat's HTTP API gives it; a picture is `contentType` and `base64`. */
export type HttpAnswer = { readonly errcode: number; readonly errmsg: string } & Readonly<
  Record<string, unknown>
>;

type Fields = Readonly<Record<string, unknown>>;

/** What the gateway can do: the address of the HTTP API and the name of the cloud call. */
const calls: Readonly<Record<string, readonly [group: string, method: string]>> = {
  "/cgi-bin/message/subscribe/send": ["subscribeMessage", "send"],
  "/wxa/getwxacodeunlimit": ["wxacode", "getUnlimited"],
  "/wxa/msg_sec_check": ["security", "msgSecCheck"],
  "/wxa/business/getuserphonenumber": ["phonenumber", "getPhoneNumber"],
};

/** The cloud call behind an address of the HTTP API, taking a body in the words of that; null for any other address. */
export function openapiOf(cloud: Cloud, path: string): ((body: Fields) => Promise<Fields>) | null {
  const call = Object.hasOwn(calls, path) ? calls[path] : undefined;
  if (call === undefined) return null;
  const [group, method] = call;
  return async (body) => {
    const run = cloud.openapi[group]?.[method];
    if (run === undefined) throw new Error(`SDK without ${group}.${method}`);
    return await run(renamed(body, camel));
  };
}

/** A cloud call's answer in the words of the HTTP API. */
export function asHttpAnswer({
  errCode,
  errMsg,
  buffer,
  contentType,
  ...rest
}: Fields): HttpAnswer {
  const picture =
    buffer instanceof Uint8Array
      ? { contentType: String(contentType), base64: Buffer.from(buffer).toString("base64") }
      : {};
  return {
    ...renamed(rest, snake),
    ...picture,
    errcode: typeof errCode === "number" ? errCode : 0,
    errmsg: typeof errMsg === "string" ? errMsg : "ok",
  };
}

/**
 * A refusal of a cloud call, which the SDK throws, in the words of the HTTP API.
 * @throws what is not a refusal of WeChat.
 */
export function asHttpRefusal(error: unknown): HttpAnswer {
  const { errCode, errMsg } = error as { errCode?: unknown; errMsg?: unknown };
  if (typeof errCode !== "number") throw error;
  return { errcode: errCode, errmsg: String(errMsg) };
}

const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Only the outermost names differ between the two; those inside are WeChat's, or a template's own (`thing1`). */
function renamed(fields: Fields, rename: (name: string) => string): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [rename(name), value]));
}
