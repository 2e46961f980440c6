import { createSms } from "./adapters/sms-tencent.ts";
import { createWechatApi } from "./adapters/wechat-api.ts";
import { createWechatPay } from "./adapters/wechat-pay.ts";
import { createApp } from "./app.ts";
import { ConfigError, readConfig, type Config } from "./config.ts";
import { openDatabase, type OpenDatabase } from "./database.ts";
import { jobs } from "./jobs.ts";
import { createIndexes, missingIndexes } from "./kernel/db.ts";
import { startJobs } from "./kernel/jobs.ts";
import { createLog, type Log } from "./kernel/log.ts";
import { listen } from "./listen.ts";
import { onStop } from "./stop-signal.ts";
import type { Clock, World } from "./world.ts";

const STOP_LIMIT_MS = 10_000;

/** A reason not to start that a person can mend; shown as one sentence, without a stack. */
class StartRefused extends Error {
  override readonly name = "StartRefused";
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog({ level: config.logLevel });
  const state: { database: OpenDatabase | null; stop: (() => Promise<void>) | null } = {
    database: null,
    stop: null,
  };
  const leave = (code: number): never => {
    state.database?.kill();
    process.exit(code);
  };
  for (const event of ["unhandledRejection", "uncaughtException"] as const)
    process.on(event, (error: unknown) => {
      log.error({ err: error }, event);
      leave(1);
    });
  const stop = (why: string): void => {
    log.info({ why }, "stopping");
    setTimeout(() => {
      log.error("still busy after the time to stop, leaving");
      leave(1);
    }, STOP_LIMIT_MS).unref();
    // Before the shop is open nothing is under way that waiting would save.
    if (state.stop === null) leave(0);
    else
      void state.stop().then(() => {
        log.info("stopped");
        process.exit(0);
      });
  };
  onStop(process.env, stop, () => leave(1));
  try {
    state.stop = await open(config, log, (database) => (state.database = database));
  } catch (error) {
    state.database?.kill();
    throw error;
  }
}

async function open(
  config: Config,
  log: Log,
  onDatabase: (database: OpenDatabase) => void,
): Promise<() => Promise<void>> {
  if (config.pay.privateKeyPem === "")
    throw new StartRefused("没有微信支付的设置。本地试用请执行 npm start，它会备好本地微信");
  const database = await openDatabase({
    mongoUri: config.mongoUri,
    dataDir: config.dataDir,
    log: (line) => log.info(line),
    env: process.env,
  }).catch((error: unknown) => {
    throw new StartRefused(error instanceof Error ? error.message : String(error));
  });
  onDatabase(database);
  const openedAt = performance.now();
  await settleIndexes(config);
  const clock: Clock = { now: () => new Date() };
  const world: World = {
    clock,
    config,
    log,
    wechatPay: createWechatPay(config, log),
    wechat: createWechatApi(config, log, clock),
    sms: createSms(config, log),
  };
  const readiness = { isDraining: false };
  const http = await listen(createApp(world, readiness), config).catch((error: unknown) => {
    throw new StartRefused(
      `不能在 ${config.host}:${config.port} 上监听（${(error as NodeJS.ErrnoException).code ?? "未知原因"}），请换一个 PORT 或停止占用它的程序`,
    );
  });
  const clockwork = startJobs(world, config.runJobs ? jobs : []);
  log.info(
    {
      host: config.host,
      port: http.port,
      afterDatabaseMs: Math.round(performance.now() - openedAt),
      residentMb: Math.round(process.memoryUsage.rss() / 1_048_576),
    },
    "open",
  );
  process.send?.({ port: http.port });
  return async () => {
    readiness.isDraining = true;
    await Promise.all([http.drain(), clockwork.stop()]);
    await database.close();
  };
}

async function settleIndexes(config: Config): Promise<void> {
  const missing = await missingIndexes();
  if (missing.length === 0) return;
  if (config.isProduction)
    throw new StartRefused(
      `数据库缺少 ${missing.length} 个索引，请先执行 npm run indexes（每次部署一次）：\n${missing
        .map((line) => `  ${line}`)
        .join("\n")}`,
    );
  await createIndexes();
}

try {
  await main();
} catch (error) {
  const isPlain = error instanceof ConfigError || error instanceof StartRefused;
  const text = isPlain || !(error instanceof Error) ? String(error) : (error.stack ?? "");
  process.stderr.write(`${text.replace(/^(ConfigError|StartRefused): /, "")}\n`);
  process.exit(1);
}
