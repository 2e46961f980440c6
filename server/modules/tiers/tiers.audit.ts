import type { AuditCheck } from "../../kernel/audit-check.ts";
import { eachNetHistory, Purchases } from "../purchases/index.ts";
import { countStanding } from "./refresh-standing.ts";
import { withGrants } from "./read-grants.ts";
import { Standings } from "./standing.model.ts";
import { readPolicies } from "./tier-policy.model.ts";

/** Counts every member anew, for the day their standing was counted, and compares. */
async function compare(
  differs: (stored: Record<string, unknown>, counted: Record<string, unknown>) => string[],
): Promise<{ checked: number; violations: string[] }> {
  const policies = await readPolicies();
  const violations: string[] = [];
  let checked = 0;
  for await (const { memberId, purchases, grants } of withGrants(eachNetHistory())) {
    checked += 1;
    const stored = await Standings.findById(memberId).lean();
    if (stored === null) violations.push(`${memberId}：有购买记录而没有等级记录`);
    else {
      // A version published since then moves the member at the job's next run; until then the older one holds.
      const known = policies.filter((policy) => policy.version <= stored.policyVersion);
      const counted = countStanding(memberId, purchases, known, stored.countedOn, grants);
      for (const field of differs({ ...stored }, { ...counted }))
        violations.push(`${memberId}：${field}`);
    }
    if (violations.length >= 20) break;
  }
  violations.push(...(await withoutPurchases()));
  return { checked, violations: violations.slice(0, 20) };
}

/** Standings that claim something for members who never bought and brought nothing along. */
async function withoutPurchases(): Promise<string[]> {
  const rows = await Standings.aggregate<{ _id: string }>([
    {
      $match: {
        "grants.0": { $exists: false },
        $or: [{ level: { $gt: 0 } }, { purchaseCount: { $gt: 0 } }],
      },
    },
    {
      $lookup: {
        from: Purchases.collection.name,
        localField: "_id",
        foreignField: "memberId",
        pipeline: [{ $limit: 1 }, { $project: { _id: 1 } }],
        as: "purchases",
      },
    },
    { $match: { purchases: { $size: 0 } } },
    { $limit: 20 },
  ]);
  return rows.map(({ _id }) => `${_id}：有等级记录而没有购买记录`);
}

const fieldsDiffer =
  (fields: readonly string[]) =>
  (stored: Record<string, unknown>, counted: Record<string, unknown>) =>
    fields
      .filter((field) => JSON.stringify(stored[field]) !== JSON.stringify(counted[field]))
      .map(
        (field) =>
          `${field} 记录 ${JSON.stringify(stored[field])}，重算 ${JSON.stringify(counted[field])}`,
      );

/** I8 and I9: tiers and figures equal a recount from the purchases. */
export const tiersChecks: readonly AuditCheck[] = [
  {
    code: "I8",
    title: "会员等级等于按全部购买记录重算的结果",
    run: async () =>
      await compare(
        fieldsDiffer([
          "level",
          "tierName",
          "hasFreeFreight",
          "growth",
          "termBegin",
          "termEnd",
          "graceEnd",
          "policyVersion",
        ]),
      ),
  },
  {
    code: "I9",
    title: "会员消费次数、净额、均值与最近购买等于重算",
    run: async () =>
      await compare(
        fieldsDiffer([
          "purchaseCount",
          "netFen",
          "averageFen",
          "firstPurchaseAt",
          "lastPurchaseAt",
        ]),
      ),
  },
];
