import { describe, expect, it } from "vitest";
import mongoose from "mongoose";
import { newId } from "@server/kernel/ids.ts";
import { transaction } from "@server/kernel/db.ts";
import { Coupons } from "@server/modules/coupons/coupon.model.ts";
import { approvalReasons, depthBps } from "@server/modules/promo-codes/approval-reasons.ts";
import { listBudgets, setBudget } from "@server/modules/promo-codes/code-budgets.ts";
import { csvLine } from "@server/modules/promo-codes/code-text.ts";
import { decideBatch, disableBatch } from "@server/modules/promo-codes/decide-batch.ts";
import { exportCodes } from "@server/modules/promo-codes/export-codes.ts";
import { promoCodesChecks } from "@server/modules/promo-codes/index.ts";
import { issueCodes } from "@server/modules/promo-codes/issue-codes.ts";
import { joinCodes } from "@server/modules/promo-codes/join-codes.ts";
import { listBatches, listUses } from "@server/modules/promo-codes/list-batches.ts";
import {
  CodeBatches,
  CodeSpends,
  PromoCodes,
} from "@server/modules/promo-codes/promo-code.model.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld as makeWorld, testConfig } from "@support/world.ts";
import { publishTemplate, shopper, templateInput } from "../coupons/coupon-samples.ts";
import { buildIssuer, codesOf, issueBatch, redeem } from "./code-samples.ts";

useDatabase();

/** One set of keys: a manager's list opens the batches of all tests. */
const config = testConfig();
const createTestWorld = (parts: { at?: string } = {}) => makeWorld({ ...parts, config });

async function audit(): Promise<void> {
  for (const check of promoCodesChecks) expect((await check.run()).violations).toEqual([]);
}
const usedOf = async (staffId: string) =>
  (await CodeSpends.findById(`${staffId}:2026-03`).lean())?.usedFen ?? 0;

describe("a budget", () => {
  it("of a member of staff is never exceeded by a fen under thirty batches at once", async () => {
    const world = createTestWorld();
    const { _id: templateId } = await publishTemplate(world);
    const issuer = await buildIssuer(world, { limits: { monthlyFen: 7_499 } });
    const tried = await Promise.allSettled(
      Array.from(
        { length: 30 },
        async () =>
          await issueBatch(world, issuer, { templateId, codes: { kind: "single", count: 3 } }),
      ),
    );
    const done = tried.filter((one) => one.status === "fulfilled");
    expect(done).toHaveLength(4);
    for (const one of tried)
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "code_budget" });
    expect(await usedOf(issuer.staffId)).toBe(6_000);
    await audit();
  });

  it("begins anew each month here, and nobody without one issues anything", async () => {
    const world = createTestWorld({ at: "2026-03-31T15:59:59.999Z" });
    const { _id: templateId } = await publishTemplate(world);
    const issuer = await buildIssuer(world, { limits: { monthlyFen: 500 } });
    await issueBatch(world, issuer, { templateId });
    await expect(issueBatch(world, issuer, { templateId })).rejects.toMatchObject({
      code: "code_budget",
    });
    world.clock.advance(1);
    await issueBatch(world, issuer, { templateId });
    await expect(
      issueBatch(world, { ...issuer, staffId: newId("stf", world.clock.now()) }, { templateId }),
    ).rejects.toMatchObject({ code: "code_budget" });
    const { items } = await listBudgets(world, { limit: 50 });
    expect(items.find(({ staffId }) => staffId === issuer.staffId)).toMatchObject({
      month: "2026-04",
      usedFen: 500,
    });
  });

  it("lowered below what is used lets nothing more out", async () => {
    const world = createTestWorld();
    const issuer = await buildIssuer(world);
    await issueBatch(world, issuer, { codes: { kind: "single", count: 10 } });
    const lowered = await setBudget(world, issuer, {
      staffId: issuer.staffId,
      monthlyFen: 1_000,
      approvalAboveFen: 0,
      discountMaxBps: 0,
      reason: "收紧",
    });
    expect(lowered.usedFen).toBe(5_000);
    await expect(issueBatch(world, issuer)).rejects.toMatchObject({ code: "code_budget" });
  });
});

