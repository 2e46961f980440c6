import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { shanghaiDay } from "@server/kernel/calendar.ts";
import {
  importFiles,
  readMapping,
  type ImportReport,
  type ImportWish,
} from "@server/modules/imports/index.ts";
import { Purchases } from "@server/modules/purchases/index.ts";
import {
  publishPolicy,
  Standings,
  starterPolicy,
  tiersChecks,
} from "@server/modules/tiers/index.ts";
import { TierChanges } from "@server/modules/tiers/standing.model.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";
import { cdnow, expectedCustomers, inOrder } from "./cdnow.ts";

useDatabase();
const world = createTestWorld();
const system = { kind: "system", name: "test" } as const;
const thresholds = [50, 150, 400, 1_000];
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nuandian-import-"));
  await publishPolicy(world, system, {
    expectedVersion: 0,
    draft: {
      ...starterPolicy,
      levels: starterPolicy.levels.map((level, index) => ({
        ...level,
        threshold: thresholds[index] ?? 0,
      })),
    },
    reason: "开店",
  });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await Purchases.deleteMany({});
  await Standings.deleteMany({});
  await TierChanges.deleteMany({});
});

async function importText(
  parts: { members?: string; orders?: string },
  wish: Partial<ImportWish> = {},
): Promise<ImportReport> {
  const paths: Record<string, string | null> = { members: null, orders: null };
  for (const [name, text] of Object.entries(parts)) {
    paths[name] = join(folder, `${name}.csv`);
    await writeFile(join(folder, `${name}.csv`), text);
  }
  return await importFiles(
    world,
    {
      members: paths["members"] ?? null,
      orders: paths["orders"] ?? null,
      balances: paths["balances"] ?? null,
      coupons: paths["coupons"] ?? null,
      tiers: paths["tiers"] ?? null,
      preset: null,
      isDryRun: false,
      asOfDay: null,
      refusals: "beside",
      ...wish,
    },
    () => undefined,
  );
}

const rowsOf = async () =>
  await Purchases.find({}, { _id: 0, refunds: 0 }).sort({ externalId: 1 }).lean();

async function mustBeClean(): Promise<void> {
  for (const check of tiersChecks)
    expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });
}

describe("the CDNOW history", () => {
  it("comes out as counted independently, and a second run changes nothing", async () => {
    const wish: ImportWish = {
      members: cdnow("members.csv"),
      orders: cdnow("orders.csv"),
      balances: null,
      coupons: null,
      tiers: null,
      preset: null,
      isDryRun: false,
      asOfDay: "1998-06-30",
      refusals: "beside",
    };
    const dry = await importFiles(world, { ...wish, isDryRun: true }, () => undefined);
    expect(dry.orders).toMatchObject({ purchases: 6_919, created: 6_919, buyers: 2_357 });
    expect(await Purchases.countDocuments()).toBe(0);

    const first = await importFiles(world, wish, () => undefined);
    expect(first.members).toMatchObject({ accepted: 2_357, created: 2_357, refusedRows: 0 });
    expect(first.orders).toMatchObject({
      rows: 6_919,
      purchases: 6_919,
      created: 6_919,
      known: 0,
      paidFen: 24_409_194,
      netFen: 24_409_194,
      buyers: 2_357,
      membersCreated: 0,
    });
    const expected = expectedCustomers(thresholds);
    const stored = await Standings.find().lean();
    expect(
      inOrder(
        stored.map(({ purchaseCount, netFen, lastPurchaseAt, level }) => ({
          count: purchaseCount,
          netFen,
          lastDay: lastPurchaseAt === null ? "" : shanghaiDay(lastPurchaseAt),
          level,
        })),
      ),
    ).toEqual(inOrder(expected));
    for (const { level, members } of first.standings?.levels ?? [])
      expect(members).toBe(expected.filter((one) => one.level === level).length);
    expect(first.standings?.levels.map(({ level }) => level)).toEqual([0, 1, 2, 3, 4]);
    await mustBeClean();

    const before = [await rowsOf(), stored, await TierChanges.find().lean()];
    const second = await importFiles(world, wish, () => undefined);
    expect(second.members).toMatchObject({ accepted: 2_357, created: 0 });
    expect(second.orders).toMatchObject({ created: 0, known: 6_919, paidFen: 24_409_194 });
    expect(second.standings).toMatchObject({ counted: 2_357, written: 0 });
    expect([
      await rowsOf(),
      await Standings.find().lean(),
      await TierChanges.find().lean(),
    ]).toEqual(before);
  }, 120_000);
});

