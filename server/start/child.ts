import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Ends the child when the process that started it is gone, however that went: the channel between them breaks. Threads of
 * the child load this too, and have no channel.
 */
const LEAVE_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  "process.once('disconnect', () => process.exit()); process.channel?.unref();",
)}`;

/** A process of ours that ends with us. */
export type Child = {
  readonly pid: number | undefined;
  /** Settles when the process is gone, with a few words on how. */
  readonly gone: Promise<string>;
  /** The first message that the child sends, or the first line it prints that is JSON with a port. */
  readonly port: Promise<number>;
  /** Asks it to end and ends it by force after the limit. */
  stop(limitMs: number): Promise<void>;
};

/**
 * Starts a Node program in a process group of its own, so that Ctrl-C reaches us alone and we end it in good order.
 * Every line it prints goes to `onLine`.
 */
export function startChild(options: {
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  onLine: (line: string) => void;
}): Child {
  const child = spawn(
    process.execPath,
    ["--enable-source-maps", "--import", LEAVE_WITH_PARENT, ...options.args],
    {
      env: options.env,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: true,
    },
  );
  const gone = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `退出码 ${String(code)}`));
  });
  const port = portOf(child, gone, options.onLine);
  // A program that never listens is told by its end alone.
  port.catch(() => undefined);
  return {
    pid: child.pid,
    gone,
    port,
    async stop(limitMs) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      const force = setTimeout(() => child.kill("SIGKILL"), limitMs);
      child.kill("SIGTERM");
      await gone;
      clearTimeout(force);
    },
  };
}

async function portOf(
  child: ChildProcess,
  gone: Promise<string>,
  onLine: (line: string) => void,
): Promise<number> {
  const said: string[] = [];
  const printed = new Promise<number>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      if (stream !== null)
        createInterface({ input: stream }).on("line", (line) => {
          if (said.length < 40) said.push(line);
          const port = /^\{"ready":true,"port":(\d+)\}$/.exec(line)?.[1];
          if (port === undefined) onLine(line);
          else resolve(Number(port));
        });
  });
  const sent = new Promise<number>((resolve) => {
    child.once("message", (message) => resolve((message as { port: number }).port));
  });
  const failed = gone.then((how) => {
    throw new Error([`没有启动成功（${how}）`, ...said].join("\n"));
  });
  return await Promise.race([printed, sent, failed]);
}
