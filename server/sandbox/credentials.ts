import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  randomBytes,
  type KeyObject,
} from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeCertificate } from "./certificate.ts";

/** What a shop gets from WeChat when it opens its accounts; written to `credentials.json`. */
export interface Credentials {
  readonly appid: string;
  readonly appSecret: string;
  readonly mchid: string;
  /** 32 characters. */
  readonly apiV3Key: string;
  readonly merchantSerial: string;
  readonly merchantPrivateKeyPem: string;
  readonly merchantCertificatePem: string;
  readonly wechatPayPublicKeyId: string;
  readonly wechatPayPublicKeyPem: string;
  readonly platformSerial: string;
  readonly platformCertificatePem: string;
  readonly messagePushToken: string;
  readonly messagePushAesKey: string;
}

/** The halves only WeChat itself holds; written to `wechat-private.json`, never handed to a shop. */
interface WechatPrivate {
  readonly wechatPayPrivateKeyPem: string;
  readonly platformPrivateKeyPem: string;
}

/** The keys of both sides, parsed once at start. */
export interface Keys {
  readonly merchantPublic: KeyObject;
  readonly wechatPayPrivate: KeyObject;
  readonly platformPrivate: KeyObject;
  readonly apiV3: Buffer;
}

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const YEAR = 365 * 86_400_000;

function randomText(length: number): string {
  return Array.from(randomBytes(length), (byte) => LETTERS[byte % LETTERS.length]).join("");
}

/** Twenty bytes whose first lies in 0x10–0x7f, so that DER needs no padding and the hex has 40 digits. */
function randomSerial(): string {
  const bytes = randomBytes(20);
  bytes[0] = 0x10 + ((bytes[0] ?? 0) % 0x70);
  return bytes.toString("hex").toUpperCase();
}

const pem = (key: KeyObject): string =>
  (key.type === "private"
    ? key.export({ type: "pkcs8", format: "pem" })
    : key.export({ type: "spki", format: "pem" })
  ).toString();

async function makeCredentials(nowMs: number): Promise<[Credentials, WechatPrivate]> {
  const makePair = async () => promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  const [authority, merchant, wechatPay, platform] = await Promise.all([
    makePair(),
    makePair(),
    makePair(),
    makePair(),
  ]);
  const mchid = `16${String(randomBytes(4).readUInt32BE() % 100_000_000).padStart(8, "0")}`;
  const validity = {
    issuer: { commonName: "Nuandian Sandbox Root CA", organization: "Nuandian Sandbox" },
    notBefore: new Date(nowMs - 86_400_000),
    notAfter: new Date(nowMs + 5 * YEAR),
  };
  const merchantSerial = randomSerial();
  const platformSerial = randomSerial();
  const credentials: Credentials = {
    appid: `wx${randomBytes(8).toString("hex")}`,
    appSecret: randomBytes(16).toString("hex"),
    mchid,
    apiV3Key: randomText(32),
    merchantSerial,
    merchantPrivateKeyPem: pem(merchant.privateKey),
    merchantCertificatePem: makeCertificate(
      {
        ...validity,
        serial: merchantSerial,
        subject: { commonName: mchid, organization: "暖店沙箱商户" },
        publicKey: merchant.publicKey,
      },
      authority.privateKey,
    ),
    wechatPayPublicKeyId: `PUB_KEY_ID_01${mchid}${randomBytes(10).toString("hex")}`,
    wechatPayPublicKeyPem: pem(wechatPay.publicKey),
    platformSerial,
    platformCertificatePem: makeCertificate(
      {
        ...validity,
        serial: platformSerial,
        subject: { commonName: "Nuandian Sandbox WeChat Pay", organization: "Nuandian Sandbox" },
        publicKey: platform.publicKey,
      },
      authority.privateKey,
    ),
    messagePushToken: randomText(24),
    messagePushAesKey: randomText(43),
  };
  return [
    credentials,
    {
      wechatPayPrivateKeyPem: pem(wechatPay.privateKey),
      platformPrivateKeyPem: pem(platform.privateKey),
    },
  ];
}

function writePrivateFile(path: string, content: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/**
 * Reads the accounts of a data folder, or opens them at the first start: RSA pairs, certificates,
 * ids and secrets, in two files that only their owner can read.
 */
export async function openCredentials(
  dataDir: string,
  nowMs: number,
): Promise<{ credentials: Credentials; keys: Keys }> {
  const shopFile = join(dataDir, "credentials.json");
  const wechatFile = join(dataDir, "wechat-private.json");
  // The shop's file comes second: it exists only when both are whole.
  if (!existsSync(shopFile)) {
    const [made, held] = await makeCredentials(nowMs);
    writePrivateFile(wechatFile, held);
    writePrivateFile(shopFile, made);
  }
  const credentials = JSON.parse(readFileSync(shopFile, "utf8")) as Credentials;
  const held = JSON.parse(readFileSync(wechatFile, "utf8")) as WechatPrivate;
  return {
    credentials,
    keys: {
      merchantPublic: createPublicKey(credentials.merchantCertificatePem),
      wechatPayPrivate: createPrivateKey(held.wechatPayPrivateKeyPem),
      platformPrivate: createPrivateKey(held.platformPrivateKeyPem),
      apiV3: Buffer.from(credentials.apiV3Key, "utf8"),
    },
  };
}
