import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { importKinds } from "@server/contract/imports.ts";
import { transaction } from "@server/kernel/db.ts";
import { digestPii } from "@server/kernel/pii.ts";
import { newId } from "@server/kernel/ids.ts";
import { Coupons } from "@server/modules/coupons/coupon.model.ts";
import { couponsChecks } from "@server/modules/coupons/index.ts";
import { joinCoupons } from "@server/modules/coupons/life/join-coupons.ts";
import { CouponTemplates } from "@server/modules/coupons/templates/coupon-template.model.ts";
import {
  importFiles,
  readMapping,
  undoImport,
  type ImportReport,
  type ImportWish,
} from "@server/modules/imports/index.ts";
import { Members } from "@server/modules/members/member.model.ts";
import { joinAccounts } from "@server/modules/points/join-accounts.ts";
import { pointsChecks } from "@server/modules/points/index.ts";
import { PointsAccounts } from "@server/modules/points/points-account.model.ts";
import { PointsEntries } from "@server/modules/points/points-entry.model.ts";
import {
  ensurePolicy,
  readStanding,
  recountDueStandings,
  refreshStanding,
  tiersChecks,
} from "@server/modules/tiers/index.ts";
import { joinHistories } from "@server/modules/tiers/join-histories.ts";
import { readTierCard } from "@server/modules/tiers/read-tier-card.ts";
import { Standings, TierChanges } from "@server/modules/tiers/standing.model.ts";
import { Purchases } from "@server/modules/purchases/index.ts";
import { useDatabase } from "@support/database.ts";
import { buildTemplate } from "@support/value.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nuandian-value-"));
  await ensurePolicy(world);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  for (const check of [...pointsChecks, ...couponsChecks, ...tiersChecks])
    expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });
});
beforeEach(async () => {
  world.clock.set("2026-03-10T02:00:00.000Z");
  for (const { collection } of [
    Members,
    PointsAccounts,
    PointsEntries,
    Coupons,
    CouponTemplates,
    Purchases,
    Standings,
    TierChanges,
  ])
    await collection.deleteMany({});
});

async function bring(
  files: Partial<Record<(typeof importKinds)[number], string>>,
  change: Partial<ImportWish> = {},
): Promise<ImportReport> {
  const paths: Record<string, string> = {};
  for (const [name, text] of Object.entries(files)) {
    paths[name] = join(folder, `${name}.csv`);
    await writeFile(paths[name], text);
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
      refusals: "nowhere",
      ...change,
    },
    () => undefined,
  );
}

const memberOf = async (phone: string): Promise<string> => {
  const row = await Members.findOne({ phoneDigest: digestPii(world.config.pii, phone) }).lean();
  return row?._id ?? "";
};
const pointsOf = async (phone: string) => {
  const row = await PointsAccounts.findById(await memberOf(phone)).lean();
  return row?.buckets ?? [];
};
const couponsOf = async (phone: string) =>
  await Coupons.find({ memberId: await memberOf(phone) })
    .sort({ nth: 1 })
    .lean();

const balanceHead = "手机号,会员编号,积分,到期日\n";
const couponHead = "手机号,券名称,张数,到期日,券号\n";

