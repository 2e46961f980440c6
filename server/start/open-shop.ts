import { realpath } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import sirv from "sirv";
import { startEmbeddedMongo } from "../adapters/embedded-mongo.ts";
import { killProcess, mongoFolder, mustBeFit } from "../database.ts";
import { demoPeople } from "../seed/demo-people.ts";
import { buildServer } from "./build.ts";
import { startChild, type Child } from "./child.ts";
import { openFront, WINDOW, type Front, type Rooms } from "./front.ts";
import type { Parts } from "./parts.ts";
import type { Printer } from "./print.ts";
import { runServer } from "./run-server.ts";
import { openServerLog, serverLogFile } from "./server-log.ts";
import {
  developmentKeys,
  forgetRunning,
  isFurnished,
  noteFurnished,
  noteRunning,
  openShopFolder,
  sandboxFolder,
  wechatSettings,
} from "./shop-folder.ts";
import { welcomePage } from "./welcome-page.ts";
import { buildWindow, watchWindow, windowFolder } from "./window.ts";

const SANDBOX_STOP_MS = 3_000;
/** Everything on one machine comes from one address: what is right for a shopper would throttle a demo. */
const DEMO_RATE_PER_MINUTE = "6000";

/** What it takes to open a shop on this machine. */
export type Opening = {
  readonly dataDir: string;
  readonly port: number;
  readonly isFresh: boolean;
  /** Build and start the server again at every change of its source. */
  readonly isWatching: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly printer: Printer;
  readonly parts: Parts;
  /** A part ended by itself: the shop cannot go on. */
  readonly onLost: (part: string, how: string) => void;
};

/**
 * Opens a seeded shop on one address: data folder, database, local WeChat, goods and people, server. Every step is
 * said; what was opened is in `parts`, also when a later step fails.
 * @throws Error (Chinese) with what stands in the way.
 */
export async function openShop(opening: Opening): Promise<void> {
  const { dataDir, printer } = opening;
  const startedAt = performance.now();
  printer.step(opening.isFresh ? `清空并准备数据目录 ${dataDir}` : `准备数据目录 ${dataDir}`);
  await openShopFolder(dataDir, { isFresh: opening.isFresh });

  const rooms: Rooms = { shop: null, wechat: null, window: null };
  const front = await openFrontDoor(opening, rooms);
  await noteRunning(dataDir, { pid: process.pid, url: front.url, mongoUri: null });
  opening.parts.add({ close: async () => await forgetRunning(dataDir) });

  printer.step("启动 MongoDB 和本地微信");
  const [mongoUri, wechatPort] = await both(openMongo(opening), openWechat(opening, front.url));
  await noteRunning(dataDir, { pid: process.pid, url: front.url, mongoUri });
  rooms.wechat = wechatPort;
  const env = await shopEnv(opening, { url: front.url, mongoUri, wechatPort });

  printer.step("准备商品与会员，构建商店");
  await both(
    furnish(opening, env),
    (opening.isWatching ? Promise.resolve() : buildServer()).then(
      async () => await showWindow(opening, rooms),
    ),
  );

  printer.step("启动商店");
  const log = await openServerLog(dataDir, (line) => printer.trouble(`商店：${line}`));
  opening.parts.add(log);
  await runServer({
    env,
    isWatching: opening.isWatching,
    parts: opening.parts,
    onLine: log.write,
    onPort: (port) => (rooms.shop = port),
    onLost: (how) => opening.onLost("商店", how),
    say: printer.detail,
  });
  await setUpMessages(wechatPort, front.url);
  printer.open({
    url: front.url,
    people: demoPeople,
    logFile: relative(process.cwd(), serverLogFile(dataDir)),
    seconds: (performance.now() - startedAt) / 1_000,
  });
}

