import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import mongoose from "mongoose";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import type { z } from "zod";
import type { importsEndpoints } from "@server/contract/imports.ts";
import type { StaffActor } from "@server/kernel/actor.ts";
import { newId } from "@server/kernel/ids.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { checkImport } from "@server/modules/imports/check-import.ts";
import { ImportFiles, ImportRefusals, Imports } from "@server/modules/imports/import.model.ts";
import { importsJobs } from "@server/modules/imports/index.ts";
import { runImports } from "@server/modules/imports/run-imports.ts";
import { readImport, startImport, startUndo } from "@server/modules/imports/start-import.ts";
import { Members } from "@server/modules/members/member.model.ts";
import { ensurePointsPolicy } from "@server/modules/points/index.ts";
import { Purchases } from "@server/modules/purchases/index.ts";
import { Standings } from "@server/modules/tiers/index.ts";
import { buildStaff } from "@support/actors.ts";
import { owner } from "@support/catalog.ts";
import { useDatabase } from "@support/database.ts";
import { runProgram } from "@support/processes.ts";
import { startShop, type TestShop } from "@support/shop.ts";
import { createTestWorld, testConfig } from "@support/world.ts";

useDatabase();

type View = z.output<(typeof importsEndpoints)["GET /v1/staff/imports/:importId"]["response"]>;
type Refused = z.output<
  (typeof importsEndpoints)["GET /v1/staff/imports/:importId/refused"]["response"]
>;

const membersCsv = [
  "会员编号,手机号,姓名",
  "M1,13900000001,小满",
  "M2,13900000002,谷雨",
  "M3,1390000,短号",
].join("\n");
const ordersCsv = [
  "订单号,付款时间,实付金额,会员编号,商品名称,数量",
  "A1,2025-01-05 10:00:00,100.00,M1,茶,1",
  "A2,2025-02-05 10:00:00,50.50,M2,茶,1",
  "A3,1/5/2025,20.00,M2,茶,1",
  'A4,2025-03-05 10:00:00,-3,M1,"=HYPERLINK(""x"")",1',
].join("\n");
const files = [
  { kind: "members", name: "会员.csv", text: membersCsv },
  { kind: "orders", name: "订单.csv", text: ordersCsv },
] as const;

let shop: TestShop;
let token: string;
beforeAll(async () => {
  shop = await startShop();
  ({ token } = await buildStaff(shop.world, { roles: ["manager"] }));
});
afterAll(async () => {
  await shop.stop();
});
beforeEach(async () => {
  for (const model of [Imports, ImportFiles, ImportRefusals, Members, Purchases, Standings])
    await model.collection.deleteMany({});
});

const newImportId = () => newId("imp", shop.world.clock.now());
const post = async (path: string, body?: unknown, by = token) =>
  await shop.call<View & { code: string; errors: { pointer: string; detail: string }[] }>(
    "POST",
    `/v1/staff/imports${path}`,
    { token: by, ...(body !== undefined && { body }) },
  );
const get = async <Body = View>(path: string) =>
  (await shop.call<Body>("GET", `/v1/staff/imports${path}`, { token })).body;
const check = async (importId = newImportId()) => {
  const answer = await post("", { importId, files });
  expect(answer.status).toBe(201);
  return answer.body;
};

