import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { MemberActor } from "@server/kernel/actor.ts";
import { newId } from "@server/kernel/ids.ts";
import { auditTrailAudit } from "@server/modules/audit-trail/index.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { Imports } from "@server/modules/imports/import.model.ts";
import { importFiles, undoImport } from "@server/modules/imports/index.ts";
import { consentTexts } from "@server/modules/members/consent.model.ts";
import { decideConsent } from "@server/modules/members/decide-consent.ts";
import { bindPhone, findOrCreateMember } from "@server/modules/members/index.ts";
import { Identities, Members } from "@server/modules/members/member.model.ts";
import { Purchases } from "@server/modules/purchases/index.ts";
import { ensurePolicy, Standings, tiersChecks } from "@server/modules/tiers/index.ts";
import { TierChanges } from "@server/modules/tiers/standing.model.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const plain = createTestWorld();
/** WeChat vouches for whatever phone it is asked about. */
const world = createTestWorld({
  config: plain.config,
  wechat: { ...plain.wechat, exchangePhoneCode: async (code) => code },
});
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nuandian-undo-"));
  await ensurePolicy(world);
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  for (const { collection } of [Members, Identities, Purchases, Standings, TierChanges, Imports])
    await collection.deleteMany({});
});
afterEach(async () => {
  for (const check of [...tiersChecks, ...auditTrailAudit])
    expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });
});