describe("points balances", () => {
  const file = `${balanceHead}13800138001,,"1,200",2026-12-31\n13800138001,,30,\n13800138002,A2,5.00,2026/6/30\n13800138003,,0,\n`;

  it("become points with their own last days; a dry run writes nothing, a second run changes nothing", async () => {
    const looked = await bring({ balances: file }, { isDryRun: true });
    expect(looked.balances).toMatchObject({ rows: 4, balances: 3, points: 1_235, empty: 1 });
    expect(await Members.countDocuments()).toBe(0);
    const first = await bring({ balances: file });
    expect(first.balances).toMatchObject({
      balances: 3,
      created: 3,
      known: 0,
      membersCreated: 2,
      refusedRows: 0,
    });
    expect(await pointsOf("13800138001")).toEqual([
      { expiresOn: "2026-12-31", points: 1_200 },
      { expiresOn: null, points: 30 },
    ]);
    expect(await pointsOf("13800138002")).toEqual([{ expiresOn: "2026-06-30", points: 5 }]);
    const before = await PointsEntries.countDocuments();
    expect((await bring({ balances: file })).balances).toMatchObject({ created: 0, known: 3 });
    expect(await PointsEntries.countDocuments()).toBe(before);
  });

  it("are refused with every reason, written for repair, and complete once repaired", async () => {
    const bad = `${balanceHead}138,,-5,1/5/2027\n13800138001,,1.38E+10,2026-03-09\n,,3,\n13800138002,,7,\n`;
    const report = await bring({ balances: bad }, { refusals: "beside" });
    expect(report.balances).toMatchObject({ refusedRows: 3, created: 1 });
    const [path = ""] = report.refusalPaths;
    const lines = (await readFile(path, "utf8")).trim().split("\r\n");
    expect(lines[1]).toContain(
      "手机号应为 11 位中国大陆号码；积分「-5」应为 0 到 100000000 的整数；到期日「1/5/2027」无法识别",
    );
    expect(lines[2]).toContain("科学计数");
    expect(lines[2]).toContain("到期日「2026-03-09」已过");
    expect(lines[3]).toContain("没有手机号，也没有会员编号");
    await rm(path);
    const repaired = `${balanceHead}13800138001,,5,2027-01-05\n`;
    expect((await bring({ balances: repaired })).balances).toMatchObject({ created: 1 });
    expect(await pointsOf("13800138001")).toEqual([{ expiresOn: "2027-01-05", points: 5 }]);
  });

  it("twice in a file, or with other points than before, are refused and change nothing", async () => {
    const twice = `${balanceHead}13800138001,,5,\n13800138001,,5,\n`;
    expect((await bring({ balances: twice })).balances).toMatchObject({
      created: 1,
      reasons: [{ reason: "同一会员同一到期日在文件里出现了两次，请合并成一行", lines: [3] }],
    });
    const other = `${balanceHead}13800138001,,6,\n`;
    expect((await bring({ balances: other })).balances).toMatchObject({
      created: 0,
      refusedRows: 1,
    });
    expect(await pointsOf("13800138001")).toEqual([{ expiresOn: null, points: 5 }]);
  });

  it("and coupons are not brought twice to who has joined by WeChat meanwhile", async () => {
    await buildTemplate(world, { benefit: { kind: "amount_off", amountFen: 500 } });
    const files = {
      balances: `${balanceHead},A1,40,\n`,
      coupons: "会员编号,券名称,到期日\nA1,满减券,2026-12-31\n",
    };
    await bring(files);
    const from = (await Members.findOne({ externalId: "A1" }).lean())?._id ?? "";
    const to = newId("mem", world.clock.now());
    await transaction(async () => {
      await joinAccounts(world, from, to);
      await joinCoupons(world, from, to);
    });
    await Members.updateOne({ _id: from }, { _id: from, externalId: null, mergedInto: to });
    await Members.insertMany(
      [{ ...(await Members.findById(from).lean()), _id: to, mergedInto: null, externalId: "A1" }],
      { lean: true },
    );
    const again = await bring(files);
    expect(again.balances).toMatchObject({ created: 0, known: 1 });
    expect(again.coupons).toMatchObject({ created: 0, known: 1 });
    expect(await PointsAccounts.findById(to).lean()).toMatchObject({ available: 40 });
    expect(await Coupons.countDocuments()).toBe(1);
  });

  it("can stand under other names, told by a mapping", async () => {
    const preset = readMapping(
      JSON.stringify({ balances: { phone: "电话", points: "剩余", expiresOn: "失效" } }),
    );
    const balances = "电话,剩余,失效\n13800138001,9,2026年12月31日\n";
    expect((await bring({ balances }, { preset })).balances).toMatchObject({ created: 1 });
    await expect(bring({ balances: "手机号,余额\n1,2\n" })).rejects.toThrow("认不出文件的列");
  });
});

