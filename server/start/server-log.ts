import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";

/** Where the server's structured log is kept. */
export const serverLogFile = (dataDir: string): string => join(dataDir, "server.log");

/**
 * Opens the server's log file anew (the one before is kept once as `.1`). Each line goes into it; errors, and what is
 * no log line at all, are also said aloud.
 */
export async function openServerLog(
  dataDir: string,
  say: (line: string) => void,
): Promise<{ write: (line: string) => void; close(): Promise<void> }> {
  const path = serverLogFile(dataDir);
  await rename(path, `${path}.1`).catch(() => undefined);
  const file = createWriteStream(path, { mode: 0o600 });
  return {
    write(line) {
      file.write(`${line}\n`);
      const said = aloud(line);
      if (said !== null) say(said);
    },
    close: async () => await new Promise((resolve) => file.end(() => resolve())),
  };
}

function aloud(line: string): string | null {
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: string;
      msg?: string;
      err?: { message?: string };
    };
    return level === "error" ? `${msg ?? ""} ${err?.message ?? ""}`.trim() : null;
  } catch {
    return line;
  }
}