async function bring(parts: {
  members?: string;
  orders?: string;
  balances?: string;
  tiers?: string;
}): Promise<string> {
  const pathOf = async (name: string, text: string | undefined): Promise<string | null> => {
    if (text === undefined) return null;
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const { importId } = await importFiles(
    world,
    {
      members: await pathOf("members.csv", parts.members),
      orders: await pathOf("orders.csv", parts.orders),
      balances: await pathOf("balances.csv", parts.balances),
      coupons: null,
      tiers: await pathOf("tiers.csv", parts.tiers),
      preset: null,
      isDryRun: false,
      asOfDay: null,
      refusals: "nowhere",
    },
    () => undefined,
  );
  return importId ?? "";
}

const orderHead = "订单号,付款时间,实付金额,手机号\n";
const everything = async () => ({
  members: await Members.find().sort({ _id: 1 }).lean(),
  purchases: await Purchases.find().sort({ _id: 1 }).lean(),
  standings: await Standings.find().sort({ _id: 1 }).lean(),
  changes: await TierChanges.find().sort({ _id: 1 }).lean(),
});
const entriesOf = async (importId: string) =>
  await AuditEntries.find({ subject: importId, action: "import.undone" }).lean();

async function shopper(): Promise<MemberActor> {
  const openid = `o${newId("tst", world.clock.now()).slice(-27)}`;
  const { memberId } = await findOrCreateMember(world, { openid, unionid: null });
  const sessionId = newId("ses", world.clock.now());
  return { kind: "member", memberId, openid, sessionId };
}

async function joinedShopper(phone: string): Promise<MemberActor> {
  const actor = await shopper();
  const { version } = consentTexts.membership;
  await decideConsent(world, actor, { purpose: "membership", version, isGranted: true });
  await bindPhone(world, actor, phone);
  return actor;
}

it("leaves nothing of a run that nobody built on, is audited once, and a second undo finds nothing", async () => {
  const importId = await bring({
    members: "会员编号,手机号,姓名\nA1,13800138001,张三\nA2,13800138002,李四\n",
    orders: `${orderHead}1,2026-01-05,600,13800138001\n2,2026-01-06,20.50,13800138003\n`,
  });
  const before = await everything();
  expect(before.members).toHaveLength(3);
  const told = { purchases: 2, paidFen: 62_050, members: 3, cleared: 0, recounted: 0, kept: [] };
  expect(await undoImport(world, importId, true)).toMatchObject({ ...told, isDryRun: true });
  expect(await everything()).toEqual(before);
  expect(await entriesOf(importId)).toEqual([]);

  expect(await undoImport(world, importId, false)).toMatchObject(told);
  expect(await everything()).toEqual({ members: [], purchases: [], standings: [], changes: [] });
  expect(await undoImport(world, importId, false)).toMatchObject({ purchases: 0, members: 0 });
  expect(await entriesOf(importId)).toMatchObject([
    { actor: "system:import", after: { purchases: 2, paidFen: 62_050, members: 3, cleared: 0 } },
  ]);
});

it("takes back the levels that it brought, and keeps who was given one by another run", async () => {
  const wechat = await joinedShopper("13800138001");
  const first = await bring({ members: "手机号\n13800138002\n13800138003\n" });
  const before = await everything();
  const second = await bring({
    tiers: "手机号,等级\n13800138001,熟客\n13800138002,熟客\n13800138004,熟客\n",
  });
  expect(await Standings.findById(wechat.memberId).lean()).toMatchObject({ level: 2 });
  expect(await undoImport(world, first, true)).toMatchObject({
    members: 1,
    kept: [{ reason: "imported", memberIds: [expect.any(String)] }],
  });
  world.clock.advance(1_000);
  expect(await undoImport(world, second, false)).toMatchObject({ tiers: 3, members: 1 });
  expect((await everything()).members).toEqual(before.members);
  expect(await Standings.countDocuments({ level: { $gt: 0 } })).toBe(0);
  // What was told stays told, and that it is no more is added.
  expect(
    await TierChanges.find({ memberId: wechat.memberId }).sort({ _id: 1 }).lean(),
  ).toMatchObject([
    { from: 0, to: 2, reason: "grant" },
    { from: 2, to: 0, reason: "refund" },
  ]);
  expect(await undoImport(world, second, false)).toMatchObject({ tiers: 0 });
});

it("takes back only what its own run added, and empties what it filled in", async () => {
  const wechat = await joinedShopper("13800138001");
  const first = await bring({ orders: `${orderHead}1,2026-01-05,600,13800138002\n` });
  const before = await everything();
  const second = await bring({
    members: "会员编号,手机号,姓名,生日\nB1,13800138001,王五,\nB2,13800138002,赵六,1990-01-05\n",
    orders: `${orderHead}1,2026-01-05,600,13800138002\n2,2026-01-06,900,13800138002\n3,2026-01-07,700,13800138001\n`,
  });
  expect(await Members.findById(wechat.memberId).lean()).toMatchObject({ externalId: "B1" });
  expect(await Standings.findById(wechat.memberId).lean()).toMatchObject({ level: 1 });
  expect(await undoImport(world, second, false)).toMatchObject({
    purchases: 2,
    members: 0,
    cleared: 2,
    recounted: 2,
    kept: [],
  });
  const after = await everything();
  expect(after.members).toEqual(before.members);
  expect(after.purchases).toEqual(before.purchases);
  expect(after.standings.filter(({ _id }) => _id !== wechat.memberId)).toMatchObject(
    before.standings,
  );
  expect(after.standings.filter(({ _id }) => _id === wechat.memberId)).toMatchObject([
    { level: 0, growth: 0, purchaseCount: 0, netFen: 0 },
  ]);
  await undoImport(world, first, false);
  expect((await everything()).members.map(({ _id }) => _id)).toEqual([wechat.memberId]);
});

it("keeps and names members who have become somebody's since, and still takes the purchases", async () => {
  const importId = await bring({
    members: "手机号,姓名\n13800138001,一\n13800138002,二\n13800138003,三\n13800138004,四\n",
    orders: `${orderHead}1,2026-01-05,600,13800138001\n2,2026-01-05,600,13800138002\n`,
  });
  const idOf = async (displayName: string) => (await Members.findOne({ displayName }).lean())?._id;
  const [one, two, three] = [await idOf("一"), await idOf("二"), await idOf("三")];
  const wechat = await joinedShopper("13800138001");
  const later = await bring({
    members: "会员编号,手机号\nC3,13800138003\n",
    orders: `${orderHead}9,2026-02-05,30,13800138002\n`,
  });
  const report = await undoImport(world, importId, false);
  expect(report).toMatchObject({ purchases: 2, members: 1, recounted: 2 });
  expect(report.kept.toSorted((a, b) => (a.reason < b.reason ? -1 : 1))).toEqual([
    { reason: "bought", memberIds: [two] },
    { reason: "imported", memberIds: [three] },
    { reason: "joined", memberIds: [one] },
  ]);
  const stays = await Members.find({ mergedInto: null }).lean();
  expect(new Set(stays.map(({ _id }) => _id))).toEqual(new Set([two, three, wechat.memberId]));
  expect(await Standings.findById(wechat.memberId).lean()).toMatchObject({ netFen: 0, level: 0 });
  expect(await Standings.findById(two).lean()).toMatchObject({ netFen: 3_000, purchaseCount: 1 });

  // What the later run built on is gone with it: now the first can be taken back whole.
  await undoImport(world, later, false);
  expect(await undoImport(world, importId, false)).toMatchObject({ members: 2 });
  expect(await Purchases.countDocuments()).toBe(0);
  expect(await entriesOf(importId)).toHaveLength(2);
});

it("leaves what was changed or vouched for after it had been filled in", async () => {
  await bring({ members: "会员编号\nD1\nD2\n" });
  const importId = await bring({
    members: "会员编号,手机号,姓名\nD1,13800138001,旧名\nD2,,别名\n",
  });
  await Members.updateOne({ externalId: "D1" }, { $set: { displayName: "新名" } });
  await undoImport(world, importId, false);
  expect(await Members.find().sort({ externalId: 1 }).lean()).toMatchObject([
    { externalId: "D1", displayName: "新名", phoneDigest: null, phoneSealed: null, fills: [] },
    { externalId: "D2", displayName: null, fills: [] },
  ]);
});

it("of an unknown run is refused and names the latest", async () => {
  const importId = await bring({ members: "手机号\n13800138001\n" });
  await expect(undoImport(world, "imp_0", true)).rejects.toMatchObject({
    code: "not_found",
    detail: expect.stringContaining(`${importId}（members.csv）`),
  });
});
