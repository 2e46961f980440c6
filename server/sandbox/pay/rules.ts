import { z } from "zod";
import { PayRefusal } from "../http.ts";

const REQUIRED = "此字段为必填项";

function text(min: number, max: number, issue = `长度须为${min}到${max}个字符`) {
  return z.string().min(min, issue).max(max, issue);
}

const fen = (min: number) =>
  z.int("须为整数，单位为分").min(min, `不得小于${min}`).max(2_147_483_647, "金额过大");

/** Public https without a query; plain http only for this very machine, as this WeChat is local. */
function isNotifyUrl(value: string): boolean {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return false;
  }
  const local = url.hostname === "127.0.0.1" || url.hostname === "localhost";
  return (
    (url.protocol === "https:" || (url.protocol === "http:" && local)) &&
    !value.includes("?") &&
    !value.includes("#")
  );
}

const notifyUrl = (max: number) =>
  text(1, max).refine(isNotifyUrl, "通知地址须为https，且不能携带参数");

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

const outTradeNo = z
  .string()
  .regex(/^[0-9A-Za-z_\-|*]{6,32}$/, "商户订单号须为6到32个字符，只能是数字、大小写字母_-|*");

const currency = z.literal("CNY", "货币类型须为CNY").default("CNY");

const goodsId = z.string().regex(/^[0-9A-Za-z_\-|*]{1,32}$/, "商品编码须为1到32个字符");

/** Body of `POST /v3/pay/transactions/jsapi`. */
export const prepaySchema = z.object({
  appid: text(1, 32),
  mchid: text(1, 32),
  description: text(1, 127),
  out_trade_no: outTradeNo,
  time_expire: z
    .string()
    .refine(
      (value) => RFC3339.test(value) && !Number.isNaN(Date.parse(value)),
      "须为rfc3339格式，如2018-06-08T10:34:56+08:00",
    )
    .optional(),
  attach: text(0, 128).optional(),
  notify_url: notifyUrl(255),
  goods_tag: text(1, 32).optional(),
  support_fapiao: z.boolean().optional(),
  amount: z.object({ total: fen(1), currency }),
  payer: z.object({ openid: text(1, 128) }),
  detail: z
    .object({
      cost_price: fen(0).optional(),
      invoice_id: text(1, 32).optional(),
      goods_detail: z
        .array(
          z.object({
            merchant_goods_id: goodsId,
            wechatpay_goods_id: text(1, 32).optional(),
            goods_name: text(1, 256).optional(),
            quantity: z.int().min(1, "不得小于1"),
            unit_price: fen(0),
          }),
        )
        .min(1)
        .max(6000)
        .optional(),
    })
    .optional(),
  scene_info: z
    .object({
      payer_client_ip: text(1, 45),
      device_id: text(1, 32).optional(),
      store_info: z
        .object({
          id: text(1, 32),
          name: text(1, 256).optional(),
          area_code: text(1, 32).optional(),
          address: text(1, 512).optional(),
        })
        .optional(),
    })
    .optional(),
  settle_info: z.object({ profit_sharing: z.boolean().optional() }).optional(),
});

/** A checked prepay request. */
export type PrepayRequest = z.infer<typeof prepaySchema>;

/** Body of the close call. */
export const closeSchema = z.object({ mchid: text(1, 32) });

