import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { isDay, shanghaiDay } from "../kernel/calendar.ts";
import { importKinds } from "../contract/imports.ts";
import { createIndexes, missingIndexes } from "../kernel/db.ts";
import { formatYuan } from "../kernel/money.ts";
import {
  importFiles,
  presets,
  readMapping,
  undoImport,
  type FileReport,
  type ImportProgress,
  type ImportReport,
  type ImportWish,
  type Preset,
  type UndoReport,
} from "../modules/imports/index.ts";
import type { World } from "../world.ts";
import { ensurePolicy } from "../modules/tiers/index.ts";
import { readOptions } from "./read-options.ts";
import { withWorld } from "./with-shop.ts";

const usage = `用法：npm run import -- --members 会员.csv --orders 订单.csv --balances 积分.csv --coupons 券.csv --tiers 等级.csv [选项]

  --members 文件     会员表（各文件至少给一个，其余可省略）
  --orders 文件      订单表
  --balances 文件    积分余额：每位会员每个到期日一行
  --coupons 文件     未使用的券：一张一行，或注明张数；券模板须先建好并发布
  --tiers 文件       会员等级：每位会员一行，写等级名称或级数；到期日可空，空则按现行规则给一个有效期
  --dry-run          只检查，不写入
  --yes              不再询问，直接写入（默认先检查、列出结果、再问）
  --preset 名称      ${presets.map((preset) => preset.name).join("、")}；不写则按列名识别
  --mapping 文件     其他系统的列名对照（JSON），写法见 server/modules/imports/README.md
  --report 文件      未导入的行都写到这一个 CSV；不写则写在各自的源文件旁
  --as-of 日期       按这一天（YYYY-MM-DD）结束时计算等级；不写则为今天

撤销：npm run import -- --undo 导入编号 [--dry-run | --yes]
  收回那一次导入写入的购买记录、带来的等级、新建的会员和补上的资料；编号在导入结束时给出。
  已转入的积分和券不收回，名下有积分或券的会员保留`;

type Wish =
  | { readonly kind: "help" }
  | { readonly kind: "import"; readonly wish: ImportWish; readonly isSure: boolean }
  | {
      readonly kind: "undo";
      readonly importId: string;
      readonly isDryRun: boolean;
      readonly isSure: boolean;
    };

