import { readOptions } from "./cli/read-options.ts";
import { keepParts } from "./start/parts.ts";
import { openShop } from "./start/open-shop.ts";
import { createPrinter } from "./start/print.ts";
import { onStop } from "./stop-signal.ts";

const DEFAULT_PORT = "8787";
const CLOSE_LIMIT_MS = 20_000;

const printer = createPrinter(process.stdout);
const parts = keepParts();
let isClosing = false;
let opening: Promise<void> = Promise.resolve();

async function closeAndLeave(code: number): Promise<void> {
  if (isClosing) return;
  isClosing = true;
  setTimeout(() => leaveAtOnce(code === 0 ? 1 : code), CLOSE_LIMIT_MS).unref();
  await parts.closeAll();
  // A step that was under way fails now or ends, and what it opened is closed as well.
  await opening.catch(() => undefined);
  await parts.closeAll();
  if (code === 0) printer.closed();
  process.exit(code);
}

function closeUp(): void {
  printer.step("正在打烊");
  void closeAndLeave(0);
}

function leaveAtOnce(code: number): void {
  parts.killAll();
  process.exit(code);
}

const usage = "用法：npm start -- [--fresh 从头开始] [--port 端口号]";

type Given = { isFresh: boolean; port: number; isWatching: boolean };

function readArguments(): Given | "help" {
  const values = readOptions({
    help: { type: "boolean", short: "h", default: false },
    fresh: { type: "boolean", default: false },
    port: { type: "string", default: DEFAULT_PORT },
    watch: { type: "boolean", default: false },
  });
  if (values.help) return "help";
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw new Error(`--port 应为 0 至 65535 的整数，而不是 ${values.port}`);
  return { isFresh: values.fresh, port, isWatching: values.watch };
}

async function start(): Promise<void> {
  let given: ReturnType<typeof readArguments>;
  try {
    given = readArguments();
  } catch (error) {
    printer.trouble(error instanceof Error ? error.message : String(error));
    console.log(usage);
    process.exit(2);
  }
  if (given === "help") {
    console.log(usage);
    return;
  }
  if (process.env["NODE_ENV"] === "production") {
    printer.trouble("npm start 是本地演示；生产环境请执行 npm run build 与 npm run serve");
    process.exit(2);
  }
  onStop(process.env, closeUp, () => leaveAtOnce(1));
  const dataDir = process.env["DATA_DIR"];
  opening = openShop({
    ...given,
    dataDir: dataDir === undefined || dataDir === "" ? ".data" : dataDir,
    env: process.env,
    printer,
    parts,
    onLost(part, how) {
      if (isClosing) return;
      printer.trouble(`${part}意外退出（${how}），本店关门。日志见数据目录中的 server.log`);
      void closeAndLeave(1);
    },
  });
  try {
    await opening;
  } catch (error) {
    if (isClosing) return;
    printer.trouble(error instanceof Error ? error.message : String(error));
    await closeAndLeave(1);
  }
}

await start();
