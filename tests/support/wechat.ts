import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "@server/config.ts";
import { createSandbox } from "@server/sandbox/app.ts";
import type { Credentials } from "@server/sandbox/credentials.ts";
import type { CloudSetup } from "@server/sandbox/wechat/cloud.ts";
import type { SmsAccount } from "@server/sandbox/sms/account.ts";
import { testConfig } from "@support/world.ts";

/** A local WeChat in this process, with its steering wheel. */
export type TestWechat = {
  readonly url: string;
  readonly credentials: Credentials;
  readonly sms: SmsAccount;
  /** Calls the control surface; `path` without `/__sandbox`. A refusal of it fails the test. */
  control<Answer = unknown>(
    method: "GET" | "POST" | "DELETE",
    path: string,
    body?: object,
  ): Promise<Answer>;
  stop(): Promise<void>;
};

/** Starts a local WeChat on a port of its own, over a temporary folder. */
export async function startWechat(options: { cloud?: CloudSetup } = {}): Promise<TestWechat> {
  const dataDir = await mkdtemp(join(tmpdir(), "nuandian-wechat-"));
  const sandbox = await createSandbox({ dataDir, ...options });
  const server = await sandbox.listen(0);
  const { url } = server;
  return {
    url,
    credentials: sandbox.credentials,
    sms: sandbox.sms,
    async control<Answer>(method: string, path: string, body?: object) {
      const response = await fetch(`${url}/__sandbox${path}`, {
        method,
        body: body === undefined ? null : JSON.stringify(body),
        headers: { "Content-Type": "application/json" },
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text === "" ? null : JSON.parse(text)) as Answer;
    },
    async stop() {
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The settings of a shop whose WeChat is the local one. */
export function wechatEnv({ url, credentials, sms }: TestWechat): Record<string, string> {
  return {
    WECHAT_BASE_URL: url,
    WECHAT_APPID: credentials.appid,
    WECHAT_APP_SECRET: credentials.appSecret,
    WECHAT_MESSAGE_TOKEN: credentials.messagePushToken,
    WECHAT_MESSAGE_AES_KEY: credentials.messagePushAesKey,
    WECHAT_PAY_BASE_URL: url,
    WECHAT_PAY_MCHID: credentials.mchid,
    WECHAT_PAY_SERIAL: credentials.merchantSerial,
    WECHAT_PAY_PRIVATE_KEY: credentials.merchantPrivateKeyPem,
    WECHAT_PAY_API_V3_KEY: credentials.apiV3Key,
    WECHAT_PAY_PUBLIC_KEY_ID: credentials.wechatPayPublicKeyId,
    WECHAT_PAY_PUBLIC_KEY: credentials.wechatPayPublicKeyPem,
    WECHAT_PAY_PLATFORM_CERTIFICATES: credentials.platformCertificatePem,
    WECHAT_PAY_NOTIFY_URL: "http://127.0.0.1:9/notifications",
    SMS_BASE_URL: url,
    SMS_SECRET_ID: sms.secretId,
    SMS_SECRET_KEY: sms.secretKey,
    SMS_APP_ID: sms.appId,
    SMS_SIGN_NAME: sms.signName,
    SMS_TEMPLATE_ID: sms.templateId,
  };
}

/** A configuration whose WeChat is the local one. */
export function wechatConfig(wechat: TestWechat, env: Record<string, string> = {}): Config {
  return testConfig({ ...wechatEnv(wechat), ...env });
}