describe("open coupons", () => {
  it("become coupons with their own end, one per row or so many, once", async () => {
    const templateId = await buildTemplate(world, {
      benefit: { kind: "amount_off", amountFen: 500 },
    });
    const coupons = `${couponHead}13800138001,满减券,2,2026-06-30,\n13800138001,满减券,,2026-06-30,\n13800138002,${templateId},1,2026-12-31,K-7\n`;
    const looked = await bring({ coupons }, { isDryRun: true });
    expect(looked.coupons).toMatchObject({ coupons: 4, created: 4, refusedRows: 0 });
    expect(await Coupons.countDocuments()).toBe(0);
    expect((await bring({ coupons })).coupons).toMatchObject({ created: 4, membersCreated: 2 });
    expect(await couponsOf("13800138001")).toMatchObject(
      Array.from({ length: 3 }, () => ({
        templateId,
        state: "available",
        until: new Date("2026-06-30T16:00:00.000Z"),
        source: { scene: "import" },
      })),
    );
    expect(await couponsOf("13800138002")).toMatchObject([
      { source: { scene: "import", id: "no:K-7" } },
    ]);
    expect((await bring({ coupons })).coupons).toMatchObject({ created: 0, known: 4 });
    const more = `${couponHead}13800138001,满减券,4,2026-06-30,\n`;
    expect((await bring({ coupons: more })).coupons).toMatchObject({ created: 1, known: 3 });
  });

  it("are refused with every reason: person, template, count, day, number, limits", async () => {
    const terms = { benefit: { kind: "amount_off", amountFen: 500 } } as const;
    await buildTemplate(world, terms);
    await buildTemplate(world, terms);
    await buildTemplate(world, terms, { name: "仅一张", caps: { perMember: 1 } });
    const coupons = `${couponHead}138,没有的券,0,,\n13800138001,满减券,1,2026-12-31,\n13800138001,仅一张,2,2026-12-31,\n13800138002,仅一张,2,2026-12-31,K1\n13800138003,仅一张,1,2026-12-31,K2\n13800138004,仅一张,1,2026-12-31,K2\n`;
    const report = await bring({ coupons }, { refusals: "beside" });
    expect(report.coupons).toMatchObject({ coupons: 1, created: 1, refusedRows: 5 });
    const [path = ""] = report.refusalPaths;
    const text = await readFile(path, "utf8");
    for (const reason of [
      "手机号应为 11 位中国大陆号码；没有已发布的券模板「没有的券」；张数「0」应为 1 到 100 的整数；没有到期日",
      "券模板「满减券」有几个同名的，请改填模板编号",
      "超过券模板的每人张数",
      "有券号的行，张数只能是 1",
      "同一券号在文件里出现了两次",
    ])
      expect(text).toContain(reason);
    await rm(path);
  });
});

describe("levels", () => {
  const head = "手机号,会员编号,等级,到期日\n";
  const standingOf = async (phone: string) =>
    await Standings.findById(await memberOf(phone)).lean();
  const isClean = async () => {
    for (const check of tiersChecks)
      expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });
  };

  it("hold from the day of the import to their last day or for a term, and are brought once", async () => {
    const tiers = `${head}13800138001,,知己,2026-06-30\n13800138002,A2,2,\n13800138003,,v1,\n13800138004,,新朋友,\n`;
    const looked = await bring({ tiers }, { isDryRun: true });
    expect(looked.tiers).toMatchObject({ rows: 4, tiers: 3, created: 3, empty: 1, refusedRows: 0 });
    expect(await Members.countDocuments()).toBe(0);
    const first = await bring({ tiers });
    expect(first.tiers).toMatchObject({ created: 3, known: 0, membersCreated: 3 });
    expect(first.standings?.written).toBe(3);
    expect(first.standings?.levels).toEqual([
      { level: 1, name: "常客", members: 1 },
      { level: 2, name: "熟客", members: 1 },
      { level: 3, name: "知己", members: 1 },
    ]);
    expect(await standingOf("13800138001")).toMatchObject({
      level: 3,
      tierName: "知己",
      hasFreeFreight: true,
      termBegin: "2026-03-10",
      termEnd: "2026-07-01",
      nextCheckDay: "2026-07-01",
      giftedLevels: [],
      purchaseCount: 0,
    });
    expect(await standingOf("13800138002")).toMatchObject({ level: 2, termEnd: "2027-03-10" });
    const memberId = await memberOf("13800138001");
    expect(await TierChanges.find({ memberId }).lean()).toMatchObject([
      { from: 0, to: 3, reason: "grant", day: "2026-03-10" },
    ]);
    expect(await readTierCard(world, memberId)).toMatchObject({ level: 3, tierName: "知己" });
    expect(await readStanding(world, memberId)).toMatchObject({
      level: 3,
      outlook: { toKeep: 5_000, until: "2026-07-01", nextLevel: 4 },
    });
    await isClean();
    world.clock.advance(86_400_000);
    expect((await bring({ tiers })).tiers).toMatchObject({ created: 0, known: 3, refusedRows: 0 });
    expect(await TierChanges.countDocuments({ memberId })).toBe(1);
  });

  it("meet what was bought: the higher counts, and when they are over the purchases decide", async () => {
    const orders =
      "订单号,付款时间,实付金额,手机号\n1,2026-02-01,6000,13800138001\n2,2026-02-01,600,13800138002\n";
    await bring({ orders, tiers: `${head}13800138001,,2,\n13800138002,,3,2026-04-30\n` });
    expect(await standingOf("13800138001")).toMatchObject({ level: 3 });
    expect(await standingOf("13800138002")).toMatchObject({ level: 3, giftedLevels: [1] });
    await refreshStanding(world, await memberOf("13800138002"));
    expect(await standingOf("13800138002")).toMatchObject({ level: 3 });
    world.clock.advance(90 * 86_400_000);
    await recountDueStandings(world);
    expect(await standingOf("13800138002")).toMatchObject({ level: 1, tierName: "常客" });
    await isClean();
  });

  it("follow a member whose two records become one", async () => {
    await bring({ tiers: `${head},A1,熟客,2026-12-31\n13800138009,,常客,2027-12-31\n` });
    const from = (await Members.findOne({ externalId: "A1" }).lean())?._id ?? "";
    const to = await memberOf("13800138009");
    await transaction(async () => await joinHistories(world, from, to));
    expect(await Standings.findById(to).lean()).toMatchObject({ level: 2, termEnd: "2027-01-01" });
    expect(await Standings.findById(from).lean()).toBeNull();
    await Members.updateOne({ _id: from }, { externalId: null, mergedInto: to });
    await isClean();
  });

  it("are refused with every reason, and another level than before changes nothing", async () => {
    const tiers = `${head}138,,金卡,2026-03-01\n13800138001,,,\n13800138002,,熟客,\n13800138002,,熟客,\n`;
    const report = await bring({ tiers }, { refusals: "beside" });
    expect(report.tiers).toMatchObject({ created: 1, refusedRows: 3 });
    const [path = ""] = report.refusalPaths;
    const text = await readFile(path, "utf8");
    for (const reason of [
      "手机号应为 11 位中国大陆号码；现行规则里没有等级「金卡」；到期日「2026-03-01」已过",
      "没有等级",
      "同一会员在文件里出现了两次",
    ])
      expect(text).toContain(reason);
    await rm(path);
    const other = await bring({ tiers: `${head}13800138002,,常客,\n` });
    expect(other.tiers).toMatchObject({
      created: 0,
      reasons: [{ reason: "该会员已转入过别的等级或到期日；已转入的未作更改" }],
    });
    expect(await standingOf("13800138002")).toMatchObject({ level: 2 });
    await expect(bring({ tiers: "手机号,级别\n1,2\n" })).rejects.toThrow("认不出文件的列");
  });

  it("and payments at the same moment both count", async () => {
    await bring({ members: "手机号\n13800138001\n" });
    const memberId = await memberOf("13800138001");
    const orders = "订单号,付款时间,实付金额,手机号\n1,2026-02-01,600,13800138001\n";
    await Promise.all([
      bring({ tiers: `${head}13800138001,,熟客,\n` }),
      ...Array.from({ length: 5 }, async () => await refreshStanding(world, memberId)),
    ]);
    await bring({ orders });
    expect(await Standings.findById(memberId).lean()).toMatchObject({ level: 2, purchaseCount: 1 });
    await isClean();
  });
});

