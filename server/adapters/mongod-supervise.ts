import { setTimeout as sleep } from "node:timers/promises";
import type { MongoInstance } from "mongodb-memory-server-core";

/** The waits before each attempt to start a dead mongod again, in milliseconds. */
const ATTEMPTS_AFTER_MS = [200, 1_000, 5_000, 15_000];

/**
 * Watches a started mongod and starts it again, on the same folder and port, whenever it dies by
 * itself. The returned function ends the watch and returns once mongod has shut down cleanly; it
 * may be called again.
 */
export function superviseMongod(
  instance: MongoInstance,
  log: (line: string) => void,
): () => Promise<void> {
  const ending = new AbortController();
  let reviving: Promise<void> = Promise.resolve();
  let stopped: Promise<void> | undefined;

  const watch = (): void => {
    instance.mongodProcess?.once("close", () => {
      if (!ending.signal.aborted) reviving = revive();
    });
  };
  const revive = async (): Promise<void> => {
    log("MongoDB：意外退出，正在重新启动");
    for (const wait of ATTEMPTS_AFTER_MS) {
      try {
        await sleep(wait, undefined, { signal: ending.signal });
        // The library may still be clearing away after the dead process.
        await instance.stop();
        await instance.start();
        watch();
        log("MongoDB：已恢复");
        return;
      } catch (error) {
        if (ending.signal.aborted) return;
        log(`MongoDB：重新启动未成功：${error instanceof Error ? error.message : String(error)}`);
      }
    }
    log("MongoDB：无法恢复，请检查磁盘空间和内存，然后重新启动本店");
  };
  const stop = async (): Promise<void> => {
    ending.abort();
    await reviving;
    await instance.stop();
  };

  watch();
  return async () => await (stopped ??= stop());
}
