import { createSms } from "../adapters/sms-tencent.ts";
import { createWechatApi } from "../adapters/wechat-api.ts";
import { createWechatPay } from "../adapters/wechat-pay.ts";
import { readConfig } from "../config.ts";
import { errorCatalogue } from "../contract/problem.ts";
import { openDatabase } from "../database.ts";
import { Refusal } from "../kernel/errors.ts";
import { createLog } from "../kernel/log.ts";
import { developmentKeys, findRunning, wechatSettings } from "../start/shop-folder.ts";
import type { Clock, WechatApi, WechatPay, World } from "../world.ts";

const dataDirOf = (env: NodeJS.ProcessEnv): string => env["DATA_DIR"] || ".data";

/**
 * Runs a command on the shop's database: the one of MONGODB_URI, else that of the shop running on the data folder,
 * else the embedded one, started for the time of the command. What goes wrong is said in Chinese, with exit code 1.
 */
export async function withDatabase(work: () => Promise<void>): Promise<void> {
  const { env } = process;
  const dataDir = dataDirOf(env);
  try {
    const mongoUri = env["MONGODB_URI"] || ((await findRunning(dataDir))?.mongoUri ?? null);
    const quiet: string[] = [];
    const database = await openDatabase({
      mongoUri,
      dataDir,
      log: (line) => quiet.push(line),
      env,
    });
    try {
      await work();
    } finally {
      await database.close();
    }
  } catch (error) {
    console.error(plainly(error));
    process.exitCode = 1;
  }
}

/**
 * Runs a command on the shop's world: its database as above, real adapters, and outside production the keys and the
 * local WeChat's accounts of the data folder for whatever the environment leaves open.
 */
export async function withWorld(work: (world: World) => Promise<void>): Promise<void> {
  await withDatabase(async () => {
    const { env } = process;
    const dataDir = dataDirOf(env);
    const local =
      env["NODE_ENV"] === "production"
        ? {}
        : { ...(await developmentKeys(dataDir)), ...(await wechatSettings(dataDir)) };
    const config = readConfig({ ...local, ...env });
    const log = createLog({ level: "warn", stream: process.stderr });
    const clock: Clock = { now: () => new Date() };
    // Most commands have nothing to ask of WeChat, and then its accounts need not be there.
    let wechatPay: WechatPay | undefined;
    let wechat: WechatApi | undefined;
    await work({
      clock,
      config,
      log,
      get wechatPay() {
        return (wechatPay ??= createWechatPay(config, log));
      },
      get wechat() {
        return (wechat ??= createWechatApi(config, log, clock));
      },
      sms: createSms(config, log),
    });
  });
}

function plainly(error: unknown): string {
  if (error instanceof Refusal)
    return [errorCatalogue[error.code].title, error.detail]
      .filter((part) => part !== undefined)
      .join("：");
  return error instanceof Error ? error.message : String(error);
}
