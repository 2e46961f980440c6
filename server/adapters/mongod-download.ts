import { readdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { lastLine, runProgram } from "./mongod-run.ts";

/** The MongoDB that is downloaded when nothing is found: the current patch of the 8.0 series. */
export const DOWNLOADED_VERSION = "8.0.29";

/** How long a download may stand still before it counts as "no network", in milliseconds. */
const STANDSTILL_MS = 8_000;
const LOOK_EVERY_MS = 250;

/** The program of the child: mongodb-memory-server downloads, checks and unpacks, then says where. */
const CHILD = `
const { MongoBinary } = require(process.argv[1]);
MongoBinary.getPath({ version: process.argv[2] }).then(
  (path) => console.log("\\nmongod=" + path),
  (error) => { console.error(String(error.message).replaceAll("\\n", " ")); process.exit(1); },
);`;

/**
 * Downloads MongoDB with mongodb-memory-server into `staging` and gives the path of its mongod.
 * It runs in a process of its own, because only a process can be ended in the middle of a
 * connection attempt; whatever does not grow for eight seconds is given up.
 * @throws Error (Chinese reason) when nothing usable came.
 */
export async function downloadMongod(staging: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { MONGOMS_SYSTEM_BINARY: _named, ...rest } = env;
  const standstill = new AbortController();
  const watch = watchGrowth(staging, standstill);
  try {
    const core = createRequire(import.meta.url).resolve("mongodb-memory-server-core");
    const result = await runProgram(process.execPath, ["-e", CHILD, core, DOWNLOADED_VERSION], {
      env: {
        ...rest,
        MONGOMS_DOWNLOAD_DIR: staging,
        MONGOMS_RUNTIME_DOWNLOAD: "true",
        MONGOMS_MD5_CHECK: "true",
        MONGOMS_MAX_RETRIES: "1",
        // Without this the library accepts any certificate, and its MD5 comes the same way.
        npm_config_strict_ssl: "true",
      },
      cancel: standstill.signal,
    });
    if (standstill.signal.aborted) throw new Error(`${STANDSTILL_MS / 1000} 秒内没有进展`);
    const path = /^mongod=(.+)$/m.exec(result.stdout)?.[1];
    if (result.code !== 0 || path === undefined) throw new Error(lastLine(result));
    return path;
  } finally {
    clearInterval(watch);
  }
}

function watchGrowth(folder: string, standstill: AbortController): NodeJS.Timeout {
  let bytes = 0;
  let grownAt = performance.now();
  return setInterval(() => {
    void sizeOf(folder).then((now) => {
      if (now !== bytes) {
        bytes = now;
        grownAt = performance.now();
      } else if (performance.now() - grownAt > STANDSTILL_MS) standstill.abort();
    });
  }, LOOK_EVERY_MS);
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const found = await stat(join(entry.parentPath, entry.name)).catch(() => undefined);
        return found?.size ?? 0;
      }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
