import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import mongoose from "mongoose";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { shanghaiDay } from "@server/kernel/calendar.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { Members } from "@server/modules/members/member.model.ts";
import { Purchases } from "@server/modules/purchases/index.ts";
import { Standings, starterPolicy, tiersChecks } from "@server/modules/tiers/index.ts";
import { TierChanges } from "@server/modules/tiers/standing.model.ts";
import { useDatabase } from "@support/database.ts";
import { runProgram, type Program } from "@support/processes.ts";
import { cdnow, expectedCustomers, inOrder } from "../modules/imports/cdnow.ts";

useDatabase();
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nuandian-import-cli-"));
  await Members.deleteMany({});
  await Purchases.deleteMany({});
  await Standings.deleteMany({});
  await TierChanges.deleteMany({});
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function runImport(...args: string[]): Program {
  const uri = new URL(inject("mongoUri"));
  uri.pathname = `/${mongoose.connection.name}`;
  uri.searchParams.set("appName", mongoose.connection.name);
  return runProgram("node", ["--import", "tsx", "server/cli/import.ts", ...args], {
    MONGODB_URI: uri.href,
    DATA_DIR: join(folder, "data"),
  });
}

const importCdnow = () =>
  runImport(
    "--members",
    cdnow("members.csv"),
    "--orders",
    cdnow("orders.csv"),
    "--as-of",
    "1998-06-30",
    "--yes",
  );

/** The server ends a dead process's transaction after a minute; the test does not wait for it. */
async function endTransactionOfTheDead(): Promise<void> {
  const admin = mongoose.connection.getClient().db("admin");
  const left = admin.aggregate<{ lsid: { id: unknown } }>(
    [
      { $currentOp: { allUsers: true, idleSessions: true } },
      { $match: { type: "idleSession", appName: mongoose.connection.name } },
    ],
    { readConcern: { level: "local" } },
  );
  for await (const { lsid } of left) await admin.command({ killSessions: [{ id: lsid.id }] });
}

async function waitFor(isReached: () => Promise<boolean>): Promise<void> {
  while (!(await isReached())) await sleep(3);
}

async function figures() {
  const stored = await Standings.find().lean();
  return inOrder(
    stored.map(({ purchaseCount, netFen, lastPurchaseAt, level }) => ({
      count: purchaseCount,
      netFen,
      lastDay: lastPurchaseAt === null ? "" : shanghaiDay(lastPurchaseAt),
      level,
    })),
  );
}