describe("an import that staff check", () => {
  it("tells what it would bring and every row it would not, and writes nothing of it", async () => {
    const view = await check();
    expect(view).toMatchObject({
      state: "checked",
      source: "staff",
      createdByName: "员工",
      startedAt: null,
      files: [
        { kind: "members", name: "会员.csv", rows: 3 },
        { kind: "orders", name: "订单.csv", rows: 4 },
      ],
      counts: {
        members: { rows: 3, refusedRows: 1, accepted: 2 },
        orders: { rows: 4, refusedRows: 2, purchases: 2, known: 0, paidFen: 15_050, buyers: 2 },
        balances: null,
        coupons: null,
      },
      added: null,
      undone: null,
    });
    expect(await Members.countDocuments()).toBe(0);
    expect(await Purchases.countDocuments()).toBe(0);
    const refused = await get<Refused>(`/${view.importId}/refused`);
    expect(refused.items.map(({ kind, line }) => `${kind} ${line}`)).toEqual([
      "members 4",
      "orders 4",
      "orders 5",
    ]);
    for (const { reason } of refused.items) expect(reason).toMatch(/[\u4e00-\u9fff]/);
    expect(refused.items[0]?.cells).toEqual(["M3", "1390000", "短号"]);
    const one = await get<Refused>(`/${view.importId}/refused?kind=orders&limit=1`);
    const two = await get<Refused>(
      `/${view.importId}/refused?kind=orders&limit=1&cursor=${one.nextCursor ?? ""}`,
    );
    expect([...one.items, ...two.items]).toEqual(refused.items.slice(1));
    expect(two.nextCursor).toBeNull();
  });

  it("keeps what was sent sealed, and out of the trail", async () => {
    const { importId } = await check();
    const kept = JSON.stringify([
      await ImportFiles.find().lean(),
      await ImportRefusals.find().lean(),
      await Imports.find().lean(),
      await AuditEntries.find({ subject: importId }).lean(),
    ]);
    expect(kept).toContain("import.checked");
    for (const text of ["13900000001", "小满", "短号"]) expect(kept).not.toContain(text);
  });

  it("gives the refused rows of a file as CSV that can be repaired, no cell being a formula", async () => {
    const { importId } = await check();
    const answer = await fetch(`${shop.url}/v1/staff/imports/${importId}/refused.csv?kind=orders`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(answer.headers.get("content-type")).toContain("text/csv");
    expect(answer.headers.get("content-disposition")).toContain("refused-orders.csv");
    const lines = Buffer.from(await answer.arrayBuffer())
      .toString("utf8")
      .split("\r\n");
    expect(lines[0]).toBe("\ufeff订单号,付款时间,实付金额,会员编号,商品名称,数量,行号,原因");
    expect(lines[1]).toMatch(/^A3,1\/5\/2025,20\.00,M2,茶,1,4,/);
    expect(lines[2]).toMatch(/^A4,2025-03-05 10:00:00,'-3,M1,"'=HYPERLINK\(""x""\)",1,5,/);
    expect(lines).toHaveLength(4);
  });

  it("is the same when it is sent again, and another under the same number is refused", async () => {
    const importId = newImportId();
    const first = await check(importId);
    expect(await check(importId)).toEqual(first);
    expect(await post("", { importId, files: files.slice(0, 1) })).toMatchObject({
      status: 409,
      body: { code: "idempotency_mismatch" },
    });
    expect(await ImportRefusals.countDocuments()).toBe(3);
  });

  it("points to every file that is no table", async () => {
    const answer = await post("", {
      importId: newImportId(),
      files: [
        { kind: "members", name: "会员.xlsx", text: "PK\u0003\u0004" },
        { kind: "orders", name: "订单.csv", text: "甲,乙\n1,2" },
      ],
    });
    expect(answer).toMatchObject({ status: 422, body: { code: "import_refused" } });
    expect(answer.body.errors.map(({ pointer }) => pointer)).toEqual([
      "/files/0/text",
      "/files/1/text",
    ]);
    expect(await Imports.countDocuments()).toBe(0);
  });

  it("is of two megabytes at most and one file of each kind", async () => {
    const half = "中".repeat(400_000);
    const tooMuch = [
      { kind: "members", name: "a.csv", text: half },
      { kind: "orders", name: "b.csv", text: half },
    ];
    expect(await post("", { importId: newImportId(), files: tooMuch })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "/files", detail: "文件合计不能超过 2 MB" }] },
    });
    const twice = [files[0], files[0]];
    expect((await post("", { importId: newImportId(), files: twice })).status).toBe(400);
  });

  it("is for staff of the whole shop", async () => {
    const { importId } = await check();
    const some = await shop.loginStaff({ roles: ["manager"], storeIds: [shop.storeId] });
    const guide = await buildStaff(shop.world, { roles: ["guide"] });
    for (const by of [some.token, guide.token]) {
      expect((await post("", { importId: newImportId(), files }, by)).status).toBe(403);
      expect((await post(`/${importId}/run`, undefined, by)).status).toBe(403);
      for (const path of ["", `/${importId}`, `/${importId}/refused`]) {
        const answer = await shop.call("GET", `/v1/staff/imports${path}`, { token: by });
        expect(answer.status).toBe(403);
      }
    }
    const nobody = newImportId();
    expect((await post(`/${nobody}/run`)).status).toBe(404);
  });
});

