import { mkdirSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import Koa from "koa";
import { createAgenda } from "./agenda.ts";
import { createClock, type ClockRecord } from "./clock.ts";
import { createControlRoutes } from "./control/routes.ts";
import { openCredentials, type Credentials } from "./credentials.ts";
import { createFaults } from "./faults.ts";
import { PayRefusal, readBody, type SandboxState } from "./http.ts";
import { openJournal } from "./journal.ts";
import { openLedger } from "./pay/ledger.ts";
import { createNotifier } from "./pay/notifier.ts";
import { createPoster } from "./pay/post.ts";
import { createRefunds } from "./pay/refunds.ts";
import { createPayRoutes } from "./pay/routes.ts";
import { sufferRequestFaults } from "./request-faults.ts";
import { openSmsAccount, type SmsAccount } from "./sms/account.ts";
import { openInbox } from "./sms/inbox.ts";
import { createSmsRoutes } from "./sms/routes.ts";
import { createMint } from "./wechat/mint.ts";
import type { CloudSetup } from "./wechat/cloud.ts";
import { createWeixinRoutes } from "./wechat/routes.ts";
import { createSubscriptions } from "./wechat/subscribe.ts";
import { createSettings, type Settings, type World } from "./world.ts";

/** How a sandbox is made. */
export interface SandboxOptions {
  /** Folder of the credentials and the journal; created when missing. */
  readonly dataDir: string;
  /** Base of links handed out; default: the address listened on. */
  readonly publicUrl?: string | undefined;
  /** Source of real time in epoch milliseconds, for tests. */
  readonly clock?: (() => number) | undefined;
  /** A cloud environment with bundled functions in it; none by default. */
  readonly cloud?: CloudSetup | undefined;
}

/** A local WeChat, in this process. */
export interface Sandbox {
  readonly credentials: Credentials;
  readonly sms: SmsAccount;
  /** Serves requests when mounted in another HTTP server; give `publicUrl` then. */
  readonly callback: RequestListener;
  /** Listens on 127.0.0.1; port 0 takes any. */
  listen(port: number): Promise<{ url: string; close(): Promise<void> }>;
  /** Stops timers and files; for a sandbox that was mounted rather than listening. */
  close(): void;
}

function createKoa(): Koa<SandboxState> {
  const app = new Koa<SandboxState>();
  app.use(async (ctx, next) => {
    try {
      ctx.state.raw = await readBody(ctx);
      await next();
    } catch (error) {
      if (!(error instanceof PayRefusal)) throw error;
      ctx.status = error.status;
      ctx.body = { code: error.code, message: error.message };
    }
  });
  // A line cut by the caller is no fault of the sandbox.
  app.on("error", (error: NodeJS.ErrnoException) => {
    if (!/^(ECONNRESET|EPIPE|HPE_.*)$/.test(error.code ?? ""))
      process.stderr.write(`sandbox: ${error.stack ?? error.message}\n`);
  });
  return app;
}

/**
 * Makes a local WeChat: WeChat Pay v3, api.weixin.qq.com and sms.tencentcloudapi.com on one origin, over one data folder.
 *
 * @throws Error with NODE_ENV=production, and when the journal cannot be read.
 */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  if (process.env["NODE_ENV"] === "production")
    throw new Error("the WeChat sandbox refuses to run with NODE_ENV=production");
  const real = options.clock ?? Date.now;
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const { credentials, keys } = await openCredentials(options.dataDir, real());
  const journal = await openJournal(join(options.dataDir, "journal.jsonl"));
  const clock = createClock(real, journal.table<ClockRecord>("clock"));
  const agenda = createAgenda(clock);
  let ownUrl = "http://127.0.0.1";
  const world: World = {
    clock,
    agenda,
    journal,
    credentials,
    keys,
    faults: createFaults(),
    settings: createSettings(journal.table<Settings>("settings")),
    publicUrl: () => (options.publicUrl ?? ownUrl).replace(/\/+$/, ""),
  };
  const ledger = openLedger(world);
  const poster = createPoster();
  const notifier = createNotifier(world, poster);
  const refunds = createRefunds(world, ledger, notifier);
  const mint = createMint(world);
  const subscriptions = createSubscriptions(world);
  const sms = openSmsAccount(options.dataDir);
  const inbox = openInbox(world);

  const app = createKoa();
  app.use(sufferRequestFaults(world.faults));
  app.use(createPayRoutes(world, ledger, refunds, mint));
  app.use(createWeixinRoutes(world, ledger, mint, { subscriptions, cloud: options.cloud }));
  app.use(createSmsRoutes(world, sms, inbox));
  app.use(createControlRoutes({ world, ledger, notifier, refunds, mint, subscriptions, inbox }));
  const callback = app.callback();

  function close(): void {
    agenda.stop();
    poster.close();
    journal.close();
  }

  return {
    credentials,
    sms,
    callback: (request, response) => void callback(request, response),
    close,
    async listen(port) {
      const server = createServer((request, response) => void callback(request, response));
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", resolve);
      });
      ownUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      return {
        url: ownUrl,
        async close() {
          const closed = new Promise<void>((resolve) => server.close(() => resolve()));
          server.closeAllConnections();
          await closed;
          close();
        },
      };
    },
  };
}
