import { spawn } from "node:child_process";

/** What a finished program left behind; `code` is null when a signal ended it. */
export interface ProgramResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs one program to its end and gives what it printed; `cancel` ends it at once.
 * @throws Error when the program cannot be started at all.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; cancel: AbortSignal },
): Promise<ProgramResult> {
  return await new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      signal: options.cancel,
      killSignal: "SIGKILL",
    });
    const printed = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text));
    // A cancelled child reports its error before it is gone; "close" follows and says it is.
    child.on("error", (error) => {
      if (child.pid === undefined) reject(error);
    });
    child.on("close", (code) => resolve({ code, ...printed }));
  });
}

/** Gives the last non-empty line of what a failed program said, as the reason to show. */
export function lastLine(result: ProgramResult): string {
  const lines = `${result.stdout}\n${result.stderr}`.split("\n").map((line) => line.trim());
  return lines.findLast((line) => line !== "") ?? `退出码 ${result.code ?? "无"}`;
}