describe("an import that staff start", () => {
  it("is brought in by the job, counted, and its files are kept no longer", async () => {
    const { importId } = await check();
    const started = await post(`/${importId}/run`);
    expect(started).toMatchObject({ status: 202, body: { state: "running" } });
    expect((await post(`/${importId}/run`)).status).toBe(202);
    expect(await importsJobs[0]?.run(shop.world)).toEqual({ imported: 1, undone: 0, failed: 0 });
    expect(await get(`/${importId}`)).toMatchObject({
      state: "done",
      progress: null,
      counts: {
        members: { accepted: 2, refusedRows: 1 },
        orders: { purchases: 2, known: 0, refusedRows: 2 },
      },
      added: { members: 2, purchases: 2, paidFen: 15_050 },
      endedAt: expect.any(String) as string,
    });
    expect((await get<Refused>(`/${importId}/refused`)).items).toHaveLength(3);
    expect(await ImportFiles.countDocuments()).toBe(0);
    expect(await Standings.countDocuments()).toBe(2);
    expect(await post(`/${importId}/run`)).toMatchObject({
      status: 409,
      body: { code: "import_state" },
    });
    // The same files once more: what is there is there.
    const again = await check();
    expect(again.counts?.orders).toMatchObject({ purchases: 2, known: 2 });
    await post(`/${again.importId}/run`);
    await runImports(shop.world);
    expect(await get(`/${again.importId}`)).toMatchObject({
      added: { members: 0, purchases: 0, paidFen: 0 },
    });
    expect((await get<{ items: View[] }>("")).items.map((one) => one.importId)).toEqual([
      again.importId,
      importId,
    ]);
  });

  it("is taken back by the job, and both are on the trail by name", async () => {
    const { importId } = await check();
    expect(await post(`/${importId}/undo`)).toMatchObject({ body: { code: "import_state" } });
    await post(`/${importId}/run`);
    expect(await post(`/${importId}/undo`)).toMatchObject({ body: { code: "import_state" } });
    await runImports(shop.world);
    expect(await post(`/${importId}/undo`)).toMatchObject({
      status: 202,
      body: { state: "undoing" },
    });
    expect(await runImports(shop.world)).toEqual({ imported: 0, undone: 1, failed: 0 });
    expect(await get(`/${importId}`)).toMatchObject({
      state: "undone",
      undone: { purchases: 2, paidFen: 15_050, members: 2, kept: [] },
    });
    expect(await Members.countDocuments()).toBe(0);
    expect(await Purchases.countDocuments()).toBe(0);
    expect(await runImports(shop.world)).toEqual({ imported: 0, undone: 0, failed: 0 });
    const trail = await AuditEntries.find({ subject: importId }).sort({ seq: 1 }).lean();
    expect(trail.map(({ action, actorName }) => `${action} ${actorName ?? ""}`.trim())).toEqual([
      "import.checked 员工",
      "import.started 员工",
      "import.undo_started 员工",
      "import.undone",
    ]);
  });

  it("is refused when its files are no longer kept", async () => {
    const { importId } = await check();
    await ImportFiles.deleteMany({});
    expect(await post(`/${importId}/run`)).toMatchObject({
      status: 409,
      body: { code: "import_state" },
    });
  });
});

describe("an import whose process dies", () => {
  it(
    "killed twice is carried on, with exactly one of each row and exact counts",
    { timeout: 180_000 },
    async () => {
      const keys = {
        PII_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
        PII_DIGEST_KEY: randomBytes(32).toString("base64"),
      };
      let at = Date.parse("2026-03-10T02:00:00.000Z");
      const world = createTestWorld({ at: new Date(at).toISOString(), config: testConfig(keys) });
      const boss: StaffActor = owner;
      await ensurePointsPolicy(world);
      const count = 6_000;
      const orders = Array.from(
        { length: count },
        (_, n) =>
          `K${n},2025-0${1 + (n % 9)}-05 10:00:00,${10 + (n % 7)}.00,139${String(n % 1_500).padStart(8, "0")},茶,1`,
      );
      const balances = Array.from(
        { length: 400 },
        (_, n) => `139${String(n).padStart(8, "0")},${n + 1}`,
      );
      const importId = newId("imp", world.clock.now());
      await checkImport(world, boss, {
        importId,
        files: [
          {
            kind: "orders",
            name: "o.csv",
            text: `订单号,付款时间,实付金额,手机号,商品名称,数量\n${orders.join("\n")}`,
          },
          { kind: "balances", name: "b.csv", text: `手机号,积分\n${balances.join("\n")}` },
        ],
      });
      await startImport(world, boss, importId);
      const { databaseName = "" } = mongoose.connection.db ?? {};
      const child = () => {
        // Each begins when the signs of the one before have stopped for long enough.
        at += 60_000;
        return runProgram(
          "node",
          [
            "--import",
            "tsx",
            "tests/server/modules/imports/run-imports.child.ts",
            inject("mongoUri"),
            databaseName,
            new Date(at).toISOString(),
            keys.PII_ENCRYPTION_KEY,
            keys.PII_DIGEST_KEY,
          ],
          {},
        );
      };
      for (const wanted of [1, 3_000]) {
        const program = child();
        await program.says(/running/);
        while ((await Purchases.countDocuments()) < wanted) await sleep(5);
        process.kill(program.pid, "SIGKILL");
        await program.ended;
        expect((await readImport(boss, importId)).state).toBe("running");
      }
      const last = child();
      await last.says(/ended/);
      const row = await readImport(boss, importId);
      const paidFen = orders.reduce((sum, _, n) => sum + (10 + (n % 7)) * 100, 0);
      expect(row).toMatchObject({
        state: "done",
        counts: {
          orders: { rows: count, refusedRows: 0, purchases: count, known: 0, paidFen },
          balances: { balances: 400, points: 80_200 },
        },
        added: { members: 1_500, purchases: count, paidFen },
      });
      expect(await Purchases.countDocuments()).toBe(count);
      expect(await Members.countDocuments()).toBe(1_500);
      expect(await Standings.countDocuments()).toBe(1_500);
      const points = await mongoose.connection.db
        ?.collection("points_entries")
        .countDocuments({ reason: { $regex: importId } });
      expect(points).toBe(400);
      await startUndo(world, boss, importId);
      const undone = child();
      await undone.says(/ended/);
      expect(await readImport(boss, importId)).toMatchObject({
        state: "undone",
        undone: { purchases: count, members: 1_100 },
        kept: [{ reason: "holds", members: 400 }],
      });
      expect(await Purchases.countDocuments()).toBe(0);
    },
  );
});
