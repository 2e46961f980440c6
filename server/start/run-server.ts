import { killProcess } from "../database.ts";
import { serverBundle, watchServer } from "./build.ts";
import { startChild, type Child } from "./child.ts";
import type { Parts } from "./parts.ts";

/** Longer than the ten seconds the server allows itself. */
const STOP_MS = 11_000;

/** How the server is run and whom to tell. */
export type ServerRun = {
  readonly env: NodeJS.ProcessEnv;
  readonly isWatching: boolean;
  readonly parts: Parts;
  readonly onLine: (line: string) => void;
  readonly onPort: (port: number | null) => void;
  readonly onLost: (how: string) => void;
  readonly say: (line: string) => void;
};

/** Starts the built server and returns when it answers; while watching, builds and starts it at every change. */
export async function runServer(run: ServerRun): Promise<void> {
  const state: { child: Child | null } = { child: null };
  run.parts.add({
    close: async () => {
      const { child } = state;
      state.child = null;
      await child?.stop(STOP_MS);
    },
    kill: () => killProcess(state.child?.pid),
  });
  if (!run.isWatching) {
    await startServer(run, state);
    return;
  }
  await new Promise<void>((resolve, reject) => {
    let turn: Promise<void> = Promise.resolve();
    let starts = 0;
    const built = (): void => {
      turn = turn.then(async () => {
        starts += 1;
        if (starts > 1) run.say("源码有改动，重新启动商店");
        const { child } = state;
        state.child = null;
        run.onPort(null);
        await child?.stop(STOP_MS);
        await startServer(run, state).catch((error: unknown) => run.say(String(error)));
        resolve();
      });
    };
    const failed = (messages: string): void => {
      run.say(`编译未通过，改好后会自动再来：\n${messages}`);
      resolve();
    };
    watchServer({ built, failed }).then((watching) => run.parts.add(watching), reject);
  });
}

async function startServer(run: ServerRun, state: { child: Child | null }): Promise<void> {
  const child = startChild({ args: [serverBundle], env: run.env, onLine: run.onLine });
  state.child = child;
  run.onPort(await child.port);
  void child.gone.then((how) => {
    if (state.child !== child) return;
    state.child = null;
    run.onPort(null);
    if (run.isWatching) run.say(`商店意外退出（${how}），改动源码后会重新启动`);
    else run.onLost(how);
  });
}
