import { digestPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { recordPurchases, type FilePurchase } from "../purchases/index.ts";
import { orderFields, type Located, type OrderField } from "./columns.ts";
import { memberFinder } from "./find-people.ts";
import type { Table, TableRow } from "./open-table.ts";
import { readPurchase, type FileOrder, type OrderCells } from "./read-purchase.ts";
import { cellsOf, type FileReport, type RowBook } from "./row-book.ts";

/** What an orders file brought; amounts in fen. */
export type OrdersReport = FileReport & {
  purchases: number;
  created: number;
  known: number;
  paidFen: number;
  netFen: number;
  buyers: number;
  /** Members who were in no members file and came with their first order. */
  membersCreated: number;
};

const ORDERS_BATCH = 2_000;
const ORDER_ROWS_MAX = 500;

/**
 * Imports the purchases of a file, and whoever made them; the ids of the buyers are added to `buyers`.
 * @param importId marks what is added; null only looks.
 */
export async function importOrders(
  world: World,
  importId: string | null,
  table: Table,
  columns: Located<OrderField>,
  book: RowBook,
  buyers: Set<string>,
): Promise<OrdersReport> {
  const totals = { purchases: 0, created: 0, known: 0, paidFen: 0, netFen: 0, membersCreated: 0 };
  const idOf = externalIds(world);
  const findMembers = memberFinder(world, importId, (count) => {
    totals.membersCreated += count;
  });
  let batch: { order: FileOrder; externalId: string; rows: TableRow[] }[] = [];
  const flush = async (): Promise<void> => {
    const memberIds = await findMembers(batch.map(({ order }) => order.person));
    const outcomes = await recordPurchases(
      world,
      batch.map(({ order, externalId }, index) =>
        filePurchase(order, { externalId, importId, memberId: memberIds[index] ?? "" }),
      ),
      importId === null,
    );
    for (const [index, { order, rows }] of batch.entries()) {
      if (outcomes[index] === "differs")
        for (const row of rows)
          await book.refuse(row, ["同号订单已导入过，而付款时间或金额不同；已导入的未作更改"]);
      else {
        totals.purchases += 1;
        totals.paidFen += order.paidFen;
        totals.netFen += order.paidFen - order.freightFen - order.returnedFen;
        if (outcomes[index] === "new") totals.created += 1;
        else totals.known += 1;
        buyers.add(memberIds[index] ?? "");
      }
    }
    batch = [];
  };
  for await (const { rows, cells, fault } of ordersOf(table, columns, book)) {
    const order =
      fault === null ? readPurchase(cells, world.clock.now()) : { faults: [{ fault, index: 0 }] };
    if ("faults" in order)
      for (const [index, row] of rows.entries()) {
        const own = order.faults.filter((one) => one.index === index).map((one) => one.fault);
        const other = rows[order.faults[0]?.index ?? 0]?.line ?? 0;
        await book.refuse(row, own.length > 0 ? own : [`同一订单的另一行（第 ${other} 行）有误`]);
      }
    else {
      const externalId = idOf(order);
      if (externalId === null)
        for (const row of rows)
          await book.refuse(row, ["同一订单号分散在文件的几处，请按订单号排序后重新导入"]);
      else batch.push({ order, externalId, rows });
      if (batch.length >= ORDERS_BATCH) await flush();
    }
  }
  await flush();
  return Object.assign(book.close(), { ...totals, buyers: buyers.size });
}

/** The rows of a file, gathered to orders: neighbours with the same order number are one. */
async function* ordersOf(
  table: Table,
  columns: Located<OrderField>,
  book: RowBook,
): AsyncGenerator<{
  rows: TableRow[];
  cells: OrderCells[];
  fault: string | null;
}> {
  let rows: TableRow[] = [];
  let cells: OrderCells[] = [];
  for await (const row of table.rows()) {
    book.seen();
    const next = cellsOf(row, columns, orderFields);
    const isSame = next.orderNo !== "" && next.orderNo === cells[0]?.orderNo;
    if (rows.length > 0 && (row.fault !== null || !isSame || rows.length >= ORDER_ROWS_MAX)) {
      yield { rows, cells, fault: null };
      rows = [];
      cells = [];
    }
    if (row.fault !== null) yield { rows: [row], cells: [next], fault: row.fault };
    else {
      rows.push(row);
      cells.push(next);
    }
  }
  if (rows.length > 0) yield { rows, cells, fault: null };
}

/**
 * Gives each order the id under which it is known for ever: its order number, or a digest of its content and how often
 * the same content came before in this file, so that two equal purchases of a day are two and a repeated import finds
 * them again. The digest is keyed: it could else be guessed back to a phone. Null when a number comes again later.
 */
function externalIds(world: World): (order: FileOrder) => string | null {
  const seen = new Set<string>();
  const times = new Map<string, number>();
  return (order) => {
    if (order.orderNo !== null) {
      if (seen.has(order.orderNo)) return null;
      seen.add(order.orderNo);
      return order.orderNo;
    }
    const { person, at, paidFen, freightFen, lines } = order;
    const content = digestPii(
      world.config.pii,
      JSON.stringify([
        person.externalId ?? person.phone,
        at.toISOString(),
        paidFen,
        freightFen,
        lines.map((line) => [line.title, line.quantity, line.paidFen]),
      ]),
    ).slice(0, 27);
    const time = (times.get(content) ?? 0) + 1;
    times.set(content, time);
    return `content:${content}:${time}`;
  };
}

function filePurchase(
  order: FileOrder,
  known: { externalId: string; memberId: string; importId: string | null },
): FilePurchase {
  return {
    ...known,
    source: "import",
    at: order.at,
    storeId: null,
    lines: order.lines,
    paidFen: order.paidFen,
    freightFen: order.freightFen,
    returnedFen: order.returnedFen,
  };
}
