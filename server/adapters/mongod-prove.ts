import { isSupportedMongo, OLDEST_MONGO } from "./mongod-version.ts";
import { lastLine, runProgram } from "./mongod-run.ts";

/** A mongod that has been seen to run on this machine. */
export interface Mongod {
  readonly path: string;
  readonly version: string;
}

const PROVING_MS = 20_000;

/**
 * Runs a mongod with `--version` and gives the version it prints itself.
 * @throws Error (Chinese reason) when it does not run here, is no mongod, or is older than 6.0.
 */
export async function proveMongod(path: string, env: NodeJS.ProcessEnv): Promise<Mongod> {
  let said;
  try {
    said = await runProgram(path, ["--version"], {
      env,
      cancel: AbortSignal.timeout(PROVING_MS),
    });
  } catch (error) {
    throw new Error(`无法运行（${error instanceof Error ? error.message : String(error)}）`, {
      cause: error,
    });
  }
  if (said.code !== 0) throw new Error(`无法运行（${lastLine(said)}）`);
  const version = /^\s*db version v?(\d+\.\d+\.\d+)/m.exec(said.stdout)?.[1];
  if (version === undefined) throw new Error("不是 mongod（没有打印版本）");
  if (!isSupportedMongo(version))
    throw new Error(`版本 ${version} 太旧，需要 ${OLDEST_MONGO} 或更高`);
  return { path, version };
}
