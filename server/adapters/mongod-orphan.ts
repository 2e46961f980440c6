import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runProgram } from "./mongod-run.ts";

const MARK = "nuandian-mongod-of-";
const CLEAN_STOP_MS = 60_000;
const KILLED_MS = 10_000;
const LOOK_EVERY_MS = 50;

/**
 * Gives the name (argv[0]) a mongod of ours runs under: it carries the process id of the server
 * that owns it, so that one left behind by a killed server can be told from one in use.
 */
export function ownedName(owner: number): string {
  return `${MARK}${owner}`;
}

/**
 * Stops the mongod that a killed server left running on this data folder, cleanly, and returns
 * when it is gone; does nothing when there is none. `folder` is the absolute, resolved path.
 * @throws Error (Chinese) when the folder is in use by a living server or by a foreign mongod.
 */
export async function stopOrphanMongod(folder: string, log: (line: string) => void): Promise<void> {
  const lock = await readFile(join(folder, "mongod.lock"), "utf8").catch(() => "");
  const pid = Number.parseInt(lock, 10);
  if (!Number.isInteger(pid)) return;
  const found = await inspectProcess(pid);
  if (found === undefined || !found.command.includes(`--dbpath ${folder} `)) return;

  const owner = new RegExp(`^${MARK}(\\d+) `).exec(found.command)?.[1];
  if (owner === undefined) {
    throw new Error(`数据目录 ${folder} 正由另一个 mongod（进程 ${pid}）使用，请先停止它`);
  }
  // A process whose parent died gets another parent; while they match, its owner is alive.
  if (Number(owner) === found.parent) throw folderInUse(folder, found.parent);

  log(`MongoDB：上次没有正常退出，正在停止遗留的 mongod（进程 ${pid}）`);
  if (await stopProcess(pid, "SIGTERM", CLEAN_STOP_MS)) return;
  if (await stopProcess(pid, "SIGKILL", KILLED_MS)) return;
  throw new Error(`遗留的 mongod（进程 ${pid}）无法停止，请手工结束它`);
}

/** Gives the refusal for a data folder that another living server works on. */
export function folderInUse(folder: string, owner?: number): Error {
  const who = owner === undefined ? "另一个暖店进程" : `另一个暖店进程（进程 ${owner}）`;
  return new Error(`数据目录 ${folder} 正由${who}使用，请先停止它，或换一个数据目录`);
}

async function stopProcess(pid: number, signal: NodeJS.Signals, limitMs: number): Promise<boolean> {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone in the meantime; the look below says so.
  }
  const until = performance.now() + limitMs;
  while (performance.now() < until) {
    if ((await inspectProcess(pid)) === undefined) return true;
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}

/**
 * A process as far as it matters here: its parent and its command line, followed by a space.
 * Windows has neither /proc nor ps; there the library's own watcher ends an orphan.
 */
async function inspectProcess(
  pid: number,
): Promise<{ parent: number; command: string } | undefined> {
  if (process.platform === "win32") return undefined;
  if (process.platform !== "linux") return await inspectByPs(pid);
  try {
    const [line, status] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, "utf8"),
      readFile(`/proc/${pid}/status`, "utf8"),
    ]);
    // A zombie has no command line left: it holds nothing any more.
    if (line === "") return undefined;
    return {
      parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]),
      command: line.replaceAll("\0", " "),
    };
  } catch {
    return undefined;
  }
}

async function inspectByPs(pid: number): Promise<{ parent: number; command: string } | undefined> {
  const said = await runProgram("ps", ["-ww", "-o", "ppid=,args=", "-p", String(pid)], {
    env: process.env,
    cancel: AbortSignal.timeout(KILLED_MS),
  });
  const found = /^\s*(\d+)\s+(.+?)\s*$/.exec(said.stdout);
  if (found === null) return undefined;
  return { parent: Number(found[1]), command: `${found[2]} ` };
}