describe("a batch above the limits of its issuer", () => {
  it("waits for another person, and its budget is taken meanwhile and given back when refused", async () => {
    const world = createTestWorld();
    const issuer = await buildIssuer(world, { limits: { approvalAboveFen: 400 } });
    const other = await buildIssuer(world, { name: "店长" });
    const batch = await issueBatch(world, issuer);
    expect(batch).toMatchObject({ state: "awaiting_approval" });
    expect(batch.approvalReasons).toEqual(["最多优惠 ¥5.00，超过 ¥4.00"]);
    expect(await usedOf(issuer.staffId)).toBe(500);
    const decision = { batchId: batch._id, reason: "可以" };
    await expect(
      decideBatch(world, issuer, { ...decision, isApproved: true }),
    ).rejects.toMatchObject({ code: "approval_own" });
    await expect(
      exportCodes(world, issuer, { batchId: batch._id, reason: "发给顾客" }),
    ).rejects.toMatchObject({ code: "approval_needed" });
    const tried = await Promise.allSettled(
      [true, false, true].map(
        async (isApproved) => await decideBatch(world, other, { ...decision, isApproved }),
      ),
    );
    expect(tried.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    const decided = await CodeBatches.findById(batch._id).lean();
    expect(await usedOf(issuer.staffId)).toBe(decided?.state === "refused" ? 0 : 500);
    await audit();
  });

  it("says why: by what it may cost, and by how deep it cuts into the smallest order", () => {
    const terms = (parts: object) => templateInput({ terms: parts, faceFen: null }).terms;
    const depth = (benefit: object, threshold: object = {}) =>
      depthBps(terms({ benefit, threshold }));
    expect(depth({ kind: "amount_off", amountFen: 500 }, { fen: 2_000 })).toBe(2_500);
    expect(depth({ kind: "amount_off", amountFen: 500 })).toBe(10_000);
    expect(depth({ kind: "percent_off", payBps: 8_800 })).toBe(1_200);
    expect(depth({ kind: "buy_x_get_y", buy: 2, get: 1 })).toBe(3_334);
    expect(depth({ kind: "free_freight" })).toBe(0);
    expect(depth({ kind: "fixed_price", priceFen: 100 })).toBe(10_000);
    const budget = { monthlyFen: 0, approvalAboveFen: 1_000, discountMaxBps: 2_500 };
    expect(approvalReasons(budget, { maximumFen: 1_000, depth: 2_500 })).toEqual([]);
    expect(approvalReasons(budget, { maximumFen: 1_001, depth: 2_501 })).toHaveLength(2);
  });
});

describe("codes", () => {
  it("are nowhere in the database in the clear, and the same request is the same batch", async () => {
    const world = createTestWorld();
    const issuer = await buildIssuer(world);
    const { _id: templateId } = await publishTemplate(world);
    const input = {
      batchId: newId("pcb", world.clock.now()),
      templateId,
      codes: { kind: "single" as const, count: 20 },
      purpose: "开业",
      memberId: null,
      from: world.clock.now(),
      until: new Date("2027-01-01"),
    };
    const [first, second] = await Promise.all([
      issueCodes(world, issuer, input),
      issueCodes(world, issuer, input),
    ]);
    expect(second._id).toBe(first._id);
    expect(second.codesSealed).toBe(first.codesSealed);
    await expect(issueCodes(world, issuer, { ...input, purpose: "别的" })).rejects.toMatchObject({
      code: "idempotency_mismatch",
    });
    expect(await PromoCodes.countDocuments({ batchId: first._id })).toBe(20);
    expect(await usedOf(issuer.staffId)).toBe(10_000);
    const [code = ""] = codesOf(world, first);
    for (const name of ["code_batches", "promo_codes", "audit_entries"]) {
      const rows = await mongoose.connection.collection(name).find().toArray();
      expect(JSON.stringify(rows)).not.toContain(code);
    }
  });

  it("that can be read are made once, and only of a template that takes codes", async () => {
    const world = createTestWorld();
    const issuer = await buildIssuer(world);
    const codes = { kind: "vanity", code: "SUMMER 26", total: 10 };
    await issueBatch(world, issuer, { codes });
    await expect(
      issueBatch(world, issuer, { codes: { ...codes, code: "summer-26" } }),
    ).rejects.toMatchObject({
      code: "conflict",
      detail: "这个口令码已经有了",
      issues: [{ pointer: "/codes/code" }],
    });
    await expect(
      issueBatch(world, issuer, { codes: { ...codes, code: "a!b" } }),
    ).rejects.toMatchObject({ code: "offer_refused" });
    const { _id: templateId } = await publishTemplate(world, { channels: { isPublic: true } });
    await expect(issueBatch(world, issuer, { templateId })).rejects.toMatchObject({
      code: "coupon_not_claimable",
    });
    await expect(
      issueBatch(world, issuer, { until: "2025-01-01T00:00:00.000Z" }),
    ).rejects.toMatchObject({ code: "offer_refused" });
  });

  it("are exported with who and when on every line, safe for spreadsheets, and each time noted", async () => {
    const world = createTestWorld();
    const issuer = await buildIssuer(world, { name: '=cmd|"x"' });
    const batch = await issueBatch(world, issuer, {
      codes: { kind: "single", count: 3 },
      purpose: "+86",
    });
    const csv = await exportCodes(world, issuer, { batchId: batch._id, reason: "发给顾客" });
    const lines = csv.slice(1).trimEnd().split("\r\n");
    expect(csv.startsWith("\ufeff")).toBe(true);
    expect(lines[0]).toBe('"优惠码","有效期至","用途","导出人","导出人编号","导出时间"');
    expect(lines).toHaveLength(4);
    for (const [index, line] of lines.slice(1).entries()) {
      const code = codesOf(world, batch)[index] ?? "";
      const written = `${code.slice(0, 5)}-${code.slice(5, 10)}-${code.slice(10)}`;
      expect(line).toBe(
        `"${written}","2027-01-01T08:00:00+08:00","'+86","'=cmd|""x""","${issuer.staffId}","2026-03-10T10:00:00+08:00"`,
      );
    }
    await exportCodes(world, issuer, { batchId: batch._id, reason: "弄丢了" });
    const row = await CodeBatches.findById(batch._id).lean();
    expect(row?.exports.map(({ by, reason }) => [by, reason])).toEqual([
      [issuer.staffId, "发给顾客"],
      [issuer.staffId, "弄丢了"],
    ]);
    await disableBatch(world, issuer, { batchId: batch._id, reason: "泄露" });
    await expect(
      exportCodes(world, issuer, { batchId: batch._id, reason: "再来" }),
    ).rejects.toMatchObject({ code: "approval_state" });
    expect(csvLine(["a", "-1", "@x", "\tb"])).toBe(`"a","'-1","'@x","'\tb"`);
  });

  it("are seen by who issued them and who manages; uses tell who, when and which order", async () => {
    const world = createTestWorld();
    const mine = await buildIssuer(world, { permissions: ["codes.issue"] });
    const other = await buildIssuer(world, { permissions: ["codes.issue"] });
    const manager = await buildIssuer(world);
    const batch = await issueBatch(world, mine, { codes: { kind: "single", count: 2 } });
    const actor = shopper(world);
    const coupon = await redeem(world, codesOf(world, batch)[0] ?? "", { actor });
    await Coupons.updateOne({ _id: coupon._id }, { $set: { state: "redeemed", orderId: "ord_1" } });
    const ids = async (who: typeof mine) =>
      (await listBatches(world, who, { limit: 50 })).items.map(({ batchId }) => batchId);
    expect(await ids(mine)).toEqual([batch._id]);
    expect(await ids(other)).toEqual([]);
    expect(await ids(manager)).toContain(batch._id);
    await expect(listUses(other, batch._id, { limit: 5 })).rejects.toMatchObject({
      code: "not_found",
    });
    expect((await listUses(manager, batch._id, { limit: 5 })).items).toEqual([
      {
        memberId: actor.memberId,
        codeEnding: codesOf(world, batch)[0]?.slice(-4),
        couponId: coupon._id,
        couponState: "redeemed",
        orderId: "ord_1",
        at: world.clock.now(),
      },
    ]);
  });

  it("bound to a record that turns out to be the same person go along with it", async () => {
    const world = createTestWorld();
    const issuer = await buildIssuer(world);
    const batch = await issueBatch(world, issuer);
    const [old, actor] = [newId("mem", world.clock.now()), shopper(world)];
    await CodeBatches.updateOne({ _id: batch._id }, { $set: { memberId: old } });
    await transaction(async () => await joinCodes(world, old, actor.memberId));
    const coupon = await redeem(world, codesOf(world, batch)[0] ?? "", { actor });
    expect(coupon.memberId).toBe(actor.memberId);
    await audit();
  });
});