/** Tells the local WeChat where the shop takes its messages, as an owner does in WeChat's console. */
async function setUpMessages(wechatPort: number, url: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${wechatPort}/__sandbox/message-push`, {
    method: "POST",
    body: JSON.stringify({ url: `${url}/v1/wechat/messages`, mode: "safe" }),
  });
  if (!answer.ok) throw new Error(`本地微信没有接受消息推送的设置：${await answer.text()}`);
}

async function showWindow(opening: Opening, rooms: Rooms): Promise<void> {
  if (!opening.isWatching) {
    await buildWindow("h5", opening.printer.detail);
    return;
  }
  const watching = await watchWindow(opening.printer.detail);
  opening.parts.add(watching);
  rooms.window = watching.port;
}

async function openFrontDoor(opening: Opening, rooms: Rooms): Promise<Front> {
  const folder = await realpath(opening.dataDir);
  const serveFile = sirv(windowFolder("h5"), { dev: true, etag: true });
  /** Names in js/ and css/ carry a digest of their content. */
  const serveWindow = (request: IncomingMessage, response: ServerResponse): boolean => {
    if (opening.isWatching || !WINDOW.test(request.url ?? "/")) return false;
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-cache");
    serveFile(request, response, () => {
      response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" });
      response.end("本店正在准备，请稍候再试");
    });
    return true;
  };
  const own = (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.method !== "GET" && request.method !== "HEAD") return false;
    if (request.url === "/__start") answerJson(response, { pid: process.pid, dataDir: folder });
    else if (request.url === "/__start/people") answerJson(response, demoPeople);
    else if (request.url === "/welcome" || (request.url === "/" && rooms.shop === null))
      // Until the shop is open its address says so, and looks again by itself.
      answerWelcome(response, { url: front.url, isOpen: rooms.shop !== null });
    else return serveWindow(request, response);
    return true;
  };
  const front = await openFront({ port: opening.port, rooms, own });
  opening.parts.add(front);
  if (opening.port !== 0 && front.port !== opening.port)
    opening.printer.trouble(`端口 ${opening.port} 已被占用，改用 ${front.port}`);
  return front;
}

function answerJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "Content-Type": "application/json" });
  response.end(JSON.stringify(value));
}

function answerWelcome(response: ServerResponse, shop: { url: string; isOpen: boolean }): void {
  response.writeHead(200, {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
  });
  response.end(welcomePage({ ...shop, people: demoPeople }));
}

async function openMongo(opening: Opening): Promise<string> {
  const { printer, env, dataDir } = opening;
  const given = env["MONGODB_URI"];
  if (given !== undefined && given !== "") {
    printer.detail("使用 MONGODB_URI 指向的 MongoDB");
    await mustBeFit(given);
    return given;
  }
  const mongo = await startEmbeddedMongo({
    dataDir: mongoFolder(dataDir),
    log: (line) => printer.detail(line.replace(/^MongoDB：/, "")),
    env,
  });
  opening.parts.add({
    close: async () => await mongo.stop(),
    kill: () => killProcess(mongo.pid),
  });
  return mongo.uri;
}

async function openWechat(opening: Opening, publicUrl: string): Promise<number> {
  const sandbox = startProgram(opening, "sandbox/main.ts", {
    ...opening.env,
    SANDBOX_PORT: "0",
    SANDBOX_DATA_DIR: sandboxFolder(opening.dataDir),
    SANDBOX_PUBLIC_URL: publicUrl,
  });
  const port = await sandbox.port;
  void sandbox.gone.then((how) => opening.onLost("本地微信", how));
  return port;
}

/** Puts the demo shop into an empty database, in a process of its own that gives its memory back. */
async function furnish(opening: Opening, env: NodeJS.ProcessEnv): Promise<void> {
  const isOurs = opening.env["MONGODB_URI"] === undefined || opening.env["MONGODB_URI"] === "";
  if (isOurs && isFurnished(opening.dataDir)) return;
  const how = await startProgram(opening, "cli/seed.ts", env).gone;
  if (how !== "退出码 0") throw new Error(`商品与会员没有准备好（${how}）`);
  if (isOurs) await noteFurnished(opening.dataDir);
}

/** Both results; when one fails, only after the other has ended too, so that what it opened can be closed. */
async function both<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}

function startProgram(opening: Opening, file: string, env: NodeJS.ProcessEnv): Child {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const child = startChild({
    args: ["--import", "tsx", path],
    env,
    onLine: opening.printer.detail,
  });
  opening.parts.add({
    close: async () => await child.stop(SANDBOX_STOP_MS),
    kill: () => killProcess(child.pid),
  });
  return child;
}

async function shopEnv(
  opening: Opening,
  shop: { url: string; mongoUri: string; wechatPort: number },
): Promise<NodeJS.ProcessEnv> {
  const wechatUrl = `http://127.0.0.1:${shop.wechatPort}`;
  return {
    RATE_LIMIT_PER_MINUTE: DEMO_RATE_PER_MINUTE,
    ...opening.env,
    ...(await developmentKeys(opening.dataDir)),
    ...(await wechatSettings(opening.dataDir)),
    NODE_ENV: "development",
    HOST: "127.0.0.1",
    PORT: "0",
    DATA_DIR: opening.dataDir,
    MONGODB_URI: shop.mongoUri,
    PUBLIC_URL: shop.url,
    TRUST_PROXY: "1",
    WECHAT_BASE_URL: wechatUrl,
    WECHAT_PAY_BASE_URL: wechatUrl,
    SMS_BASE_URL: wechatUrl,
    WECHAT_PAY_NOTIFY_URL: `${shop.url}/v1/payments/wechat/notifications`,
  };
}
