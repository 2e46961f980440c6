import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { z } from "zod";

const MARK = ".nuandian";
const MARK_TEXT = "这是暖店的数据目录。npm start -- --fresh 会清空它。\n";
const ANSWER_MS = 1_500;

const running = z.object({ pid: z.int(), url: z.string(), mongoUri: z.string().nullable() });

/** Where a started shop is to be found; `mongoUri` is null until its database is up. */
export type Running = z.output<typeof running>;

/** What the sandbox wrote down for the shop: the accounts a merchant gets from WeChat. */
const credentials = z.object({
  appid: z.string(),
  appSecret: z.string(),
  messagePushToken: z.string(),
  messagePushAesKey: z.string(),
  mchid: z.string(),
  apiV3Key: z.string(),
  merchantSerial: z.string(),
  merchantPrivateKeyPem: z.string(),
  wechatPayPublicKeyId: z.string(),
  wechatPayPublicKeyPem: z.string(),
  platformCertificatePem: z.string(),
});

/** What it wrote down of the account that sends texts. */
const smsAccount = z.object({
  secretId: z.string(),
  secretKey: z.string(),
  appId: z.string(),
  signName: z.string(),
  templateId: z.string(),
});

const file = {
  running: (dataDir: string) => join(dataDir, "running.json"),
  settings: (dataDir: string) => join(dataDir, "development.env"),
  credentials: (dataDir: string) => join(dataDir, "sandbox", "credentials.json"),
  sms: (dataDir: string) => join(dataDir, "sandbox", "sms.json"),
  furnished: (dataDir: string) => join(dataDir, "furnished"),
};

/** The folder of the local WeChat's own data. */
export const sandboxFolder = (dataDir: string): string => join(dataDir, "sandbox");

/**
 * Makes sure that the data folder is there and marks it as ours.
 * @throws Error (Chinese) when it holds what we did not put there.
 */
export async function claimShopFolder(dataDir: string): Promise<void> {
  const found: string[] = await readdir(dataDir).catch(() => []);
  if (found.includes(MARK)) return;
  if (found.length > 0)
    throw new Error(
      `${resolve(dataDir)} 不是暖店的数据目录，不会动它；请换一个 DATA_DIR，或把它移走`,
    );
  await mkdir(dataDir, { recursive: true });
  await writeFile(join(dataDir, MARK), MARK_TEXT);
}

/**
 * Takes the data folder for a shop that opens, emptied when a fresh beginning is wanted.
 * @throws Error (Chinese) when a shop is running on it, or it is not ours.
 */
export async function openShopFolder(
  dataDir: string,
  options: { isFresh: boolean },
): Promise<void> {
  await claimShopFolder(dataDir);
  const shop = await findRunning(dataDir);
  if (shop !== null)
    throw new Error(`这个数据目录上已有一家店在营业：${shop.url}（进程 ${shop.pid}），请先停止它`);
  if (!options.isFresh) return;
  await rm(dataDir, { recursive: true, force: true });
  await claimShopFolder(dataDir);
}

/** The shop that runs on a data folder now, or null: it is asked, because a note alone may be from before a crash. */
export async function findRunning(dataDir: string): Promise<Running | null> {
  try {
    const noted = running.parse(JSON.parse(await readFile(file.running(dataDir), "utf8")));
    const answer = await fetch(`${noted.url}/__start`, { signal: AbortSignal.timeout(ANSWER_MS) });
    const asked = (await answer.json()) as { dataDir?: unknown };
    return asked.dataDir === (await realpath(dataDir)) ? noted : null;
  } catch {
    return null;
  }
}

/** Notes where the shop is to be found, for commands that work beside it. */
export async function noteRunning(dataDir: string, shop: Running): Promise<void> {
  await writePrivate(file.running(dataDir), `${JSON.stringify(shop)}\n`);
}

/** Takes the note away again. */
export async function forgetRunning(dataDir: string): Promise<void> {
  await rm(file.running(dataDir), { force: true });
}

/** Whether the embedded database of this folder has had its goods and people put in, to the end. */
export const isFurnished = (dataDir: string): boolean => existsSync(file.furnished(dataDir));

/** Notes that they are in. */
export async function noteFurnished(dataDir: string): Promise<void> {
  await writeFile(file.furnished(dataDir), "");
}

/** The keys for personal data of this folder, made once and kept where only their owner can read them. */
export async function developmentKeys(dataDir: string): Promise<Record<string, string>> {
  const kept = await readFile(file.settings(dataDir), "utf8").catch(() => null);
  if (kept !== null) return { ...parseEnv(kept) } as Record<string, string>;
  await claimShopFolder(dataDir);
  const keys = {
    PII_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    PII_DIGEST_KEY: randomBytes(32).toString("base64"),
  };
  const lines = Object.entries(keys).map(([name, value]) => `${name}="${value}"\n`);
  await writePrivate(file.settings(dataDir), lines.join(""));
  return keys;
}

/** The shop's WeChat settings as the local WeChat of this folder gave them out; null before its first start. */
export async function wechatSettings(dataDir: string): Promise<Record<string, string> | null> {
  const text = await readFile(file.credentials(dataDir), "utf8").catch(() => null);
  if (text === null) return null;
  const given = credentials.parse(JSON.parse(text));
  return {
    WECHAT_APPID: given.appid,
    WECHAT_APP_SECRET: given.appSecret,
    WECHAT_MESSAGE_TOKEN: given.messagePushToken,
    WECHAT_MESSAGE_AES_KEY: given.messagePushAesKey,
    WECHAT_PAY_MCHID: given.mchid,
    WECHAT_PAY_SERIAL: given.merchantSerial,
    WECHAT_PAY_PRIVATE_KEY: given.merchantPrivateKeyPem,
    WECHAT_PAY_API_V3_KEY: given.apiV3Key,
    WECHAT_PAY_PUBLIC_KEY_ID: given.wechatPayPublicKeyId,
    WECHAT_PAY_PUBLIC_KEY: given.wechatPayPublicKeyPem,
    WECHAT_PAY_PLATFORM_CERTIFICATES: given.platformCertificatePem,
    ...(await smsSettings(dataDir)),
  };
}

async function smsSettings(dataDir: string): Promise<Record<string, string>> {
  const text = await readFile(file.sms(dataDir), "utf8").catch(() => null);
  if (text === null) return {};
  const given = smsAccount.parse(JSON.parse(text));
  return {
    SMS_SECRET_ID: given.secretId,
    SMS_SECRET_KEY: given.secretKey,
    SMS_APP_ID: given.appId,
    SMS_SIGN_NAME: given.signName,
    SMS_TEMPLATE_ID: given.templateId,
  };
}

async function writePrivate(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
