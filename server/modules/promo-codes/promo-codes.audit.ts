import type { AuditCheck } from "../../kernel/audit-check.ts";
import { rawCollection } from "../../kernel/db.ts";
import { readCoupons } from "../coupons/index.ts";
import { CodeBatches, CodeSpends, PromoCodes, Redemptions } from "./promo-code.model.ts";

const VIOLATIONS_MAX = 20;

/** Each code: how often it was used by its row, by its redemptions, and by what is allowed. */
async function checkCodes(): Promise<{ checked: number; violations: string[] }> {
  const violations: string[] = [];
  const used = await rawCollection(Redemptions)
    .aggregate<{ _id: string; count: number }>(
      [{ $group: { _id: "$codeId", count: { $sum: 1 } } }],
      { allowDiskUse: true },
    )
    .toArray();
  const byCode = new Map(used.map(({ _id, count }) => [_id, count]));
  let checked = 0;
  for await (const code of rawCollection(PromoCodes).find({ uses: { $gt: 0 } })) {
    checked += 1;
    const count = byCode.get(code._id) ?? 0;
    byCode.delete(code._id);
    if (count !== code.uses || count > code.usesMax)
      violations.push(
        `${code.batchId}：尾号 ${code.ending} 记录用了 ${code.uses} 次，实有 ${count} 次，可用 ${code.usesMax} 次`,
      );
    if (violations.length >= VIOLATIONS_MAX) return { checked, violations };
  }
  for (const [codeId, count] of byCode)
    violations.push(`${codeId}：有 ${count} 次兑换而没有记在优惠码上`);
  return { checked, violations: violations.slice(0, VIOLATIONS_MAX) };
}

/** Each redemption has its coupon, of the batch's template, and a bound code went to the one it is bound to. */
async function checkRedemptions(): Promise<{ checked: number; violations: string[] }> {
  const violations: string[] = [];
  const batches = new Map(
    (
      await rawCollection(CodeBatches)
        .find({}, { projection: { templateId: 1, memberId: 1 } })
        .toArray()
    ).map((row) => [row._id, row]),
  );
  let checked = 0;
  let some: { _id: string; couponId: string; batchId: string; memberId: string }[] = [];
  const look = async (): Promise<void> => {
    const coupons = await readCoupons(some.map((row) => row.couponId));
    for (const { _id, couponId, batchId, memberId } of some) {
      const batch = batches.get(batchId);
      const coupon = coupons.get(couponId);
      if (batch === undefined || coupon?.templateId !== batch.templateId)
        violations.push(`${_id}：兑换没有对应的券`);
      else if (batch.memberId !== null && batch.memberId !== memberId)
        violations.push(`${_id}：专属码被他人兑换`);
    }
    some = [];
  };
  for await (const row of rawCollection(Redemptions).find()) {
    checked += 1;
    some.push(row);
    if (some.length === 500) await look();
    if (violations.length >= VIOLATIONS_MAX) break;
  }
  await look();
  return { checked, violations: violations.slice(0, VIOLATIONS_MAX) };
}

/** What is taken of each month's budget against the batches that took it. */
async function checkBudgets(): Promise<{ checked: number; violations: string[] }> {
  const taken = await rawCollection(CodeBatches)
    .aggregate<{ _id: string; fen: number }>([
      { $match: { state: { $ne: "refused" } } },
      {
        $group: {
          _id: { $concat: ["$requestedBy", ":", "$month"] },
          fen: { $sum: "$maximumFen" },
        },
      },
    ])
    .toArray();
  const byMonth = new Map(taken.map(({ _id, fen }) => [_id, fen]));
  const spends = await rawCollection(CodeSpends).find().toArray();
  const violations = spends.flatMap(({ _id, usedFen }) => {
    const fen = byMonth.get(_id) ?? 0;
    byMonth.delete(_id);
    return fen === usedFen ? [] : [`${_id}：记录占用 ${usedFen} 分，批次共 ${fen} 分`];
  });
  for (const [_id, fen] of byMonth) violations.push(`${_id}：批次共 ${fen} 分而没有占用预算`);
  return { checked: spends.length, violations: violations.slice(0, VIOLATIONS_MAX) };
}

/** I4 of promo codes: none is used more often than it may, each use gave a coupon, budgets are counted right. */
export const promoCodesChecks: readonly AuditCheck[] = [
  { code: "I4", title: "优惠码：使用次数等于实有且不超过可用次数", run: checkCodes },
  { code: "I4", title: "优惠码：每次兑换恰有一张对应的券", run: checkRedemptions },
  { code: "I4", title: "优惠码：每月占用的预算等于批次之和", run: checkBudgets },
];