async function main(): Promise<void> {
  let wish: Wish;
  try {
    wish = await readArguments();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  if (wish.kind === "help") {
    console.log(usage);
    return;
  }
  const asked = wish;
  await withWorld(async (world) => {
    if ((await missingIndexes()).length > 0) await createIndexes();
    if (asked.kind === "undo") await undo(world, asked);
    else await bringIn(world, asked);
  });
}

async function bringIn(world: World, { wish, isSure }: Wish & { kind: "import" }): Promise<void> {
  const run = async (changes: Partial<ImportWish>): Promise<ImportReport> => {
    const bar = progressBar();
    const report = await importFiles(world, { ...wish, ...changes }, bar.show);
    bar.end();
    printReport(report);
    return report;
  };
  if (wish.isDryRun || !isSure) {
    const checked = await run({ isDryRun: true });
    if (wish.isDryRun) return;
    const refused = importKinds.reduce(
      (total, kind) => total + (checked[kind]?.refusedRows ?? 0),
      0,
    );
    const question = `${refused === 0 ? "" : `有 ${refused} 行不会导入。`}现在写入吗？`;
    if (!(await isConfirmed(question))) return;
  }
  await ensurePolicy(world);
  await run({ isDryRun: false, ...(!isSure && { refusals: "nowhere" }) });
}

async function undo(
  world: World,
  { importId, isDryRun, isSure }: Wish & { kind: "undo" },
): Promise<void> {
  if (isDryRun || !isSure) {
    const found = await undoImport(world, importId, true);
    printUndo(found);
    if (isDryRun || found.purchases + found.members + found.cleared + found.tiers === 0) return;
    if (!(await isConfirmed("现在撤销吗？"))) return;
  }
  printUndo(await undoImport(world, importId, false));
}

async function readArguments(): Promise<Wish> {
  const values = readOptions({
    members: { type: "string" },
    orders: { type: "string" },
    balances: { type: "string" },
    coupons: { type: "string" },
    tiers: { type: "string" },
    "dry-run": { type: "boolean", default: false },
    yes: { type: "boolean", default: false },
    preset: { type: "string" },
    mapping: { type: "string" },
    report: { type: "string" },
    "as-of": { type: "string" },
    undo: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  });
  if (values.help) return { kind: "help" };
  if (values.undo !== undefined) {
    const { undo: importId, "dry-run": isDryRun, yes: isSure, help: _, ...others } = values;
    const [other] = Object.keys(others);
    if (other !== undefined) throw new Error(`--undo 不能与 --${other} 一起用。`);
    return { kind: "undo", importId, isDryRun, isSure };
  }
  const { members, orders, balances, coupons, tiers } = values;
  if (importKinds.every((kind) => values[kind] === undefined))
    throw new Error(
      "请用 --members、--orders、--balances、--coupons 或 --tiers 指出要导入的文件。",
    );
  const asOfDay = values["as-of"] ?? null;
  if (asOfDay !== null && !isDay(asOfDay))
    throw new Error(`--as-of 应为存在的日期，如 2026-01-31，而不是 ${asOfDay}。`);
  return {
    kind: "import",
    isSure: values.yes,
    wish: {
      members: members ?? null,
      orders: orders ?? null,
      balances: balances ?? null,
      coupons: coupons ?? null,
      tiers: tiers ?? null,
      preset: await readPreset(values.preset, values.mapping),
      isDryRun: values["dry-run"],
      asOfDay,
      refusals: values.report === undefined ? "beside" : { path: values.report },
    },
  };
}

async function readPreset(
  name: string | undefined,
  mappingPath: string | undefined,
): Promise<Preset | null> {
  if (mappingPath !== undefined) {
    if (name !== undefined) throw new Error("--preset 与 --mapping 只能用其中之一。");
    const json = await readFile(mappingPath, "utf8").catch(() => {
      throw new Error(`找不到对照文件：${mappingPath}`);
    });
    return readMapping(json);
  }
  if (name === undefined) return null;
  const preset = presets.find((each) => each.name === name);
  if (preset === undefined) throw new Error(`没有名为「${name}」的预设。`);
  return preset;
}

/** Asks whoever sits at the terminal; where nobody does, that nothing was done is an error of the call. */
async function isConfirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.error("\n以上是检查结果，没有做任何更改：这里没有人可以确认，请加 --yes 再运行一次。");
    process.exitCode = 1;
    return false;
  }
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question(`\n${question}[y/N] `);
  lines.close();
  if (/^(?:y|yes|是|好)$/iu.test(answer.trim())) return true;
  console.log("没有做任何更改。");
  return false;
}

const stepNames = {
  members: "会员",
  orders: "订单",
  balances: "积分",
  coupons: "券",
  tiers: "会员等级",
  standings: "等级",
} as const;
const BAR_WIDTH = 30;
const SHOW_EVERY_MS = 100;

/** A line on the terminal that moves; nothing where nobody looks. */
function progressBar(): { show: (at: ImportProgress) => void; end: () => void } {
  let step: ImportProgress["step"] | null = null;
  let begun = 0;
  let shownAt = 0;
  return {
    show(at) {
      if (!process.stderr.isTTY) return;
      const now = performance.now();
      if (at.step !== step) {
        step = at.step;
        begun = now;
      } else if (at.share < 1 && now - shownAt < SHOW_EVERY_MS) return;
      shownAt = now;
      const filled = Math.round(at.share * BAR_WIDTH);
      const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
      const percent = `${Math.round(at.share * 100)}`.padStart(3);
      process.stderr.write(
        `\r${stepNames[at.step]} ${bar} ${percent}%  ${counted(at.rows)} 行  ${speed(at.rows, now - begun)}\u001b[K`,
      );
    },
    end() {
      if (step !== null) process.stderr.write("\r\u001b[K");
    },
  };
}