it("coupons of one row come all or not at all", async () => {
  const terms = { benefit: { kind: "amount_off", amountFen: 500 } } as const;
  await buildTemplate(world, terms, { caps: { perMember: 2 } });
  const row = (count: number) => `${couponHead}13800138001,满减券,${count},2026-12-31,\n`;
  expect((await bring({ coupons: row(3) })).coupons).toMatchObject({ coupons: 0, refusedRows: 1 });
  expect(await Coupons.countDocuments()).toBe(0);
  expect((await bring({ coupons: row(2) })).coupons).toMatchObject({ created: 2, refusedRows: 0 });
  // One more than before: the two that are there stay, and none is added.
  expect((await bring({ coupons: row(3) })).coupons).toMatchObject({ known: 2, refusedRows: 1 });
  expect(await Coupons.countDocuments()).toBe(2);
});

it("nothing is counted as of a day of the future", async () => {
  await expect(
    bring({ tiers: "手机号,等级\n13800138001,熟客\n" }, { asOfDay: "2026-03-11" }),
  ).rejects.toMatchObject({ code: "import_refused", issues: [{ pointer: "/asOfDay" }] });
  expect(await Members.countDocuments()).toBe(0);
});

it("an undo leaves points and coupons, and keeps who has them", async () => {
  const members = "手机号,姓名\n13800138001,张三\n13800138002,李四\n";
  const { importId } = await bring({ members, balances: `${balanceHead}13800138001,,5,\n` });
  const undone = await undoImport(world, importId ?? "", false);
  expect(undone).toMatchObject({
    members: 1,
    kept: [{ reason: "holds", memberIds: [await memberOf("13800138001")] }],
  });
  expect(await pointsOf("13800138001")).toEqual([{ expiresOn: null, points: 5 }]);
});
