import { z } from "zod";

/** Body of `POST /__sandbox/codes`: what `wx.login` gives on a phone. */
export const codeSchema = z.strictObject({
  openid: z.string().min(1).max(128).optional(),
  appid: z.string().optional(),
  unionid: z.string().min(1).optional(),
  /** A user WeChat blocks: jscode2session answers 40226. */
  blocked: z.boolean().optional(),
});

/** Body of `POST /__sandbox/pay`: what a shopper does at the cashier. */
export const paySchema = z.object({
  prepay_id: z.string().min(1),
  outcome: z.enum(["success", "cancel", "fail", "success_without_notify"]),
  openid: z.string().optional(),
});

const TAG = "本地微信（只在本机演示）";

function call(
  summary: string,
  body: { schema: z.ZodType; example: object },
  answers: Record<string, object>,
): object {
  const { $schema: _, ...schema } = z.toJSONSchema(body.schema, { io: "input" });
  const refusal = {
    type: "object",
    properties: { code: { type: "string" }, message: { type: "string" } },
  };
  return {
    tags: [TAG],
    summary,
    security: [],
    requestBody: {
      required: true,
      content: { "application/json": { schema, example: body.example } },
    },
    responses: {
      "200": {
        description: "成功",
        content: {
          "application/json": {
            schema: { type: "object", properties: answers, required: Object.keys(answers) },
          },
        },
      },
      default: {
        description: "没有做到，及原因",
        content: { "application/json": { schema: refusal } },
      },
    },
  };
}

/**
 * The OpenAPI 3.1 document of the calls that stand in for a phone with WeChat on it, for a page on which a whole purchase
 * shall be tried.
 */
export const phoneCalls = {
  openapi: "3.1.0",
  info: { title: "本地微信", version: "1" },
  servers: [{ url: "/" }],
  paths: {
    "/__sandbox/codes": {
      post: call(
        "得到一个登录凭证，如手机上的 wx.login；openid 说明是谁，不写则是新顾客",
        { schema: codeSchema, example: { openid: "oDemoShopper0000000000000001" } },
        { code: { type: "string" } },
      ),
    },
    "/__sandbox/pay": {
      post: call(
        "在收银台付款（success）、取消（cancel）、失败（fail），或付款而不通知商户",
        { schema: paySchema, example: { prepay_id: "wx…", outcome: "success" } },
        { trade_state: { type: "string" } },
      ),
    },
  },
};