function printReport(report: ImportReport): void {
  const { members, orders, balances, coupons, tiers, standings } = report;
  console.log(report.isDryRun ? "检查结果（未写入）" : "导入结果");
  if (members !== null) {
    printFile("会员", members);
    const created = report.isDryRun ? "" : `，其中新建 ${counted(members.created)} 位`;
    console.log(`  会员 ${counted(members.accepted)} 位${created}`);
    printRefusals(members);
  }
  if (orders !== null) {
    printFile("订单", orders);
    console.log(
      `  购买 ${counted(orders.purchases)} 笔，合计 ${formatYuan(orders.paidFen)}，` +
        `净额 ${formatYuan(orders.netFen)}，来自 ${counted(orders.buyers)} 位会员`,
    );
    console.log(
      `  其中${report.isDryRun ? "待写入" : "新写入"} ${counted(orders.created)} 笔，` +
        `早已导入 ${counted(orders.known)} 笔`,
    );
    if (orders.membersCreated > 0)
      console.log(`  会员表里没有、随订单新建的会员 ${counted(orders.membersCreated)} 位`);
    printRefusals(orders);
  }
  const toWrite = report.isDryRun ? "待写入" : "新写入";
  if (balances !== null) {
    printFile("积分", balances);
    console.log(
      `  余额 ${counted(balances.balances)} 笔，合计 ${counted(balances.points)} 积分；` +
        `${toWrite} ${counted(balances.created)} 笔，早已转入 ${counted(balances.known)} 笔，` +
        `积分为 0 的 ${counted(balances.empty)} 行`,
    );
    printNewcomers(balances.membersCreated);
    printRefusals(balances);
  }
  if (coupons !== null) {
    printFile("券", coupons);
    console.log(
      `  券 ${counted(coupons.coupons)} 张；${toWrite} ${counted(coupons.created)} 张，` +
        `早已导入 ${counted(coupons.known)} 张`,
    );
    printNewcomers(coupons.membersCreated);
    printRefusals(coupons);
  }
  if (tiers !== null) {
    printFile("会员等级", tiers);
    console.log(
      `  等级 ${counted(tiers.tiers)} 位；${toWrite} ${counted(tiers.created)} 位，` +
        `早已转入 ${counted(tiers.known)} 位，基础等级的 ${counted(tiers.empty)} 行`,
    );
    printNewcomers(tiers.membersCreated);
    printRefusals(tiers);
  }
  if (report.isDryRun && (balances !== null || coupons !== null || tiers !== null))
    console.log(
      "注意：是否早已转入、券模板的总量与每人张数，写入时才能核对；撤销导入不收回积分和券",
    );
  if (standings !== null) {
    console.log(
      `等级  截至 ${standings.asOfDay}，计算 ${counted(standings.counted)} 位，有变化 ${counted(standings.written)} 位`,
    );
    for (const { level, name, members: count } of standings.levels)
      console.log(`  ${level} 级 ${name}：${counted(count)} 位`);
  }
  for (const path of report.refusalPaths) console.log(`未导入的行及原因：${path}`);
  if (report.importId !== null)
    console.log(
      `导入编号 ${report.importId}，撤销这次导入：npm run import -- --undo ${report.importId}`,
    );
}

function printNewcomers(count: number): void {
  if (count > 0) console.log(`  会员表里没有、随之新建的会员 ${counted(count)} 位`);
}

const keptReasons: Readonly<Record<UndoReport["kept"][number]["reason"], string>> = {
  joined: "已用微信登录，成为自己的会员",
  bought: "另有购买记录",
  imported: "另一次导入补充过资料",
  holds: "名下有积分或券",
};
const KEPT_SHOWN = 3;

function printUndo(report: UndoReport): void {
  const at = shanghaiDay(report.startedAt);
  console.log(report.isDryRun ? "撤销会收回（未更改）" : "已撤销");
  console.log(`  导入 ${report.importId}（${at}，${report.files.join("、")}）`);
  console.log(`  购买 ${counted(report.purchases)} 笔，合计 ${formatYuan(report.paidFen)}`);
  console.log(`  会员 ${counted(report.members)} 位，补上的资料 ${counted(report.cleared)} 位`);
  if (report.tiers > 0) console.log(`  带来的等级 ${counted(report.tiers)} 位`);
  if (report.recounted > 0)
    console.log(`  留下的会员重算等级 ${counted(report.recounted)} 位；送出过的升级礼不收回`);
  for (const { reason, memberIds } of report.kept)
    console.log(
      `  不能收回的会员 ${counted(memberIds.length)} 位：${keptReasons[reason]}` +
        `（${memberIds.slice(0, KEPT_SHOWN).join("、")}${memberIds.length > KEPT_SHOWN ? "…" : ""}）`,
    );
}

function printFile(what: string, file: FileReport): void {
  console.log(
    `${what}  ${file.path}（${file.encoding}，${file.preset}），` +
      `${counted(file.rows)} 行，${speed(file.rows, file.milliseconds)}`,
  );
}

function printRefusals(file: FileReport): void {
  if (file.refusedRows === 0) return;
  console.log(`  未导入 ${counted(file.refusedRows)} 行：`);
  for (const { reason, rows, lines } of file.reasons)
    console.log(
      `    ${counted(rows)} 行 ${reason}（第 ${lines.join("、")}${rows > lines.length ? "…" : ""} 行）`,
    );
}

const counted = (number: number): string => number.toLocaleString("en-US");
const speed = (rows: number, milliseconds: number): string =>
  `${counted(Math.round((rows * 1_000) / Math.max(milliseconds, 1)))} 行/秒`;

await main();
