import { shanghaiDay } from "../../kernel/calendar.ts";
import type { World } from "../../world.ts";
import { openBalances } from "../points/index.ts";
import { balanceFields, type BalanceField, type Located } from "./columns.ts";
import { memberFinder } from "./find-people.ts";
import type { Table, TableRow } from "./open-table.ts";
import { readBalance, type FileBalance } from "./read-value.ts";
import { cellsOf, type FileReport, type RowBook } from "./row-book.ts";

/** What a file of points balances brought. */
export type BalancesReport = FileReport & {
  balances: number;
  points: number;
  created: number;
  known: number;
  /** Rows without points: there is nothing to open. */
  empty: number;
  /** Members who were in no other file and came with their points. */
  membersCreated: number;
};

const BATCH = 500;
const system = { kind: "system", name: "import" } as const;

/**
 * Imports points balances as points that can be spent at once: one per member and last day, once for ever; with other
 * points the second time, or twice in one file, it is refused and what is there stays.
 * @param importId marks who is made; null only looks.
 */
export async function importBalances(
  world: World,
  importId: string | null,
  table: Table,
  columns: Located<BalanceField>,
  book: RowBook,
): Promise<BalancesReport> {
  const totals = { balances: 0, points: 0, created: 0, known: 0, empty: 0, membersCreated: 0 };
  const findMembers = memberFinder(world, importId, (count) => {
    totals.membersCreated += count;
  });
  const seen = new Set<string>();
  let batch: { balance: FileBalance; row: TableRow }[] = [];
  const flush = async (): Promise<void> => {
    const memberIds = await findMembers(batch.map(({ balance }) => balance.person));
    const fresh: { balance: FileBalance; row: TableRow; memberId: string; causeId: string }[] = [];
    for (const [index, one] of batch.entries()) {
      const memberId = memberIds[index] ?? "";
      const causeId = one.balance.expiresOn ?? "never";
      const key = `${memberId} ${causeId}`;
      if (seen.has(key))
        await book.refuse(one.row, ["同一会员同一到期日在文件里出现了两次，请合并成一行"]);
      else fresh.push({ ...one, memberId, causeId });
      seen.add(key);
    }
    batch = [];
    const outcomes =
      importId === null
        ? fresh.map(() => "opened" as const)
        : await openBalances(
            world,
            system,
            fresh.map(({ memberId, causeId, balance: { points, expiresOn } }) => {
              const reason = `随导入 ${importId} 转入`;
              return { memberId, causeId, points, expiresOn, reason };
            }),
          );
    for (const [index, { row, balance }] of fresh.entries()) {
      const outcome = outcomes[index];
      if (outcome === "differs")
        await book.refuse(row, ["该会员这一到期日的积分已转入过，而数目不同；已转入的未作更改"]);
      else if (outcome === "over") await book.refuse(row, ["到期日已过"]);
      else {
        totals.balances += 1;
        totals.points += balance.points;
        if (outcome === "opened") totals.created += 1;
        else totals.known += 1;
      }
    }
  };
  const today = shanghaiDay(world.clock.now());
  for await (const row of table.rows()) {
    book.seen();
    const balance =
      row.fault === null
        ? readBalance(cellsOf(row, columns, balanceFields), today)
        : { faults: [row.fault] };
    if ("faults" in balance) await book.refuse(row, balance.faults);
    else if (balance.points === 0) totals.empty += 1;
    else {
      batch.push({ balance, row });
      if (batch.length >= BATCH) await flush();
    }
  }
  await flush();
  return Object.assign(book.close(), totals);
}
