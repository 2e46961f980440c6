import { createHash, createHmac } from "node:crypto";
import { z } from "zod";
import type { Config } from "../config.ts";
import { fail } from "../kernel/errors.ts";
import { maskPhone } from "../kernel/pii.ts";
import type { Log } from "../kernel/log.ts";
import type { Sms } from "../world.ts";
import { asOutage, createPipeline, Outage } from "./wechat-api-pipeline.ts";

const ANSWER_MS = 5_000;
const ALGORITHM = "TC3-HMAC-SHA256";
const SERVICE = "sms";
const ACTION = "SendSms";
const API_VERSION = "2021-01-11";
const REGION = "ap-guangzhou";
const CONTENT_TYPE = "application/json; charset=utf-8";
const SIGNED_HEADERS = "content-type;host;x-tc-action";

const answer = z.object({
  Response: z.union([
    z.object({ Error: z.object({ Code: z.string(), Message: z.string() }) }),
    z.object({
      SendStatusSet: z.array(z.object({ Code: z.string(), Message: z.string() })).min(1),
    }),
  ]),
});

/**
 * Makes the way to Tencent Cloud's SMS (SendSms, version 2021-01-11, signature TC3-HMAC-SHA256). The template has one
 * variable, the code. A text is never sent twice by itself: whoever did not get one asks for another. Without an account
 * every call is refused with `sms_unavailable`.
 */
export function createSms(config: Pick<Config, "sms">, log: Log): Sms {
  const account = config.sms;
  if (account === null) return { sendCode: async () => fail("sms_unavailable") };
  const pipeline = createPipeline();
  return {
    async sendCode(phone, code) {
      const body = JSON.stringify({
        PhoneNumberSet: [`+86${phone}`],
        SmsSdkAppId: account.appId,
        SignName: account.signName,
        TemplateId: account.templateId,
        TemplateParamSet: [code],
      });
      let status: string;
      try {
        status = await pipeline(0, async () => await post(account, body));
      } catch (error) {
        if (!(error instanceof Outage)) throw error;
        log.warn({ err: error }, "the SMS provider did not answer");
        fail("sms_unavailable", { retryAfterSeconds: 5 });
      }
      if (status === "Ok") return;
      if (status.startsWith("LimitExceeded.")) fail("rate_limited", { retryAfterSeconds: 60 });
      log.error({ status, phone: maskPhone(phone) }, "the SMS provider refused");
      fail("sms_unavailable");
    },
  };
}

/** One try. @returns `Ok`, or the code with which the provider refused. */
async function post(account: NonNullable<Config["sms"]>, body: string): Promise<string> {
  const url = new URL("/", account.baseUrl);
  const seconds = Math.floor(Date.now() / 1_000);
  let text: string;
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: {
        "Content-Type": CONTENT_TYPE,
        Authorization: authorize(account, { host: url.host, body, seconds }),
        "X-TC-Action": ACTION,
        "X-TC-Version": API_VERSION,
        "X-TC-Timestamp": String(seconds),
        "X-TC-Region": REGION,
      },
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    text = await response.text();
    if (!response.ok) throw new Outage("server_error", String(response.status));
  } catch (error) {
    throw asOutage(error);
  }
  const { Response } = read(text);
  return "Error" in Response ? Response.Error.Code : (Response.SendStatusSet[0]?.Code ?? "");
}

function read(text: string): z.output<typeof answer> {
  try {
    return answer.parse(JSON.parse(text));
  } catch (error) {
    throw new Outage("unreadable", "not an answer of SendSms", { cause: error });
  }
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac("sha256", key).update(text).digest();

/** The Authorization header of one request (https://cloud.tencent.com/document/api/382/52072). */
function authorize(
  account: { secretId: string; secretKey: string },
  request: { host: string; body: string; seconds: number },
): string {
  const day = new Date(request.seconds * 1_000).toISOString().slice(0, 10);
  const scope = `${day}/${SERVICE}/tc3_request`;
  const headers = [
    `content-type:${CONTENT_TYPE}`,
    `host:${request.host}`,
    `x-tc-action:${ACTION.toLowerCase()}`,
  ];
  const canonical = ["POST", "/", "", ...headers, "", SIGNED_HEADERS, sha256(request.body)];
  const toSign = [ALGORITHM, request.seconds, scope, sha256(canonical.join("\n"))].join("\n");
  const key = hmac(hmac(hmac(`TC3${account.secretKey}`, day), SERVICE), "tc3_request");
  const signature = hmac(key, toSign).toString("hex");
  return `${ALGORITHM} Credential=${account.secretId}/${scope}, SignedHeaders=${SIGNED_HEADERS}, Signature=${signature}`;
}
