import type { AuditCheck } from "../../kernel/audit-check.ts";
import {
  CampaignMembers,
  Campaigns,
  CampaignUses,
  type CampaignRow,
} from "./campaigns/campaign.model.ts";
import { LiveOffers } from "./live-offers.ts";
import { PersonalPrices } from "./personal-prices/personal-price.model.ts";

const VIOLATIONS_MAX = 20;

type Result = { checked: number; violations: string[] };
type Sums = { spentFen: number; useCount: number; units: Map<string, number> };

/** Counters of campaigns against the sums of their uses, within budget and stock. */
async function checkCampaigns(): Promise<Result> {
  const sums = await sumUses();
  const violations: string[] = [];
  let checked = 0;
  for await (const row of Campaigns.find().lean<CampaignRow[]>().cursor()) {
    checked += 1;
    const sum = sums.get(row._id) ?? { spentFen: 0, useCount: 0, units: new Map() };
    for (const fault of countersOf(row, sum)) violations.push(`${row._id}：${fault}`);
    if (violations.length >= VIOLATIONS_MAX) break;
  }
  return { checked, violations: violations.slice(0, VIOLATIONS_MAX) };
}

async function sumUses(): Promise<Map<string, Sums>> {
  const totals = await CampaignUses.aggregate<{ _id: string; spentFen: number; useCount: number }>([
    {
      $group: {
        _id: "$campaignId",
        spentFen: { $sum: "$amountFen" },
        useCount: { $sum: { $cond: [{ $eq: ["$kind", "use"] }, 1, -1] } },
      },
    },
  ]);
  const units = await CampaignUses.aggregate<{
    _id: { campaignId: string; skuId: string };
    quantity: number;
  }>([
    { $unwind: "$units" },
    {
      $group: {
        _id: { campaignId: "$campaignId", skuId: "$units.skuId" },
        quantity: { $sum: "$units.quantity" },
      },
    },
  ]);
  const sums = new Map(totals.map(({ _id, ...sum }) => [_id, { ...sum, units: new Map() }]));
  for (const { _id, quantity } of units) sums.get(_id.campaignId)?.units.set(_id.skuId, quantity);
  return sums;
}

function* countersOf(row: CampaignRow, sum: Sums): Iterable<string> {
  if (row.spentFen !== sum.spentFen) yield `已用预算 ${row.spentFen}，逐笔合计 ${sum.spentFen}`;
  if (row.useCount !== sum.useCount) yield `使用 ${row.useCount} 次，逐笔合计 ${sum.useCount}`;
  if (row.spentFen < 0 || (row.budgetFen !== null && row.spentFen > row.budgetFen))
    yield `已用 ${row.spentFen} 不在预算 ${row.budgetFen ?? "无限"} 之内`;
  const { benefit } = row.terms;
  if (benefit.kind !== "flash_price") return;
  for (const { skuId, stock } of benefit.prices) {
    const left = row.unitsLeft[skuId] ?? 0;
    if (left < 0) yield `${skuId} 活动库存为负`;
    const used = sum.units.get(skuId) ?? 0;
    if (left !== stock - used) yield `${skuId} 剩 ${left}，应为 ${stock} − ${used}`;
  }
}

/** What is counted towards a member's own limit against the uses. */
async function checkMembers(): Promise<Result> {
  const rows = await CampaignMembers.aggregate<{ _id: string; quantity: number; used: number }>([
    {
      $lookup: {
        from: CampaignUses.collection.name,
        let: { campaign: "$campaignId" },
        localField: "memberId",
        foreignField: "memberId",
        pipeline: [
          { $match: { $expr: { $eq: ["$campaignId", "$$campaign"] } } },
          { $project: { quantity: { $sum: "$units.quantity" } } },
        ],
        as: "uses",
      },
    },
    { $project: { quantity: 1, used: { $sum: "$uses.quantity" } } },
  ]);
  return {
    checked: rows.length,
    violations: rows
      .filter(({ quantity, used }) => quantity !== used)
      .map(({ _id, quantity, used }) => `${_id}：记录 ${quantity} 件，逐笔合计 ${used}`)
      .slice(0, VIOLATIONS_MAX),
  };
}

/** The counter of what is open against the rows. */
async function checkLive(): Promise<Result> {
  const row = await LiveOffers.findById("live").lean();
  const campaigns = await Campaigns.countDocuments({
    state: { $in: ["published", "paused", "stopped"] },
  });
  const personalPrices = await PersonalPrices.countDocuments({
    state: { $in: ["requested", "approved"] },
  });
  const violations: string[] = [];
  if ((row?.campaigns ?? 0) !== campaigns)
    violations.push(`进行中活动记录 ${row?.campaigns ?? 0}，实有 ${campaigns}`);
  if ((row?.personalPrices ?? 0) !== personalPrices)
    violations.push(`专属价格记录 ${row?.personalPrices ?? 0}，实有 ${personalPrices}`);
  return { checked: 2, violations };
}

/** The invariants of campaigns and personal prices. */
export const promotionsChecks: readonly AuditCheck[] = [
  {
    code: "I16",
    title: "活动已用预算、次数与活动库存等于逐笔合计，且不超预算、不为负",
    run: checkCampaigns,
  },
  { code: "I16", title: "限时价每人已购数量等于逐笔合计", run: checkMembers },
  { code: "I16", title: "进行中的活动与专属价格的计数等于实有", run: checkLive },
];