describe("an import", () => {
  it("takes good rows, and keeps bad ones for repair: repaired, they complete it", async () => {
    const members =
      "会员编号,手机号,姓名,生日\nA1,13800138001,张三,1990-01-05\nA2,138****8002,李四,\n";
    const orders =
      "订单号,付款时间,实付金额,运费,手机号,商品名称,数量\n" +
      "1,2026-01-05 10:00,¥120.00,20,13800138001,茶,1\n" +
      "2,2026-01-06 10:00,八十,0,13800138001,壶,1\n" +
      '3,2026-01-07 10:00,80,0,13800138002,"=HYPERLINK(""x"")",1\n' +
      "3,2026-01-07 10:00,80,0,13800138002,杯,零\n";
    const report = await importText({ members, orders });
    expect(report.members).toMatchObject({ accepted: 1, refusedRows: 1 });
    expect(report.orders).toMatchObject({ purchases: 1, refusedRows: 3, netFen: 10_000 });
    expect(report.orders?.reasons).toEqual([
      { reason: "实付金额「…」不是金额（最多两位小数）", rows: 1, lines: [3] },
      { reason: "同一订单的另一行（第 5 行）有误", rows: 1, lines: [4] },
      { reason: "数量「…」应为 1 到 9999 的整数", rows: 1, lines: [5] },
    ]);
    const [, refusedPath = ""] = report.refusalPaths;
    const refused = await readFile(refusedPath, "utf8");
    expect(refused).toContain(`"'=HYPERLINK(""x"")"`);
    await rm(refusedPath);
    const repaired = refused.replace("八十", "80").replace("零", "2");
    const again = await importText({ orders: repaired });
    expect(again.orders).toMatchObject({ purchases: 2, created: 2, refusedRows: 0 });
    expect(await Purchases.findOne({ externalId: "3" }).lean()).toMatchObject({
      lines: [{ title: `=HYPERLINK("x")`, paidFen: 2_667 }, { paidFen: 5_333 }],
    });
    await mustBeClean();
  });

  it("tells everything for which a row is refused, on the screen and in the file to repair", async () => {
    const report = await importText({
      members: "手机号,生日\n138****8002,昨天\n13800138002,昨天\n",
      orders: "订单号,付款时间,实付金额,手机号\n1,昨天,八十,13800138001\n2,昨天,1,13800138001\n",
    });
    expect(report.members).toMatchObject({
      refusedRows: 2,
      reasons: [
        { reason: "生日「…」无法识别", rows: 2, lines: [2, 3] },
        { reason: "手机号被隐藏了一部分，请导出完整手机号", rows: 1, lines: [2] },
      ],
    });
    expect(report.orders).toMatchObject({
      refusedRows: 2,
      reasons: [
        { reason: "付款时间「…」无法识别", rows: 2, lines: [2, 3] },
        { reason: "实付金额「…」不是金额（最多两位小数）", rows: 1, lines: [2] },
      ],
    });
    const [members = "", orders = ""] = report.refusalPaths;
    expect(await readFile(members, "utf8")).toContain(
      "138****8002,昨天,2,手机号被隐藏了一部分，请导出完整手机号；生日「昨天」无法识别\r\n",
    );
    expect(await readFile(orders, "utf8")).toContain(
      "1,昨天,八十,13800138001,2,付款时间「昨天」无法识别；实付金额「八十」不是金额（最多两位小数）\r\n",
    );
    await rm(members);
    await rm(orders);
  });

  it("counts equal purchases of one day as often as they stand there, once and again", async () => {
    const row = "13800138003,2026-01-05,9.90,茶\n";
    const orders = `手机号,付款时间,实付金额,商品名称\n${row}${row}${row}`;
    expect((await importText({ orders })).orders).toMatchObject({ created: 3, known: 0 });
    expect((await importText({ orders: `${orders}${row}` })).orders).toMatchObject({
      created: 1,
      known: 3,
    });
    const ids = (await rowsOf()).map((purchase) => purchase.externalId).join();
    expect(ids).not.toContain("13800138003");
  });

  it("finds the same member by phone or number, however it is written", async () => {
    const members = "会员编号,手机号\nB1,+86 138-0013-8004\n";
    const orders =
      "订单号,会员编号,手机号,付款时间,实付金额\n11,B1,,2026-01-05,10\n12,,13800138004,2026-01-06,10\n";
    const report = await importText({ members, orders });
    expect(report.orders).toMatchObject({ buyers: 1, membersCreated: 0, purchases: 2 });
    expect(new Set((await rowsOf()).map((row) => row.memberId)).size).toBe(1);
  });

  it("refuses an order number that is known with another amount, or comes again later", async () => {
    const head = "订单号,手机号,付款时间,实付金额\n";
    await importText({ orders: `${head}21,13800138005,2026-01-05,10\n` });
    const report = await importText({
      orders: `${head}21,13800138005,2026-01-05,11\n22,13800138005,2026-01-05,5\n23,13800138005,2026-01-05,5\n22,13800138005,2026-01-05,5\n`,
    });
    expect(report.orders).toMatchObject({ created: 2, known: 0, refusedRows: 2 });
    expect(report.orders?.reasons.map(({ lines }) => lines)).toEqual([[5], [2]]);
    expect(await Purchases.findOne({ externalId: "21" }).lean()).toMatchObject({ paidFen: 1_000 });
  });

  it("reads another system's file by a mapping, and takes back what was refunded", async () => {
    const preset = readMapping(
      JSON.stringify({
        orders: { orderNo: "no", at: "t", paid: "sum", refunded: "back", phone: "tel" },
      }),
    );
    const report = await importText(
      {
        orders:
          "tel\tt\tno\tsum\tback\n13800138006\t45296.5\t31\t600\t200\n13800138006\t20240106\t32\t80\t80\n",
      },
      { preset, asOfDay: "2024-02-01" },
    );
    expect(report.orders).toMatchObject({ purchases: 2, paidFen: 68_000, netFen: 40_000 });
    expect(await Standings.findOne({ netFen: 40_000 }).lean()).toMatchObject({
      purchaseCount: 1,
      level: 3,
      countedOn: "2024-02-01",
    });
  });

  it("keeps refused rows of all files in one, when asked to, or nowhere", async () => {
    const path = join(folder, "all.csv");
    const parts = {
      members: "手机号\n123\n",
      orders: "手机号,付款时间,实付金额\n1,2026-01-05,10\n",
    };
    expect((await importText(parts, { refusals: { path } })).refusalPaths).toEqual([path]);
    const lines = (await readFile(path, "utf8")).trim().split("\r\n");
    expect(lines).toEqual([
      "文件,行号,原因",
      `${join(folder, "members.csv")},2,手机号应为 11 位中国大陆号码,123`,
      `${join(folder, "orders.csv")},2,手机号应为 11 位中国大陆号码,1,2026-01-05,10`,
    ]);
    expect((await importText(parts, { refusals: "nowhere" })).refusalPaths).toEqual([]);
  });

  it("writes nothing in a dry run, and nothing when a file is no table", async () => {
    const orders = "订单号,手机号,付款时间,实付金额\n41,13800138007,2026-01-05,10\n";
    const report = await importText({ orders }, { isDryRun: true });
    expect(report).toMatchObject({ orders: { purchases: 1, created: 1 }, standings: null });
    await expect(importText({ members: "a,b\n1,2\n", orders })).rejects.toThrow("认不出文件的列");
    expect(await Purchases.countDocuments()).toBe(0);
  });
});