describe("npm run import", () => {
  it("ends the same when it is killed among the purchases, among the standings, and repeated", async () => {
    const first = importCdnow();
    await waitFor(async () => (await Purchases.estimatedDocumentCount()) > 0);
    process.kill(first.pid, "SIGKILL");
    expect(await first.ended).toBeNull();
    expect(await Purchases.countDocuments()).toBeLessThan(6_919);
    expect(await Standings.countDocuments()).toBe(0);

    const second = importCdnow();
    await waitFor(async () => (await Standings.estimatedDocumentCount()) > 0);
    process.kill(second.pid, "SIGKILL");
    expect(await second.ended).toBeNull();
    await endTransactionOfTheDead();
    expect(await Purchases.countDocuments()).toBe(6_919);
    expect(await Standings.countDocuments()).toBeLessThan(2_357);

    const third = importCdnow();
    expect(await third.ended, third.printed()).toBe(0);
    expect(third.printed()).toContain("购买 6,919 笔，合计 ¥244,091.94");
    expect(third.printed()).toContain("来自 2,357 位会员");
    const expected = expectedCustomers(starterPolicy.levels.map((level) => level.threshold));
    expect(await figures()).toEqual(inOrder(expected));
    for (const check of tiersChecks)
      expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });

    const fourth = importCdnow();
    expect(await fourth.ended, fourth.printed()).toBe(0);
    expect(fourth.printed()).toContain("新写入 0 笔，早已导入 6,919 笔");
    expect(fourth.printed()).toContain("有变化 0 位");
  }, 180_000);

  it("gives a number by which it is undone, also when the undo is killed and repeated", async () => {
    const brought = importCdnow();
    expect(await brought.ended, brought.printed()).toBe(0);
    const importId = /--undo (imp_\w{26})/u.exec(brought.printed())?.[1] ?? "";

    const asked = runImport("--undo", importId);
    expect(await asked.ended, asked.printed()).toBe(1);
    expect(asked.printed()).toContain("购买 6,919 笔，合计 ¥244,091.94");
    expect(asked.printed()).toContain("没有做任何更改");
    expect(await Purchases.countDocuments()).toBe(6_919);

    const killed = runImport("--undo", importId, "--yes");
    await waitFor(async () => (await Standings.estimatedDocumentCount()) < 2_357);
    process.kill(killed.pid, "SIGKILL");
    expect(await killed.ended).toBeNull();
    await endTransactionOfTheDead();
    for (const check of tiersChecks)
      expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });

    const again = runImport("--undo", importId, "--yes");
    expect(await again.ended, again.printed()).toBe(0);
    expect(again.printed()).toContain("已撤销");
    for (const model of [Members, Purchases, Standings, TierChanges])
      expect(await model.countDocuments()).toBe(0);
    expect(await AuditEntries.find({ action: "import.undone" }).lean()).toMatchObject([
      { subject: importId, after: { purchases: 6_919, paidFen: 24_409_194, members: 2_357 } },
    ]);
  }, 120_000);

  it("only checks when nobody confirms, and says what it would do and refuse", async () => {
    const path = join(folder, "orders.csv");
    await writeFile(
      path,
      "订单号,手机号,付款时间,实付金额\n1,13800138000,2026-01-05,10\n2,13800138000,昨天,10\n",
    );
    const checked = runImport("--orders", path);
    expect(await checked.ended, checked.printed()).toBe(1);
    expect(checked.printed()).toContain("检查结果（未写入）");
    expect(checked.printed()).toContain("1 行 付款时间「…」无法识别（第 3 行）");
    expect(checked.printed()).toContain(
      "没有做任何更改：这里没有人可以确认，请加 --yes 再运行一次",
    );
    expect(checked.printed()).toContain(join(folder, "orders.refused.csv"));
    expect(await Purchases.countDocuments()).toBe(0);
  }, 60_000);

  it("brings points and coupons, says what it cannot check before and what an undo leaves", async () => {
    const path = join(folder, "balances.csv");
    await writeFile(path, '手机号,积分,到期日\n13800138000,"1,200",2099-12-31\n13800138001,x,\n');
    const checked = runImport("--balances", path, "--dry-run");
    expect(await checked.ended, checked.printed()).toBe(0);
    expect(checked.printed()).toContain("余额 1 笔，合计 1,200 积分；待写入 1 笔");
    expect(checked.printed()).toContain("撤销导入不收回积分和券");
    const brought = runImport("--balances", path, "--yes");
    expect(await brought.ended, brought.printed()).toBe(0);
    expect(brought.printed()).toContain("新写入 1 笔，早已转入 0 笔");
    expect(brought.printed()).toContain("随之新建的会员 1 位");
    const importId = /--undo (imp_\w{26})/u.exec(brought.printed())?.[1] ?? "";
    const undone = runImport("--undo", importId, "--yes");
    expect(await undone.ended, undone.printed()).toBe(0);
    expect(undone.printed()).toContain("不能收回的会员 1 位：名下有积分或券");
  }, 60_000);

  it("brings levels, and an undo takes them back", async () => {
    const path = join(folder, "tiers.csv");
    await writeFile(path, "手机号,等级,到期日\n13800138000,熟客,2099-12-31\n13800138001,金卡,\n");
    const brought = runImport("--tiers", path, "--yes");
    expect(await brought.ended, brought.printed()).toBe(0);
    expect(brought.printed()).toContain("等级 1 位；新写入 1 位，早已转入 0 位");
    expect(brought.printed()).toContain("1 行 现行规则里没有等级「…」（第 3 行）");
    expect(brought.printed()).toContain("2 级 熟客：1 位");
    const importId = /--undo (imp_\w{26})/u.exec(brought.printed())?.[1] ?? "";
    const undone = runImport("--undo", importId, "--yes");
    expect(await undone.ended, undone.printed()).toBe(0);
    expect(undone.printed()).toContain("带来的等级 1 位");
  }, 60_000);

  it.each([
    [[], "请用 --members、--orders、--balances、--coupons 或 --tiers"],
    [["--orders", "x.csv", "--as-of", "2026-02-30"], "--as-of 应为存在的日期"],
    [["--orders", "x.csv", "--preset", "淘宝"], "没有名为「淘宝」的预设"],
    [["--undo", "imp_1", "--orders", "x.csv"], "--undo 不能与 --orders 一起用"],
  ])("explains itself when called wrongly: %j", async (args, message) => {
    const program = runImport(...args);
    expect(await program.ended).toBe(2);
    expect(program.printed()).toContain(message);
    expect(program.printed()).toContain("用法：npm run import");
  });
});
