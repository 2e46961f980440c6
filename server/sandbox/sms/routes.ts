import { randomUUID } from "node:crypto";
import type { Next } from "koa";
import { z } from "zod";
import type { SandboxContext } from "../http.ts";
import type { World } from "../world.ts";
import type { SmsAccount } from "./account.ts";
import type { Inbox } from "./inbox.ts";
import { checkTc3, TencentRefusal } from "./signature.ts";

const PHONES_MAX = 200;
const sendSchema = z.strictObject({
  PhoneNumberSet: z.array(z.string()).min(1).max(PHONES_MAX),
  SmsSdkAppId: z.string(),
  SignName: z.string(),
  TemplateId: z.string(),
  TemplateParamSet: z.array(z.string()),
  SessionContext: z.string().max(512).optional(),
});

/** Answers `POST /` as sms.tencentcloudapi.com does for SendSms; whatever is wrong is HTTP 200 with a code. */
export function createSmsRoutes(world: World, account: SmsAccount, inbox: Inbox) {
  return async (ctx: SandboxContext, next: Next): Promise<void> => {
    if (ctx.path !== "/" || ctx.get("x-tc-action") === "") {
      await next();
      return;
    }
    const RequestId = randomUUID();
    try {
      ctx.body = { Response: { ...send(ctx), RequestId } };
    } catch (error) {
      if (!(error instanceof TencentRefusal)) throw error;
      ctx.body = { Response: { Error: { Code: error.code, Message: error.message }, RequestId } };
    }
  };

  function send(ctx: SandboxContext): object {
    if (ctx.method !== "POST") throw new TencentRefusal("UnsupportedProtocol", "HTTP 协议不支持。");
    checkTc3(
      {
        method: ctx.method,
        path: ctx.path,
        query: ctx.querystring,
        headers: ctx.headers,
        body: ctx.state.raw,
      },
      account,
      world.clock.wire(),
    );
    if (ctx.get("x-tc-version") !== "2021-01-11")
      throw new TencentRefusal("NoSuchVersion", "接口版本不存在。");
    if (ctx.get("x-tc-action") !== "SendSms")
      throw new TencentRefusal("InvalidAction", "接口不存在。");
    if (ctx.get("x-tc-region") === "")
      throw new TencentRefusal("MissingParameter", "缺少参数 Region。");
    return { SendStatusSet: deliver(readWish(ctx.state.raw)) };
  }

  function deliver(wish: z.infer<typeof sendSchema>): object[] {
    if (wish.SmsSdkAppId !== account.appId)
      throw new TencentRefusal(
        "UnauthorizedOperation.SmsSdkAppIdVerifyFail",
        "SmsSdkAppId 校验失败。",
      );
    return wish.PhoneNumberSet.map((number) => {
      const status = statusOf(number, wish);
      if (status === "Ok")
        inbox.add({
          phone: number.slice("+86".length),
          parameters: wish.TemplateParamSet,
          text: `【${wish.SignName}】您的验证码是 ${wish.TemplateParamSet.join("，")}，请在 5 分钟内使用。如非本人操作，请忽略。`,
        });
      return {
        SerialNo: status === "Ok" ? `${world.clock.now()}:${randomUUID()}` : "",
        PhoneNumber: number,
        Fee: status === "Ok" ? 1 : 0,
        SessionContext: wish.SessionContext ?? "",
        Code: status,
        Message: status === "Ok" ? "send success" : status,
        IsoCode: status === "Ok" ? "CN" : "",
      };
    });
  }

  function statusOf(number: string, wish: z.infer<typeof sendSchema>): string {
    if (!/^\+861[3-9]\d{9}$/.test(number)) return "InvalidParameterValue.IncorrectPhoneNumber";
    if (wish.SignName !== account.signName) return "FailedOperation.SignatureIncorrectOrUnapproved";
    if (wish.TemplateId !== account.templateId)
      return "FailedOperation.TemplateIncorrectOrUnapproved";
    // The one template that there is takes one variable.
    return wish.TemplateParamSet.length === 1
      ? "Ok"
      : "FailedOperation.TemplateParamSetNotMatchApprovedTemplate";
  }
}

function readWish(raw: Buffer): z.infer<typeof sendSchema> {
  let body: unknown;
  try {
    body = JSON.parse(raw.toString());
  } catch {
    throw new TencentRefusal("InvalidParameter", "请求体不是合法的 JSON。");
  }
  const parsed = sendSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new TencentRefusal("InvalidParameter", z.prettifyError(parsed.error));
}
