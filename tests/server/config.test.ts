import { generateKeyPairSync, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ConfigError, readConfig, settingNames } from "@server/config.ts";

const pem = generateKeyPairSync("rsa", {
  modulusLength: 2_048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

const production = (changed: Record<string, string> = {}): Record<string, string> => ({
  NODE_ENV: "production",
  MONGODB_URI: "mongodb://a.internal,b.internal,c.internal/nuandian?replicaSet=shop",
  PII_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  PII_DIGEST_KEY: randomBytes(32).toString("base64"),
  WECHAT_APPID: "wx0123456789abcdef",
  WECHAT_APP_SECRET: randomBytes(16).toString("hex"),
  WECHAT_PAY_MCHID: "1600000001",
  WECHAT_PAY_SERIAL: "3F2A",
  WECHAT_PAY_PRIVATE_KEY: pem.privateKey,
  WECHAT_PAY_API_V3_KEY: randomBytes(16).toString("hex"),
  WECHAT_PAY_PUBLIC_KEY_ID: "PUB_KEY_ID_0116000000012026",
  WECHAT_PAY_PUBLIC_KEY: pem.publicKey,
  WECHAT_PAY_NOTIFY_URL: "https://shop.example.com/v1/payments/wechat/notifications",
  ...changed,
});

const without = (name: string): Record<string, string> => {
  const { [name]: _left, ...rest } = production();
  return rest;
};

const refusal = (env: Record<string, string>): string => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
};

describe("settings", () => {
  it("accepts a complete production environment and freezes it", () => {
    const config = readConfig(production());
    expect(config.isProduction).toBe(true);
    expect(Object.isFrozen(config)).toBe(true);
    expect(config.pay.privateKeyPem).toContain("BEGIN PRIVATE KEY");
  });

  it("opens on this machine alone, without a proxy's word, when nothing is said", () => {
    const config = readConfig({});
    expect(config).toMatchObject({ host: "127.0.0.1", trustProxy: false, mongoUri: null });
  });

  it("takes an empty setting as one not given", () => {
    expect(readConfig({ MONGODB_URI: "", PORT: "" }).port).toBe(8787);
  });

  it("reads keys written on one line", () => {
    const config = readConfig(
      production({ WECHAT_PAY_PRIVATE_KEY: pem.privateKey.replaceAll("\n", "\\n") }),
    );
    expect(config.pay.privateKeyPem).toBe(pem.privateKey);
  });

  it.each([
    "MONGODB_URI",
    "PII_ENCRYPTION_KEY",
    "PII_DIGEST_KEY",
    "WECHAT_APPID",
    "WECHAT_APP_SECRET",
    "WECHAT_PAY_MCHID",
    "WECHAT_PAY_SERIAL",
    "WECHAT_PAY_PRIVATE_KEY",
    "WECHAT_PAY_API_V3_KEY",
    "WECHAT_PAY_NOTIFY_URL",
  ])("refuses to open in production without %s", (name) => {
    expect(refusal(without(name))).toContain(name);
  });

  const zeros = Buffer.alloc(32).toString("base64");
  it.each<[why: string, names: string, changed: Record<string, string>]>([
    ["a key of zeros", "PII_ENCRYPTION_KEY", { PII_ENCRYPTION_KEY: zeros }],
    ["a short key", "PII_DIGEST_KEY", { PII_DIGEST_KEY: "c2hvcnQ=" }],
    ["a weak payment key", "WECHAT_PAY_API_V3_KEY", { WECHAT_PAY_API_V3_KEY: "a".repeat(32) }],
    ["a short payment key", "WECHAT_PAY_API_V3_KEY", { WECHAT_PAY_API_V3_KEY: "abc" }],
    [
      "an unencrypted notify url",
      "WECHAT_PAY_NOTIFY_URL",
      { WECHAT_PAY_NOTIFY_URL: "http://shop.example.com/n" },
    ],
    [
      "a notify url with parameters",
      "WECHAT_PAY_NOTIFY_URL",
      { WECHAT_PAY_NOTIFY_URL: "https://shop.example.com/n?a=1" },
    ],
    ["a foreign WeChat", "WECHAT_BASE_URL", { WECHAT_BASE_URL: "https://evil.example.com" }],
    [
      "a foreign WeChat Pay",
      "WECHAT_PAY_BASE_URL",
      { WECHAT_PAY_BASE_URL: "http://127.0.0.1:9000" },
    ],
    ["an open CORS policy", "CORS_ORIGINS", { CORS_ORIGINS: "*" }],
    ["an unencrypted origin", "CORS_ORIGINS", { CORS_ORIGINS: "http://shop.example.com" }],
    ["a debugging aid", "FAILPOINT", { FAILPOINT: "inside-settle" }],
    ["half a public key", "WECHAT_PAY_PUBLIC_KEY_ID", { WECHAT_PAY_PUBLIC_KEY: "" }],
    [
      "neither kind of WeChat Pay key",
      "WECHAT_PAY_PUBLIC_KEY",
      { WECHAT_PAY_PUBLIC_KEY: "", WECHAT_PAY_PUBLIC_KEY_ID: "" },
    ],
    ["a weak secret", "CLOUD_FUNCTION_SECRET", { CLOUD_FUNCTION_SECRET: "a".repeat(32) }],
    ["a short secret", "CLOUD_FUNCTION_SECRET", { CLOUD_FUNCTION_SECRET: "abcdefgh" }],
    ["a gateway without a secret", "CLOUD_FUNCTION_SECRET", { WECHAT_GATEWAY_ENV: "shop-1a2b" }],
    ["a message key that is none", "WECHAT_MESSAGE_AES_KEY", { WECHAT_MESSAGE_AES_KEY: "abc" }],
    [
      "a message key without a token",
      "WECHAT_MESSAGE_TOKEN",
      { WECHAT_MESSAGE_AES_KEY: "a".repeat(43) },
    ],
    ["a port that is none", "PORT", { PORT: "70000" }],
    ["a limit that stops everyone", "RATE_LIMIT_PER_MINUTE", { RATE_LIMIT_PER_MINUTE: "0" }],
  ])("refuses %s in production and names %s", (_why, name, changed) => {
    expect(refusal(production(changed))).toContain(name);
  });

  it("refuses one key for two purposes", () => {
    const key = randomBytes(32).toString("base64");
    expect(refusal(production({ PII_ENCRYPTION_KEY: key, PII_DIGEST_KEY: key }))).toContain(
      "PII_DIGEST_KEY",
    );
  });

  it("names every setting at fault at once, and never its value", () => {
    const secret = "correct-horse-battery";
    const said = refusal(
      production({ WECHAT_PAY_API_V3_KEY: secret, PORT: "none", LOG_LEVEL: "loud" }),
    );
    for (const name of ["WECHAT_PAY_API_V3_KEY", "PORT", "LOG_LEVEL"]) expect(said).toContain(name);
    expect(said).not.toContain(secret);
  });

  it("lists the names of all settings", () => {
    expect(settingNames).toContain("MONGODB_URI");
    expect(new Set(settingNames).size).toBe(settingNames.length);
  });
});
