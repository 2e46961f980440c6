import type { AuditCheck } from "../../kernel/audit-check.ts";
import { Campaigns, type CampaignRow } from "./campaigns/campaign.model.ts";
import { LiveOffers } from "./live-offers.ts";
import { PersonalPrices } from "./personal-prices/personal-price.model.ts";

const VIOLATIONS_MAX = 20;

type Result = { checked: number; violations: string[] };

/** Counters of campaigns within their bounds; orders recount them. */
async function checkCampaigns(): Promise<Result> {
  const violations: string[] = [];
  let checked = 0;
  for await (const row of Campaigns.find().lean<CampaignRow[]>().cursor()) {
    checked += 1;
    for (const fault of boundsOf(row)) violations.push(`${row._id}：${fault}`);
    if (violations.length >= VIOLATIONS_MAX) break;
  }
  return { checked, violations: violations.slice(0, VIOLATIONS_MAX) };
}

function* boundsOf(row: CampaignRow): Iterable<string> {
  if (row.spentFen < 0 || (row.budgetFen !== null && row.spentFen > row.budgetFen))
    yield `已用 ${row.spentFen} 不在预算 ${row.budgetFen ?? "无限"} 之内`;
  if (row.useCount < 0) yield `使用次数 ${row.useCount} 为负`;
  for (const [skuId, left] of Object.entries(row.unitsLeft))
    if (left < 0) yield `${skuId} 活动库存 ${left} 为负`;
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
    title: "活动已用预算不超预算，预算、次数与活动库存不为负",
    run: checkCampaigns,
  },
  { code: "I16", title: "进行中的活动与专属价格的计数等于实有", run: checkLive },
];
