import { createHash } from "node:crypto";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startChild, type Child } from "./child.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const room = join(root, "miniprogram");
/** Beside what was built stands of what it was built. */
const MARK = ".built-from";
const SAY_EVERY_MS = 5_000;
const STOP_MS = 3_000;
const WAIT_MS = 300;

/** The two builds of the shop window: for WeChat, and for browsers. */
export type WindowKind = "weapp" | "h5";

/** Where a build of the shop window stands. */
export const windowFolder = (kind: WindowKind): string => join(room, "dist", kind);

/**
 * Builds the shop window unless nothing has changed since, and says every few seconds how long it has taken. What is
 * served stays whole meanwhile: the new build takes its place in one step.
 * @throws Error with the end of what the compiler said.
 */
export async function buildWindow(kind: WindowKind, say: (line: string) => void): Promise<void> {
  const folder = windowFolder(kind);
  const source = await digestOfSource();
  const isBuilt = async () =>
    (await readFile(join(folder, MARK), "utf8").catch(() => "")) === source;
  if (await isBuilt()) return;
  const leave = await enter(`${folder}.building`);
  try {
    if (await isBuilt()) return;
    await buildInto(folder, kind, say);
    await writeFile(join(folder, MARK), source);
  } finally {
    await leave();
  }
}

/** Waits until no other process is building: two at once would only be slower. */
async function enter(lock: string): Promise<() => Promise<void>> {
  await mkdir(dirname(lock), { recursive: true });
  for (;;) {
    try {
      await writeFile(lock, String(process.pid), { flag: "wx" });
      return async () => await rm(lock, { force: true });
    } catch {
      const other = Number(await readFile(lock, "utf8").catch(() => ""));
      if (other > 0 && !isRunning(other)) await rm(lock, { force: true });
      else await sleep(WAIT_MS);
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function buildInto(
  folder: string,
  kind: WindowKind,
  say: (line: string) => void,
): Promise<void> {
  const next = `${folder}.next`;
  const startedAt = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - startedAt) / 1_000)} 秒`;
  const name = kind === "h5" ? "网页" : "小程序";
  say(`构建${name}（源码有改动才会再来，约一分钟）`);
  const ticking = setInterval(() => say(`构建${name}，已用 ${seconds()}`), SAY_EVERY_MS);
  try {
    // What an interrupted build left.
    await rm(next, { recursive: true, force: true });
    await compile(kind, next);
  } finally {
    clearInterval(ticking);
  }
  await rm(folder, { recursive: true, force: true });
  await rename(next, folder);
  say(`${name}已构建，用时 ${seconds()}`);
}

async function compile(kind: WindowKind, next: string): Promise<void> {
  const said: string[] = [];
  const child = runTaro(
    ["--type", kind],
    { NODE_ENV: "production", NUANDIAN_WINDOW_DIR: next },
    (line) => {
      // A bar that moves is no message.
      if (/Webpack █|^\s*$/.test(line)) return;
      said.push(line);
      if (said.length > 60) said.shift();
    },
  );
  const how = await child.gone;
  if (how === "退出码 0") return;
  await rm(next, { recursive: true, force: true });
  throw new Error(`前台没有构建成功（${how}）\n${said.join("\n")}`);
}

/** Serves the window for browsers and builds it again at every change of its source; returns after the first build. */
export async function watchWindow(
  say: (line: string) => void,
): Promise<{ port: number; close(): Promise<void> }> {
  const port = await freePort();
  const settings = { NODE_ENV: "development", NUANDIAN_WINDOW_PORT: String(port) };
  return await new Promise((resolve, reject) => {
    const child = runTaro(["--type", "h5", "--watch"], settings, (line) => {
      if (/error/i.test(line)) say(line);
      if (/compiled/i.test(line)) resolve({ port, close: async () => await child.stop(STOP_MS) });
    });
    void child.gone.then((how) => reject(new Error(`前台没有构建成功（${how}）`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function runTaro(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): Child {
  const taro = createRequire(import.meta.url).resolve("@tarojs/cli/bin/taro");
  return startChild({
    args: [taro, "build", ...args],
    env: { ...process.env, ...settings },
    cwd: room,
    onLine,
  });
}

/** A digest of everything the window is made of, its packages and the language it shares with the server included. */
async function digestOfSource(): Promise<string> {
  const hash = createHash("sha256").update(process.env["TARO_APP_SHOP_URL"] ?? "");
  const single = ["package-lock.json", "miniprogram/babel.config.js"];
  for (const file of single) hash.update(await readFile(join(root, file)));
  for (const folder of ["miniprogram/src", "miniprogram/config"]) {
    const files = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    const paths = files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name));
    for (const path of paths.toSorted())
      hash.update(path.slice(root.length)).update(await readFile(path));
  }
  return hash.digest("hex");
}
