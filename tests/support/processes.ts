import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";

/** The folder of the project, where commands are run. */
export const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

const LOOK_EVERY_MS = 50;

/** A program under test, in a process group of its own, with all it printed. */
export type Program = {
  readonly pid: number;
  /** What it printed so far, standard output and error together. */
  printed(): string;
  /** Waits until it has printed this; fails when it ends before. */
  says(pattern: RegExp, limitMs?: number): Promise<RegExpExecArray>;
  /** Its end: exit code, or null when a signal ended it. */
  readonly ended: Promise<number | null>;
};

/** Runs a program with only the given environment beside PATH, HOME and the caches. */
export function runProgram(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
): Program {
  const inherited = ["PATH", "HOME", "XDG_CACHE_HOME", "NUANDIAN_CACHE_DIR"].concat(
    Object.keys(process.env).filter((name) => /^(MONGOMS_|npm_config_)/.test(name)),
  );
  const kept = Object.fromEntries(
    inherited.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const child = spawn(command, args, {
    cwd: projectRoot,
    env: { ...kept, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  let isOver = false;
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      isOver = true;
      resolve(code);
    });
  });
  return {
    pid: child.pid ?? 0,
    printed: () => printed,
    ended,
    async says(pattern, limitMs = 90_000) {
      const until = performance.now() + limitMs;
      for (;;) {
        const found = pattern.exec(printed);
        if (found !== null) return found;
        if (isOver || performance.now() > until)
          throw new Error(`it never said ${String(pattern)}, but:\n${printed}`);
        await sleep(LOOK_EVERY_MS);
      }
    },
  };
}

/** Ctrl-C as a terminal sends it: to every process of the program's group; nothing when it is gone. */
export function pressCtrlC(program: Program): void {
  try {
    process.kill(-program.pid, "SIGINT");
  } catch {
    // Ended already.
  }
}

/** The processes below a process, at any depth. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const table = await processTable();
  const found = [pid];
  for (const parent of found)
    for (const row of table) if (row.parent === parent) found.push(row.pid);
  return found.slice(1);
}

/** Waits until all of the processes are gone and gives those that are not after the limit. */
export async function leftOf(pids: readonly number[], limitMs = 15_000): Promise<number[]> {
  const until = performance.now() + limitMs;
  for (;;) {
    const table = await processTable();
    const left = pids.filter((pid) => table.some((row) => row.pid === pid));
    if (left.length === 0 || performance.now() > until) return left;
    await sleep(LOOK_EVERY_MS);
  }
}

/** The command line of a process, or an empty text. */
export async function commandOf(pid: number): Promise<string> {
  if (existsSync("/proc/self/cmdline"))
    return (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ");
  const { stdout } = await promisify(execFile)("ps", ["-ww", "-o", "args=", "-p", String(pid)]);
  return stdout;
}

async function processTable(): Promise<{ pid: number; parent: number }[]> {
  if (!existsSync("/proc/self/stat")) return await tableByPs();
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const rows = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
      const [, state, parent] = /\) (\S) (\d+)/.exec(stat) ?? [];
      return state === undefined || state === "Z"
        ? []
        : [{ pid: Number(pid), parent: Number(parent) }];
    }),
  );
  return rows.flat();
}

async function tableByPs(): Promise<{ pid: number; parent: number }[]> {
  const { stdout } = await promisify(execFile)("ps", ["-axo", "pid=,ppid=,stat="]);
  return stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , state = ""]) => !state.startsWith("Z"))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
}

/** What must never be in a log: mobile numbers, openids, bearer tokens; the texts that were found. */
export function personalTextsIn(log: string): string[] {
  return [
    /(?<![\d.])1[3-9]\d{9}(?!\d)/g,
    /(?<![\w-])o[\w-]{27}(?![\w-])/g,
    /Bearer\s+(?!\*)[\w-]{16,}/g,
  ].flatMap((shape) => [...log.matchAll(shape)].map(([text]) => text));
}
