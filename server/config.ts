import { randomBytes } from "node:crypto";
import { z } from "zod";

const officialWechat = "https://api.weixin.qq.com";
const officialSms = "https://sms.tencentcloudapi.com";
const officialPay = "https://api.mch.weixin.qq.com";

const key32 = z
  .string()
  .transform((text) => Buffer.from(text, "base64"))
  .refine((bytes) => bytes.length === 32, "应为 base64 的 32 字节");

const settings = z.object({
  NODE_ENV: z.enum(["production", "development", "test"]).default("development"),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  DATA_DIR: z.string().default(".data"),
  MONGODB_URI: z.string().optional(),
  PUBLIC_URL: z.url().optional(),
  CORS_ORIGINS: z.string().default(""),
  TRUST_PROXY: z.enum(["0", "1"]).default("0"),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(10).default(600),
  RUN_JOBS: z.enum(["0", "1"]).default("1"),
  PII_ENCRYPTION_KEY: key32.optional(),
  PII_DIGEST_KEY: key32.optional(),
  WECHAT_BASE_URL: z.url().default(officialWechat),
  WECHAT_APPID: z.string().min(1).optional(),
  WECHAT_APP_SECRET: z.string().min(1).optional(),
  WECHAT_MESSAGE_TOKEN: z
    .string()
    .regex(/^[0-9A-Za-z]{3,32}$/)
    .optional(),
  WECHAT_MESSAGE_AES_KEY: z
    .string()
    .regex(/^[0-9A-Za-z]{43}$/)
    .optional(),
  WECHAT_GATEWAY_ENV: z.string().min(1).optional(),
  CLOUD_FUNCTION_SECRET: z.string().min(32).optional(),
  WECHAT_PAY_BASE_URL: z.url().default(officialPay),
  WECHAT_PAY_MCHID: z.string().min(1).optional(),
  WECHAT_PAY_SERIAL: z.string().min(1).optional(),
  WECHAT_PAY_PRIVATE_KEY: z.string().min(1).optional(),
  WECHAT_PAY_API_V3_KEY: z.string().length(32).optional(),
  WECHAT_PAY_PUBLIC_KEY_ID: z.string().startsWith("PUB_KEY_ID_").optional(),
  WECHAT_PAY_PUBLIC_KEY: z.string().min(1).optional(),
  WECHAT_PAY_PLATFORM_CERTIFICATES: z.string().default(""),
  WECHAT_PAY_NOTIFY_URL: z.url().optional(),
  SMS_BASE_URL: z.url().default(officialSms),
  SMS_SECRET_ID: z.string().min(1).optional(),
  SMS_SECRET_KEY: z.string().min(1).optional(),
  SMS_APP_ID: z.string().min(1).optional(),
  SMS_SIGN_NAME: z.string().min(1).optional(),
  SMS_TEMPLATE_ID: z.string().min(1).optional(),
  ORDER_EXPIRES_MINUTES: z.coerce.number().int().min(2).max(1_440).default(30),
  AUTO_CONFIRM_DAYS: z.coerce.number().int().min(1).max(60).default(10),
  FAILPOINT: z.string().optional(),
});

/** A setting that is missing, weak or contradictory; the message lists them all in Chinese. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Everything the server needs to know about where it runs; frozen, read once. */
export type Config = ReturnType<typeof readConfig>;

