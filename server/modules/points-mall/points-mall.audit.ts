import type { AuditCheck } from "../../kernel/audit-check.ts";
import { rawCollection } from "../../kernel/db.ts";
import { MallCounters, memberCounterId } from "./mall-counter.model.ts";
import { MallExchanges } from "./mall-exchange.model.ts";
import { MallItems, type MallItemRow } from "./mall-item.model.ts";

const VIOLATIONS_MAX = 20;

/** Units that somebody took of an item, counted from where they were taken. */
export type TakenUnits = {
  readonly mallItemId: string;
  readonly memberId: string;
  readonly quantity: number;
};

/**
 * Compares the counters of items of one kind with a recount of what was taken: equal, and never above the item's own
 * stock nor its limit per member.
 */
export async function compareMallCounters(
  kind: MallItemRow["what"]["kind"],
  taken: AsyncIterable<TakenUnits>,
): Promise<{ checked: number; violations: string[] }> {
  const recount = new Map<string, number>();
  const add = (key: string, quantity: number): void => {
    recount.set(key, (recount.get(key) ?? 0) + quantity);
  };
  for await (const { mallItemId, memberId, quantity } of taken) {
    add(mallItemId, quantity);
    add(memberCounterId(mallItemId, memberId), quantity);
  }
  const violations: string[] = [];
  let checked = 0;
  for await (const item of rawCollection(MallItems).find({
    "what.kind": kind,
    publishedAt: { $ne: null },
  })) {
    checked += 1;
    violations.push(...(await itemFaults(item, recount)));
    if (violations.length >= VIOLATIONS_MAX) break;
  }
  return { checked, violations: violations.slice(0, VIOLATIONS_MAX) };
}

async function itemFaults(
  item: MallItemRow,
  recount: ReadonlyMap<string, number>,
): Promise<string[]> {
  const faults: string[] = [];
  const prefix = memberCounterId(item._id, "");
  // Ids are the item's own and those that begin with it and a colon: `;` is the character after it.
  const counters = await rawCollection(MallCounters)
    .find({ _id: { $gte: item._id, $lt: `${item._id};` } })
    .toArray();
  const stored = new Map(counters.map((row) => [row._id, row.taken]));
  if (item.stock !== null && (stored.get(item._id) ?? 0) > item.stock)
    faults.push(`${item._id}：兑出 ${stored.get(item._id) ?? 0} 件，总量 ${item.stock} 件`);
  const counted =
    item.perMemberMax === null
      ? [item._id]
      : [item._id, ...[...recount.keys()].filter((key) => key.startsWith(prefix))];
  for (const key of new Set([...counted, ...stored.keys()])) {
    const [record, real] = [stored.get(key) ?? 0, recount.get(key) ?? 0];
    if (record !== real) faults.push(`${key}：记录兑出 ${record} 件，实有 ${real} 件`);
    if (item.perMemberMax !== null && key !== item._id && record > item.perMemberMax)
      faults.push(`${key}：兑了 ${record} 件，每人限兑 ${item.perMemberMax} 件`);
  }
  return faults;
}

async function* exchanged(): AsyncGenerator<TakenUnits> {
  for await (const { mallItemId, memberId } of rawCollection(MallExchanges).find())
    yield { mallItemId, memberId, quantity: 1 };
}

/** I17 of the mall's coupons: what was taken is what was exchanged. */
export const pointsMallChecks: readonly AuditCheck[] = [
  {
    code: "I17",
    title: "积分商城的券：兑出数等于兑换记录，不超过总量与每人限兑",
    run: async () => await compareMallCounters("coupon", exchanged()),
  },
];
