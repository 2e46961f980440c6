import { verify, type KeyObject } from "node:crypto";
import type { Credentials } from "../credentials.ts";
import { PayRefusal } from "../http.ts";

/** The parts of a request its signature covers, as received, and the two headers WeChat insists on. */
export interface SignedRequest {
  readonly method: string;
  /** Path with query, unchanged. */
  readonly url: string;
  readonly body: Buffer;
  readonly authorization: string | undefined;
}

/** Five minutes, the allowed difference of the caller's clock, in seconds. */
const ALLOWED_SKEW = 300;
const SCHEME = "WECHATPAY2-SHA256-RSA2048";
const FIELDS = ["mchid", "nonce_str", "timestamp", "serial_no", "signature"] as const;
type Fields = Record<(typeof FIELDS)[number], string>;

function refuse(message: string, field?: string, issue?: string, more?: object): PayRefusal {
  return new PayRefusal(
    401,
    "SIGN_ERROR",
    message,
    field === undefined
      ? undefined
      : { detail: { issue }, field, location: "authorization", ...more },
  );
}

function parse(header: string | undefined): Fields {
  if (header === undefined || header === "") throw refuse("Http头缺少Authorization");
  const space = header.indexOf(" ");
  if (header.slice(0, space) !== SCHEME)
    throw refuse("Http头Authorization认证类型不正确", "scheme", `should be ${SCHEME}`);
  const found = new Map<string, string>();
  for (const part of header.slice(space + 1).split(",")) {
    const [, name, value] = /^\s*([a-z_]+)="([^"]*)"\s*$/.exec(part) ?? [];
    if (name === undefined || value === undefined || found.has(name))
      throw refuse("Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》");
    found.set(name, value);
  }
  const take = (field: (typeof FIELDS)[number]): string => {
    const value = found.get(field);
    if (value === undefined || value === "")
      throw refuse("Http头Authorization值格式错误，缺少必填项", field, "missing");
    return value;
  };
  return {
    mchid: take("mchid"),
    nonce_str: take("nonce_str"),
    timestamp: take("timestamp"),
    serial_no: take("serial_no"),
    signature: take("signature"),
  };
}

/** Remembers nonces for as long as their timestamp could still be accepted. */
function createNonceMemory() {
  let current = new Set<string>();
  let previous = new Set<string>();
  let turnedAt = 0;
  return (nonce: string, nowSeconds: number): boolean => {
    if (nowSeconds - turnedAt > 2 * ALLOWED_SKEW) {
      previous = nowSeconds - turnedAt > 4 * ALLOWED_SKEW ? new Set() : current;
      current = new Set();
      turnedAt = nowSeconds;
    }
    if (current.has(nonce) || previous.has(nonce)) return false;
    current.add(nonce);
    return true;
  };
}

/**
 * Makes the check of a request's Authorization to the letter: scheme, form, merchant, certificate
 * serial, time within five minutes, signature over the received bytes, and a nonce used once.
 *
 * @returns a function that throws PayRefusal 401 SIGN_ERROR with the reason.
 */
export function createAuthorization(
  credentials: Credentials,
  merchantPublic: KeyObject,
  wireNow: () => number,
): (request: SignedRequest) => void {
  const isFresh = createNonceMemory();
  return (request) => {
    const fields = parse(request.authorization);
    if (fields.mchid !== credentials.mchid)
      throw refuse("商户号不存在或未开通API v3", "mchid", "unknown mchid");
    if (fields.serial_no.toUpperCase() !== credentials.merchantSerial)
      throw refuse("商户证书序列号有误", "serial_no", "unknown serial number of mchid");
    if (!/^\d{10}$/.test(fields.timestamp))
      throw refuse("Http头Authorization中的timestamp格式错误", "timestamp", "should be seconds");
    const now = Math.floor(wireNow() / 1000);
    if (Math.abs(now - Number(fields.timestamp)) > ALLOWED_SKEW)
      throw refuse(
        "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟",
        "timestamp",
        `server time is ${now}`,
      );
    if (fields.nonce_str.length > 128)
      throw refuse("Http头Authorization中的nonce_str过长", "nonce_str", "too long");
    const head = `${request.method}\n${request.url}\n${fields.timestamp}\n${fields.nonce_str}\n`;
    const message = Buffer.concat([Buffer.from(head), request.body, Buffer.from("\n")]);
    const signature = Buffer.from(fields.signature, "base64");
    const intact =
      signature.toString("base64") === fields.signature &&
      verify("RSA-SHA256", message, merchantPublic, signature);
    if (!intact)
      throw refuse("错误的签名，验签失败", "signature", "sign not match", {
        sign_information: {
          method: request.method,
          url: request.url,
          sign_message_length: message.length,
          truncated_sign_message: `${head}${request.body.subarray(0, 64).toString()}\n`,
        },
      });
    if (!isFresh(fields.nonce_str, now))
      throw refuse("请求已被重放，nonce_str不可重复使用", "nonce_str", "nonce replayed");
  };
}
