import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { SmsAccount } from "./account.ts";

/** A refusal of Tencent Cloud API 3.0: HTTP 200 with `Response.Error`. */
export class TencentRefusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The parts of a request that matter to its signature, as received. */
export interface TencentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Five minutes, the allowed difference of the caller's clock, in seconds. */
const ALLOWED_SKEW = 300;
const FORM =
  /^TC3-HMAC-SHA256 Credential=([^/\s]+)\/(\d{4}-\d{2}-\d{2})\/([a-z]+)\/tc3_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

const sha256 = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac("sha256", key).update(text).digest();

/**
 * Checks a request's TC3-HMAC-SHA256 Authorization to the letter: form, account, service, day, time within five
 * minutes, the headers that must be signed, and the signature over the bytes received.
 *
 * @throws TencentRefusal AuthFailure.* with the reason.
 */
export function checkTc3(request: TencentRequest, account: SmsAccount, nowMs: number): void {
  const header = (name: string): string => {
    const value = request.headers[name];
    return typeof value === "string" ? value : "";
  };
  const [, secretId, day, service, signedHeaders = "", signature = ""] =
    FORM.exec(header("authorization")) ?? [];
  if (secretId === undefined || day === undefined)
    throw new TencentRefusal(
      "AuthFailure.InvalidAuthorization",
      "请求头部的 Authorization 不符合腾讯云标准。",
    );
  if (secretId !== account.secretId)
    throw new TencentRefusal("AuthFailure.SecretIdNotFound", "密钥不存在。");
  const timestamp = header("x-tc-timestamp");
  if (!/^\d{10}$/.test(timestamp))
    throw new TencentRefusal(
      "MissingParameter",
      "The request is missing a required parameter `Timestamp`.",
    );
  if (Math.abs(Math.floor(nowMs / 1_000) - Number(timestamp)) > ALLOWED_SKEW)
    throw new TencentRefusal("AuthFailure.SignatureExpire", "签名过期，请检查本机时间。");
  const names = signedHeaders.split(";");
  const isOrdered = names.every((name, at) => at === 0 || (names[at - 1] ?? "") < name);
  const isWhole = ["content-type", "host"].every((name) => names.includes(name));
  const today = new Date(Number(timestamp) * 1_000).toISOString().slice(0, 10);
  if (!isOrdered || !isWhole || day !== today || service !== "sms")
    throw new TencentRefusal("AuthFailure.InvalidAuthorization", "签名范围或日期不正确。");
  const canonical = [
    request.method,
    request.path,
    request.query,
    ...names.map((name) => `${name}:${header(name).trim().toLowerCase()}`),
    "",
    signedHeaders,
    sha256(request.body),
  ].join("\n");
  const scope = `${day}/${service}/tc3_request`;
  const toSign = ["TC3-HMAC-SHA256", timestamp, scope, sha256(canonical)].join("\n");
  const key = hmac(hmac(hmac(`TC3${account.secretKey}`, day), service), "tc3_request");
  const expected = hmac(key, toSign);
  if (!timingSafeEqual(expected, Buffer.from(signature, "hex")))
    throw new TencentRefusal(
      "AuthFailure.SignatureFailure",
      "The provided credentials could not be validated. Please check your signature is correct.",
    );
}
