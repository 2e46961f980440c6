/** Ctrl-C in a terminal reaches the whole group and npm passes it on once more: so close together they are one. */
const ONE_PRESS_MS = 1_000;

/**
 * Calls `first` at the first signal to stop (SIGINT, SIGTERM, SIGHUP) and `again` at each later one that is not an
 * echo of the first.
 */
export function onStopSignal(first: (signal: string) => void, again: () => void): void {
  let firstAt: number | null = null;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      if (firstAt === null) {
        firstAt = performance.now();
        first(signal);
      } else if (performance.now() - firstAt > ONE_PRESS_MS) again();
    });
}
