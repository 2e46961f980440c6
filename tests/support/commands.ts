import mongoose, { type mongo } from "mongoose";

/** Commands that keep sessions and connections alive; no request asks for them. */
const housekeeping = new Set(["hello", "ping", "endSessions", "killCursors"]);

/**
 * Runs the work and answers with its result and the name of every database command that this process sent meanwhile,
 * in order (`find`, `update`, `commitTransaction`, …), as the driver itself reports them. So
 * `expect((await commandsOf(() => listProducts(…))).commands).toEqual(["find"])`. Let nothing else run beside it; a
 * test file must have called `useDatabase()`, which connects with command monitoring on.
 */
export async function commandsOf<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; commands: string[] }> {
  const client = mongoose.connection.getClient();
  if (!client.options.monitorCommands) throw new Error("connect with monitorCommands");
  const commands: string[] = [];
  const note = ({ commandName }: mongo.CommandStartedEvent) => {
    if (!housekeeping.has(commandName)) commands.push(commandName);
  };
  client.on("commandStarted", note);
  try {
    return { result: await work(), commands };
  } finally {
    client.off("commandStarted", note);
  }
}

/**
 * The fewest commands that one of three runs sent, each prepared anew: settings and campaigns are read at most once a
 * second by a process, beside what the work itself asks, and that read falls into any run.
 */
export async function fewestCommandsOf(
  prepare: () => Promise<() => Promise<unknown>>,
): Promise<number> {
  const counts: number[] = [];
  for (let run = 0; run < 3; run += 1) {
    const work = await prepare();
    counts.push((await commandsOf(work)).commands.length);
  }
  return Math.min(...counts);
}
