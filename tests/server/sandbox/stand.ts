import { createDecipheriv, createPublicKey, randomBytes, sign, verify } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, request, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSandbox } from "@server/sandbox/app.ts";
import type { Credentials } from "@server/sandbox/credentials.ts";

/** An answer as it came over the line. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly raw: Buffer;
  // Tests look into answers of any shape.
  readonly body: Record<string, never> & { readonly [key: string]: unknown };
}

/** Sends one request with exactly the given headers and bytes. */
export async function send(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = "GET", headers = {}, body } = options;
    const target = new URL(url);
    const outgoing = request(
      // The path is sent as written: URL would encode what a signature covers raw.
      {
        hostname: target.hostname,
        port: target.port,
        path: url.slice(target.origin.length),
        method,
        headers: {
          ...(body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const raw = Buffer.concat(chunks);
          let parsed: unknown = {};
          try {
            parsed = JSON.parse(raw.toString());
          } catch {
            // Not every answer is JSON.
          }
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            raw,
            body: parsed as Answer["body"],
          });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

const SHOPPER = "oShopper0000000000000000001";

/** Makes the shopper of all orders here somebody, for nobody can be named as payer. */
export async function meetShopper(url: string): Promise<void> {
  await send(`${url}/__sandbox/codes`, {
    method: "POST",
    body: JSON.stringify({ openid: SHOPPER }),
  });
}

/** Speaks WeChat Pay v3 as a merchant, written from the rules and not from the sandbox's code. */
export function createMerchant(origin: string, credentials: Credentials) {
  function authorization(
    method: string,
    url: string,
    body: string | Buffer,
    change: Partial<
      Record<"mchid" | "serial_no" | "timestamp" | "nonce_str" | "signature" | "scheme", string>
    > = {},
  ): string {
    const timestamp = change.timestamp ?? String(Math.floor(Date.now() / 1000));
    const nonce = change.nonce_str ?? randomBytes(16).toString("hex");
    const message = Buffer.concat([
      Buffer.from(`${method}\n${url}\n${timestamp}\n${nonce}\n`),
      Buffer.from(body),
      Buffer.from("\n"),
    ]);
    const signature =
      change.signature ??
      sign("RSA-SHA256", message, credentials.merchantPrivateKeyPem).toString("base64");
    const serial = change.serial_no ?? credentials.merchantSerial;
    const mchid = change.mchid ?? credentials.mchid;
    return `${change.scheme ?? "WECHATPAY2-SHA256-RSA2048"} mchid="${mchid}",nonce_str="${nonce}",timestamp="${timestamp}",serial_no="${serial}",signature="${signature}"`;
  }

  async function call(
    method: "GET" | "POST",
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const text =
      body === undefined
        ? ""
        : typeof body === "string" || Buffer.isBuffer(body)
          ? body
          : JSON.stringify(body);
    return send(`${origin}${url}`, {
      method,
      headers: {
        Accept: "application/json",
        "User-Agent": "independent/1.0",
        ...(method === "POST" ? { "Content-Type": "application/json" } : {}),
        Authorization: authorization(method, url, text),
        ...headers,
      },
      ...(method === "POST" ? { body: text } : {}),
    });
  }

  function order(outTradeNo: string, more: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      appid: credentials.appid,
      mchid: credentials.mchid,
      description: "手冲咖啡豆 250g",
      out_trade_no: outTradeNo,
      // Nobody listens there, and says so at once.
      notify_url: "http://127.0.0.1:1/notify",
      amount: { total: 8800, currency: "CNY" },
      payer: { openid: SHOPPER },
      ...more,
    };
  }

  return {
    authorization,
    call,
    order,
    prepay: async (outTradeNo: string, more: Record<string, unknown> = {}) =>
      call("POST", "/v3/pay/transactions/jsapi", order(outTradeNo, more)),
    query: async (outTradeNo: string) =>
      call("GET", `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${credentials.mchid}`),
    close: async (outTradeNo: string) =>
      call("POST", `/v3/pay/transactions/out-trade-no/${outTradeNo}/close`, {
        mchid: credentials.mchid,
      }),
    refund: async (outTradeNo: string, no: string, fen: number, more: object = {}) =>
      call("POST", "/v3/refund/domestic/refunds", {
        out_trade_no: outTradeNo,
        out_refund_no: no,
        amount: { refund: fen, total: 8800, currency: "CNY" },
        ...more,
      }),
  };
}

/** Verifies what WeChat signed, an answer or a notification, with the key its serial names. */
export function isSigned(
  credentials: Credentials,
  headers: IncomingHttpHeaders,
  raw: Buffer,
): boolean {
  const serial = String(headers["wechatpay-serial"]);
  const keys: Record<string, string> = {
    [credentials.wechatPayPublicKeyId]: credentials.wechatPayPublicKeyPem,
    [credentials.platformSerial]: credentials.platformCertificatePem,
  };
  const pem = keys[serial];
  if (pem === undefined) return false;
  const message = `${String(headers["wechatpay-timestamp"])}\n${String(headers["wechatpay-nonce"])}\n${raw.toString()}\n`;
  const signature = Buffer.from(String(headers["wechatpay-signature"]), "base64");
  return verify("RSA-SHA256", Buffer.from(message), createPublicKey(pem), signature);
}

/** Decrypts a notification's resource, checking the tag. */
export function openResource(
  credentials: Credentials,
  resource: { ciphertext: string; nonce: string; associated_data: string },
): Record<string, unknown> {
  const sealed = Buffer.from(resource.ciphertext, "base64");
  const decipher = createDecipheriv("aes-256-gcm", credentials.apiV3Key, resource.nonce);
  decipher.setAAD(Buffer.from(resource.associated_data));
  decipher.setAuthTag(sealed.subarray(-16));
  const text = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return JSON.parse(text.toString()) as Record<string, unknown>;
}

/** One notification as a merchant's server got it. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly raw: Buffer;
  readonly at: number;
}

/** Stands at a notify_url, keeps what comes and answers as told. */
export async function createReceiver() {
  const received: Received[] = [];
  let answer: number | "never" = 204;
  const waiting: (() => void)[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      received.push({ headers: incoming.headers, raw: Buffer.concat(chunks), at: Date.now() });
      for (const wake of waiting.splice(0)) wake();
      if (answer === "never") return;
      response.statusCode = answer;
      response.end(answer >= 400 ? '{"code":"FAIL","message":"失败"}' : "");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`,
    received,
    answerWith(status: number | "never") {
      answer = status;
    },
    async until(count: number): Promise<void> {
      const deadline = Date.now() + 10_000;
      while (received.length < count) {
        if (Date.now() > deadline)
          throw new Error(`${received.length} notifications came, not ${count}`);
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          setTimeout(resolve, 200);
        });
      }
    },
    async close(): Promise<void> {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

const FILES = ["credentials.json", "wechat-private.json"];
let keptAccounts: string | undefined;

/** A folder of its own; from the second on in a test file with the accounts of the first, for keys are dear. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  if (keptAccounts !== undefined)
    for (const name of FILES) copyFileSync(join(keptAccounts, name), join(folder, name));
  return folder;
}

function keepAccounts(folder: string): void {
  if (keptAccounts !== undefined) return;
  const kept = mkdtempSync(join(tmpdir(), "sandbox-accounts-"));
  for (const name of FILES) copyFileSync(join(folder, name), join(kept, name));
  keptAccounts = kept;
  process.once("exit", () => {
    if (existsSync(kept)) rmSync(kept, { recursive: true });
  });
}

/** A running sandbox with a merchant and the control surface at hand. */
export async function createStand(options: { dataDir?: string; clock?: () => number } = {}) {
  const dataDir = options.dataDir ?? newFolder();
  const sandbox = await createSandbox({ dataDir, clock: options.clock });
  const server = await sandbox.listen(0);
  const { credentials } = sandbox;
  keepAccounts(dataDir);
  await meetShopper(server.url);
  const control = async (method: string, path: string, body?: unknown): Promise<Answer> =>
    send(`${server.url}/__sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    dataDir,
    url: server.url,
    credentials,
    merchant: createMerchant(server.url, credentials),
    control,
    pay: async (prepayId: unknown, outcome = "success", more: object = {}) =>
      control("POST", "/pay", { prepay_id: prepayId, outcome, ...more }),
    advance: async (ms: number) => control("POST", "/clock", { advanceMs: ms }),
    async close(): Promise<void> {
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
    stop: async () => server.close(),
  };
}

/** A running stand. */
export type Stand = Awaited<ReturnType<typeof createStand>>;
/** A notify_url with someone behind it. */
export type Receiver = Awaited<ReturnType<typeof createReceiver>>;
