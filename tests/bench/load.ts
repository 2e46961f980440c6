import { performance } from "node:perf_hooks";

/** What a workload achieved: operations a second, and how long one took (ms). */
export type Load = {
  perSecond: number;
  p50: number;
  p99: number;
  operations: number;
  failures: number;
};

/**
 * Runs an operation again and again with so many at once, for a bounded time after a warm-up that does not count.
 * A failed operation is counted apart, never as done.
 */
export async function runLoad(
  options: { concurrency: number; seconds: number; warmupSeconds?: number },
  operation: (worker: number, turn: number) => Promise<void>,
): Promise<Load> {
  const begin = performance.now() + (options.warmupSeconds ?? 1) * 1_000;
  const end = begin + options.seconds * 1_000;
  const times: number[] = [];
  let failures = 0;
  let last = begin;
  const worker = async (index: number): Promise<void> => {
    for (let turn = 0; performance.now() < end; turn += 1) {
      const started = performance.now();
      try {
        await operation(index, turn);
        const ended = performance.now();
        if (started >= begin) {
          times.push(ended - started);
          last = Math.max(last, ended);
        }
      } catch {
        failures += 1;
      }
    }
  };
  await Promise.all(
    Array.from({ length: options.concurrency }, async (_, index) => await worker(index)),
  );
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return {
    perSecond: times.length / ((last - begin) / 1_000),
    p50: at(0.5),
    p99: at(0.99),
    operations: times.length,
    failures,
  };
}