/**
 * Reads all settings from the environment, the only place that does, and refuses to go on in production with a
 * missing or weak secret, a foreign or unencrypted WeChat host, an open CORS policy or a debugging aid.
 * @throws ConfigError naming every setting at fault.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(
      `设置有误：\n${parsed.error.issues.map((issue) => `  ${issue.path.join(".")}：${issue.message}`).join("\n")}`,
    );
  }
  const values = parsed.data;
  const isProduction = values.NODE_ENV === "production";
  const faults: string[] = [];
  const required = <Value>(
    name: keyof typeof values,
    value: Value | undefined,
    fallback: () => Value,
  ): Value => {
    if (value !== undefined) return value;
    if (isProduction) faults.push(`${name}：生产环境必须设置`);
    return fallback();
  };
  const origins = values.CORS_ORIGINS.split(",")
    .map((origin) => origin.trim())
    .filter(Boolean);
  const pay = {
    baseUrl: values.WECHAT_PAY_BASE_URL,
    mchid: required("WECHAT_PAY_MCHID", values.WECHAT_PAY_MCHID, () => ""),
    serial: required("WECHAT_PAY_SERIAL", values.WECHAT_PAY_SERIAL, () => ""),
    privateKeyPem: required(
      "WECHAT_PAY_PRIVATE_KEY",
      values.WECHAT_PAY_PRIVATE_KEY,
      () => "",
    ).replaceAll("\\n", "\n"),
    apiV3Key: required("WECHAT_PAY_API_V3_KEY", values.WECHAT_PAY_API_V3_KEY, () => ""),
    publicKeyId: values.WECHAT_PAY_PUBLIC_KEY_ID ?? null,
    publicKeyPem: values.WECHAT_PAY_PUBLIC_KEY?.replaceAll("\\n", "\n") ?? null,
    platformCertificatesPem: values.WECHAT_PAY_PLATFORM_CERTIFICATES.replaceAll("\\n", "\n"),
    notifyUrl: required("WECHAT_PAY_NOTIFY_URL", values.WECHAT_PAY_NOTIFY_URL, () => ""),
  };
  const wechat = {
    baseUrl: values.WECHAT_BASE_URL,
    /** Whether another than WeChat itself is behind: money and messages are play. */
    isLocal: values.WECHAT_BASE_URL !== officialWechat,
    appid: required("WECHAT_APPID", values.WECHAT_APPID, () => ""),
    secret: required("WECHAT_APP_SECRET", values.WECHAT_APP_SECRET, () => ""),
    /** The cloud environment whose `wx-gateway` makes some of the calls; null: all go over HTTP. */
    gatewayEnv: values.WECHAT_GATEWAY_ENV ?? null,
    /** How message push is set up; null: there is none. */
    messages:
      values.WECHAT_MESSAGE_TOKEN === undefined
        ? null
        : { token: values.WECHAT_MESSAGE_TOKEN, aesKey: values.WECHAT_MESSAGE_AES_KEY ?? null },
  };
  const sms = {
    baseUrl: values.SMS_BASE_URL,
    secretId: values.SMS_SECRET_ID ?? "",
    secretKey: values.SMS_SECRET_KEY ?? "",
    appId: values.SMS_APP_ID ?? "",
    signName: values.SMS_SIGN_NAME ?? "",
    templateId: values.SMS_TEMPLATE_ID ?? "",
  };
  const smsGiven = Object.values(sms).filter((value) => value !== "").length;
  if (smsGiven > 1 && smsGiven < Object.keys(sms).length)
    faults.push(
      "SMS_SECRET_ID：与 SMS_SECRET_KEY、SMS_APP_ID、SMS_SIGN_NAME、SMS_TEMPLATE_ID 必须一起设置",
    );
  const pii = {
    encryption: required("PII_ENCRYPTION_KEY", values.PII_ENCRYPTION_KEY, () => randomBytes(32)),
    digest: required("PII_DIGEST_KEY", values.PII_DIGEST_KEY, () => randomBytes(32)),
  };
  if (isProduction) {
    if (values.MONGODB_URI === undefined)
      faults.push("MONGODB_URI：生产环境必须设置（副本集或分片集群）");
    if (values.WECHAT_BASE_URL !== officialWechat)
      faults.push(`WECHAT_BASE_URL：生产环境只能是 ${officialWechat}`);
    if (values.WECHAT_PAY_BASE_URL !== officialPay)
      faults.push(`WECHAT_PAY_BASE_URL：生产环境只能是 ${officialPay}`);
    if (values.SMS_BASE_URL !== officialSms)
      faults.push(`SMS_BASE_URL：生产环境只能是 ${officialSms}`);
    if (
      pay.notifyUrl !== "" &&
      (!pay.notifyUrl.startsWith("https://") || pay.notifyUrl.includes("?"))
    )
      faults.push("WECHAT_PAY_NOTIFY_URL：必须是不带参数的 https 地址");
    if (pay.publicKeyPem === null && pay.platformCertificatesPem === "")
      faults.push("WECHAT_PAY_PUBLIC_KEY：微信支付公钥与平台证书至少要有一种");
    if (origins.some((origin) => origin === "*" || !origin.startsWith("https://")))
      faults.push("CORS_ORIGINS：只能列出 https 的具体来源");
    if (pii.encryption.equals(pii.digest))
      faults.push("PII_DIGEST_KEY：不能与 PII_ENCRYPTION_KEY 相同");
    for (const [name, bytes] of [
      ["PII_ENCRYPTION_KEY", pii.encryption],
      ["PII_DIGEST_KEY", pii.digest],
    ] as const)
      if (new Set(bytes).size < 12) faults.push(`${name}：密钥太弱，请用随机数生成`);
    if (pay.apiV3Key !== "" && new Set(pay.apiV3Key).size < 8)
      faults.push("WECHAT_PAY_API_V3_KEY：密钥太弱");
    if (
      values.CLOUD_FUNCTION_SECRET !== undefined &&
      new Set(values.CLOUD_FUNCTION_SECRET).size < 8
    )
      faults.push("CLOUD_FUNCTION_SECRET：密钥太弱，请用随机数生成");
    if (values.FAILPOINT !== undefined) faults.push("FAILPOINT：仅用于测试");
  }
  if (values.WECHAT_GATEWAY_ENV !== undefined && values.CLOUD_FUNCTION_SECRET === undefined)
    faults.push("CLOUD_FUNCTION_SECRET：使用 WECHAT_GATEWAY_ENV 时必须设置");
  if (values.WECHAT_MESSAGE_AES_KEY !== undefined && values.WECHAT_MESSAGE_TOKEN === undefined)
    faults.push("WECHAT_MESSAGE_TOKEN：使用 WECHAT_MESSAGE_AES_KEY 时必须设置");
  if ((pay.publicKeyId === null) !== (pay.publicKeyPem === null))
    faults.push("WECHAT_PAY_PUBLIC_KEY 与 WECHAT_PAY_PUBLIC_KEY_ID 必须一起设置");
  if (faults.length > 0)
    throw new ConfigError(
      `拒绝启动，请修正以下设置：\n${faults.map((line) => `  ${line}`).join("\n")}`,
    );
  return Object.freeze({
    isProduction,
    environment: values.NODE_ENV,
    host: values.HOST,
    port: values.PORT,
    logLevel: values.LOG_LEVEL,
    dataDir: values.DATA_DIR,
    mongoUri: values.MONGODB_URI ?? null,
    publicUrl: values.PUBLIC_URL ?? null,
    corsOrigins: origins,
    trustProxy: values.TRUST_PROXY === "1",
    rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE,
    runJobs: values.RUN_JOBS === "1",
    pii,
    wechat,
    cloudFunctionSecret: values.CLOUD_FUNCTION_SECRET ?? null,
    pay,
    /** The account that sends texts; null when there is none. */
    sms: sms.secretId === "" ? null : sms,
    orderExpiresMinutes: values.ORDER_EXPIRES_MINUTES,
    autoConfirmDays: values.AUTO_CONFIRM_DAYS,
    failpoint: values.FAILPOINT ?? null,
  });
}

/** The names of all settings, for the README's table and its test. */
export const settingNames = Object.keys(settings.shape);
