import { addDays, shanghaiDay } from "../../kernel/calendar.ts";
import type { World } from "../../world.ts";
import { grantLevels, policyOn, readPolicies, starterPolicy } from "../tiers/index.ts";
import { tierFields, type Located, type TierField } from "./columns.ts";
import { memberFinder } from "./find-people.ts";
import type { Table, TableRow } from "./open-table.ts";
import { readTier, type FileTier } from "./read-value.ts";
import { cellsOf, type FileReport, type RowBook } from "./row-book.ts";

/** What a file of levels brought. */
export type TiersReport = FileReport & {
  tiers: number;
  created: number;
  known: number;
  /** Whose standing they moved. */
  moved: number;
  /** Rows of the base level, which everybody has. */
  empty: number;
  /** Members who were in no other file and came with their level. */
  membersCreated: number;
};

const BATCH = 500;

/**
 * Imports levels that members had in another system, by the names or numbers of the rules in force: from the day of the
 * import to the last day that the file gives, else for a term of the rules, nobody is below theirs. One per member, once
 * for ever; another one the second time, or twice in one file, is refused and what is there stays.
 * @param importId marks what is brought; null only looks.
 * @param asOfDay the Shanghai day from which they hold.
 * @param met is told everybody who has one.
 */
export async function importTiers(
  world: World,
  importId: string | null,
  asOfDay: string,
  table: Table,
  columns: Located<TierField>,
  book: RowBook,
  met: Set<string>,
): Promise<TiersReport> {
  const totals = { tiers: 0, created: 0, known: 0, moved: 0, empty: 0, membersCreated: 0 };
  const findMembers = memberFinder(world, importId, (count) => {
    totals.membersCreated += count;
  });
  const levelOf = await levelFinder(asOfDay);
  const today = shanghaiDay(world.clock.now());
  const seen = new Set<string>();
  let batch: { tier: FileTier; row: TableRow }[] = [];
  const flush = async (): Promise<void> => {
    const memberIds = await findMembers(batch.map(({ tier }) => tier.person));
    const fresh: { row: TableRow; memberId: string; level: number; until: string | null }[] = [];
    for (const [index, { row, tier }] of batch.entries()) {
      const memberId = memberIds[index] ?? "";
      if (seen.has(memberId)) await book.refuse(row, ["同一会员在文件里出现了两次"]);
      else {
        const until = tier.expiresOn === null ? null : addDays(tier.expiresOn, 1);
        fresh.push({ row, memberId, level: tier.level, until });
      }
      seen.add(memberId);
    }
    batch = [];
    const { outcomes, moved } =
      importId === null
        ? { outcomes: fresh.map(() => "granted" as const), moved: 0 }
        : await grantLevels(world, importId, asOfDay, fresh);
    totals.moved += moved;
    for (const [index, { row, memberId }] of fresh.entries()) {
      if (outcomes[index] === "differs")
        await book.refuse(row, ["该会员已转入过别的等级或到期日；已转入的未作更改"]);
      else {
        met.add(memberId);
        totals.tiers += 1;
        totals[outcomes[index] === "known" ? "known" : "created"] += 1;
      }
    }
  };
  for await (const row of table.rows()) {
    book.seen();
    const tier =
      row.fault === null
        ? readTier(cellsOf(row, columns, tierFields), today, levelOf)
        : { faults: [row.fault] };
    if ("faults" in tier) await book.refuse(row, tier.faults);
    else if (tier.level === 0) totals.empty += 1;
    else {
      batch.push({ tier, row });
      if (batch.length >= BATCH) await flush();
    }
  }
  await flush();
  return Object.assign(book.close(), totals);
}

/** Finds a level by its name, or its number alone or after a `V`, in the rules that hold on a day. */
async function levelFinder(day: string): Promise<(nameOrNumber: string) => number | null> {
  const policies = await readPolicies();
  // A shop without rules gets the starter's before an import writes.
  const policy = policies.length === 0 ? starterPolicy : policyOn(policies, day);
  const byText = new Map([[policy.baseName, 0]]);
  for (const { level, name } of policy.levels) byText.set(name, level);
  for (const { level } of [{ level: 0 }, ...policy.levels]) {
    byText.set(`${level}`, level);
    byText.set(`V${level}`, level);
  }
  return (text) => byText.get(text) ?? byText.get(text.toUpperCase()) ?? null;
}
