import { rawCollection } from "../../../kernel/db.ts";
import type { CampaignUse } from "../offer.ts";
import { CampaignMembers, Campaigns, memberCounterId, type CampaignRow } from "./campaign.model.ts";
import { unitCount, unitsOf } from "./use-campaigns.ts";

/** What one order holds of campaigns and has not given back. */
export type HeldUses = { readonly memberId: string; readonly uses: readonly CampaignUse[] };

type Recount = {
  spentFen: number;
  useCount: number;
  units: Map<string, number>;
  /** Units by the key of the member's counter. */
  members: Map<string, number>;
};

const VIOLATIONS_MAX = 20;

/**
 * Compares the counters of every campaign with a recount of what orders hold of it: fen of budget, uses, units of flash
 * stock, and units of each member where members have a limit.
 */
export async function compareCampaignCounters(
  held: AsyncIterable<HeldUses>,
): Promise<{ checked: number; violations: string[] }> {
  const recounts = await recount(held);
  const violations: string[] = [];
  let checked = 0;
  for await (const row of rawCollection(Campaigns).find({}, { projection: { history: 0 } })) {
    checked += 1;
    const real = (isCounted(row) && recounts.get(row._id)) || nothing();
    recounts.delete(row._id);
    for (const fault of [...countersOf(row, real), ...(await membersOf(row, real))])
      violations.push(`${row._id}：${fault}`);
  }
  for (const campaignId of recounts.keys())
    violations.push(`${campaignId}：订单用了，但没有该活动`);
  return { checked, violations: violations.slice(0, VIOLATIONS_MAX) };
}

const isCounted = ({ budgetFen, terms }: CampaignRow): boolean =>
  budgetFen !== null || terms.benefit.kind === "flash_price";

const nothing = (): Recount => ({
  spentFen: 0,
  useCount: 0,
  units: new Map(),
  members: new Map(),
});

async function recount(held: AsyncIterable<HeldUses>): Promise<Map<string, Recount>> {
  const recounts = new Map<string, Recount>();
  for await (const { memberId, uses } of held)
    for (const use of uses) {
      const real = recounts.get(use.campaignId) ?? nothing();
      recounts.set(use.campaignId, real);
      real.spentFen += use.amountFen;
      real.useCount += 1;
      for (const [skuId, quantity] of unitsOf(use)) add(real.units, skuId, quantity);
      if (unitCount(use) > 0)
        add(real.members, memberCounterId(use.campaignId, memberId), unitCount(use));
    }
  return recounts;
}

function add(counts: Map<string, number>, key: string, quantity: number): void {
  counts.set(key, (counts.get(key) ?? 0) + quantity);
}

function* countersOf(row: CampaignRow, real: Recount): Iterable<string> {
  if (row.spentFen !== real.spentFen) yield `已用预算 ${row.spentFen}，订单合计 ${real.spentFen}`;
  if (row.useCount !== real.useCount) yield `使用 ${row.useCount} 次，订单合计 ${real.useCount} 次`;
  const { benefit } = row.terms;
  if (benefit.kind !== "flash_price") return;
  for (const { skuId, stock } of benefit.prices) {
    const [left, used] = [row.unitsLeft[skuId] ?? 0, real.units.get(skuId) ?? 0];
    if (left !== stock - used) yield `${skuId} 剩 ${left} 件，应为 ${stock} − ${used} 件`;
  }
}

async function membersOf(row: CampaignRow, real: Recount): Promise<string[]> {
  const { benefit } = row.terms;
  if (benefit.kind !== "flash_price" || benefit.perMemberMax === null) return [];
  // Ids are those that begin with the campaign's and a colon: `;` is the character after it.
  const counters = await rawCollection(CampaignMembers)
    .find({ _id: { $gte: memberCounterId(row._id, ""), $lt: `${row._id};` } })
    .toArray();
  const stored = new Map(counters.map(({ _id, quantity }) => [_id, quantity]));
  return [...new Set([...stored.keys(), ...real.members.keys()])].flatMap((key) => {
    const [record, bought] = [stored.get(key) ?? 0, real.members.get(key) ?? 0];
    return record === bought ? [] : [`${key} 记录 ${record} 件，订单合计 ${bought} 件`];
  });
}
