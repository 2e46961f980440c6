const LOOK_EVERY_MS = 500;

/** Ctrl-C in a terminal reaches the whole group and npm passes it on once more: so close together they are one. */
const ONE_PRESS_MS = 1_000;

/**
 * Calls `first` when the process is to stop, once: at SIGINT, SIGTERM or SIGHUP, or when the npm that runs it is gone.
 * Calls `again` at each later signal that is not an echo of the first.
 */
export function onStop(
  env: Readonly<NodeJS.ProcessEnv>,
  first: (why: string) => void,
  again: () => void,
): void {
  let firstAt: number | null = null;
  const stop = (why: string): void => {
    if (firstAt === null) {
      firstAt = performance.now();
      first(why);
    } else if (performance.now() - firstAt > ONE_PRESS_MS) again();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => stop(signal));

  // package.json says `exec`, so that npm's signals reach us and not a shell; but npm itself can be killed.
  if (env["npm_lifecycle_event"] === undefined) return;
  const npm = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(look);
    if (firstAt === null) stop("npm is gone");
  }, LOOK_EVERY_MS);
  look.unref();
}