/** Body of `POST /v3/refund/domestic/refunds`. */
export const refundSchema = z
  .object({
    transaction_id: text(1, 32).optional(),
    out_trade_no: outTradeNo.optional(),
    out_refund_no: z
      .string()
      .regex(
        /^[0-9A-Za-z_\-|*@]{1,64}$/,
        "商户退款单号须为1到64个字符，只能是数字、大小写字母_-|*@",
      ),
    reason: text(1, 80).optional(),
    notify_url: notifyUrl(256).optional(),
    funds_account: z.literal("AVAILABLE", "资金账户类型无效").optional(),
    amount: z.object({
      refund: fen(1),
      total: fen(1),
      currency: z.literal("CNY", "货币类型须为CNY"),
      from: z
        .array(z.object({ account: z.enum(["AVAILABLE", "UNAVAILABLE"]), amount: fen(1) }))
        .min(1)
        .optional(),
    }),
    goods_detail: z
      .array(
        z.object({
          merchant_goods_id: goodsId,
          wechatpay_goods_id: text(1, 32).optional(),
          goods_name: text(1, 256).optional(),
          unit_price: fen(0),
          refund_amount: fen(0),
          refund_quantity: z.int().min(1, "不得小于1"),
        }),
      )
      .min(1)
      .optional(),
  })
  .refine((body) => body.transaction_id !== undefined || body.out_trade_no !== undefined, {
    path: ["transaction_id"],
    error: "微信支付订单号与商户订单号须二选一",
  })
  .refine(
    ({ amount }) =>
      amount.from === undefined ||
      amount.from.reduce((sum, part) => sum + part.amount, 0) === amount.refund,
    { path: ["amount", "from"], error: "出资金额之和须等于退款金额" },
  );

/** A checked refund request. */
export type RefundRequest = z.infer<typeof refundSchema>;

/** Body of `POST /v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund`. */
export const abnormalRefundSchema = z
  .object({
    out_refund_no: text(1, 64),
    type: z.enum(["USER_BANK_CARD", "MERCHANT_BANK_CARD"], "异常退款处理方式无效"),
    bank_type: text(1, 16).optional(),
    bank_account: text(1, 1024).optional(),
    real_name: text(1, 1024).optional(),
  })
  .refine(
    (body) =>
      body.type === "MERCHANT_BANK_CARD" ||
      (body.bank_type !== undefined &&
        body.bank_account !== undefined &&
        body.real_name !== undefined),
    { path: ["bank_account"], error: "退款至用户银行卡时，开户银行、卡号与姓名为必填项" },
  );

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path)
    value =
      typeof value === "object" && value !== null
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined;
  return value;
}

/** Makes the refusal of one field in the form WeChat Pay gives it. */
export function fieldRefusal(
  location: "body" | "query" | "path",
  field: string,
  value: unknown,
  issue: string,
): PayRefusal {
  return new PayRefusal(400, "PARAM_ERROR", `参数错误：${field} ${issue}`, {
    field,
    value: value ?? "",
    issue,
    location,
  });
}

/** WeChat Pay takes UTF-8 of one to three bytes a character, and no null anywhere. */
function refuseForeignValues(value: unknown, path: string): void {
  if (value === null) throw fieldRefusal("body", path, null, "字段值不能为null");
  if (typeof value === "string" && /[\u{10000}-\u{10FFFF}]/u.test(value))
    throw fieldRefusal("body", path, value, "只支持1到3字节的UTF-8字符");
  if (typeof value === "object")
    for (const [key, inner] of Object.entries(value)) refuseForeignValues(inner, `${path}/${key}`);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads a body as JSON and holds it against the rules of its call; unknown fields are let go.
 *
 * @throws PayRefusal 400 PARAM_ERROR with {field, value, issue, location} of the first fault.
 */
export function readJson<S extends z.ZodType>(
  schema: S,
  contentType: string,
  raw: Buffer,
): z.infer<S> {
  if (!/^application\/json\b/i.test(contentType))
    throw new PayRefusal(400, "PARAM_ERROR", "Http头Content-Type须为application/json");
  let body: unknown;
  try {
    body = JSON.parse(utf8.decode(raw));
  } catch {
    throw new PayRefusal(400, "PARAM_ERROR", "请求体不是合法的UTF-8 JSON");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new PayRefusal(400, "PARAM_ERROR", "请求体须为JSON对象");
  refuseForeignValues(body, "");
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  const value = valueAt(body, path);
  const missing = value === undefined && issue?.code !== "custom";
  throw fieldRefusal(
    "body",
    `/${path.map(String).join("/")}`,
    value,
    missing ? REQUIRED : (issue?.message ?? "不合法"),
  );
}
