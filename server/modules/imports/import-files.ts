import { shanghaiDay } from "../../kernel/calendar.ts";
import { assert } from "../../kernel/errors.ts";
import { digestPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { findOrCreateImportedMembers } from "../members/index.ts";
import { recordPurchases, type FilePurchase } from "../purchases/index.ts";
import { refreshStandings } from "../tiers/index.ts";
import {
  locateMembers,
  locateOrders,
  memberFields,
  orderFields,
  type Located,
  type MemberField,
  type OrderField,
  type Preset,
} from "./columns.ts";
import { cleanCell, openTable, type Table, type TableRow } from "./open-table.ts";
import { readDay } from "./read-moment.ts";
import { readPerson, type FilePerson } from "./read-person.ts";
import { readPurchase, type FileOrder, type OrderCells } from "./read-purchase.ts";
import { refusalFile, refusalPath, type RefusalFile } from "./write-refusals.ts";

/** What to import, how to understand it, and whether to write anything. */
export type ImportWish = {
  readonly membersPath: string | null;
  readonly ordersPath: string | null;
  /** Null: the preset that knows the file's columns best. */
  readonly preset: Preset | null;
  readonly isDryRun: boolean;
  /** The Shanghai day as of whose end tiers are counted; null is today. */
  readonly asOfDay: string | null;
  /** One file for all refused rows; null: one beside each source. */
  readonly refusalsPath: string | null;
};

/** How far an import is: which step, how much of it (0 to 1), and how many rows. */
export type ImportProgress = {
  readonly step: "members" | "orders" | "standings";
  readonly share: number;
  readonly rows: number;
};

/** What one file brought. */
export type FileReport = {
  path: string;
  encoding: string;
  preset: string;
  rows: number;
  refusedRows: number;
  /** Refused rows by reason, most frequent first, and the first few of them. */
  reasons: { reason: string; rows: number; lines: number[] }[];
  milliseconds: number;
};

/** What an import brought, or would bring. Amounts in fen. */
export type ImportReport = {
  isDryRun: boolean;
  members: (FileReport & { accepted: number; created: number }) | null;
  orders:
    | (FileReport & {
        purchases: number;
        created: number;
        known: number;
        paidFen: number;
        netFen: number;
        buyers: number;
        /** Members who were in no members file and came with their first order. */
        membersCreated: number;
      })
    | null;
  standings: {
    asOfDay: string;
    counted: number;
    written: number;
    levels: { level: number; name: string; members: number }[];
  } | null;
  refusalPaths: string[];
};

const PEOPLE_BATCH = 1_000;
const ORDERS_BATCH = 2_000;
const STANDINGS_BATCH = 500;
const LINES_SHOWN = 5;
const PEOPLE_REMEMBERED = 200_000;
const ORDER_ROWS_MAX = 500;

/**
 * Imports members and their purchases from CSV files, streaming: refused rows never stop good ones, and are written to
 * a file to repair. Nothing is counted twice: members are found by phone or number, purchases by their order number (or
 * their content), so that an import may be killed at any moment and repeated. Standings follow at the end, once per
 * member.
 * @throws TableError when a file cannot be read as a table at all; then nothing is written.
 */
export async function importFiles(
  world: World,
  wish: ImportWish,
  progress: (at: ImportProgress) => void,
): Promise<ImportReport> {
  const members = wish.membersPath === null ? null : await openTable(wish.membersPath);
  const orders = wish.ordersPath === null ? null : await openTable(wish.ordersPath);
  const memberColumns = members === null ? null : locateMembers(members.header, wish.preset);
  const orderColumns = orders === null ? null : locateOrders(orders.header, wish.preset);
  const shared = wish.refusalsPath === null ? null : refusalFile(wish.refusalsPath, null);
  const report: ImportReport = {
    isDryRun: wish.isDryRun,
    members: null,
    orders: null,
    standings: null,
    refusalPaths: [],
  };
  const keep = (path: string | null): void => {
    if (path !== null) report.refusalPaths.push(path);
  };
  if (members !== null && memberColumns !== null) {
    const rows = rowBook(members, memberColumns.preset, shared, (count, share) =>
      progress({ step: "members", share, rows: count }),
    );
    report.members = await importMembers(world, wish, members, memberColumns.columns, rows);
    keep(await rows.close());
  }
  const buyers = new Set<string>();
  if (orders !== null && orderColumns !== null) {
    const rows = rowBook(orders, orderColumns.preset, shared, (count, share) =>
      progress({ step: "orders", share, rows: count }),
    );
    report.orders = await importOrders(world, wish, orders, orderColumns.columns, rows, buyers);
    keep(await rows.close());
  }
  if (shared !== null) keep(await shared.close());
  if (!wish.isDryRun && orders !== null)
    report.standings = await countStandings(world, wish.asOfDay, [...buyers], progress);
  return report;
}

/** Keeps the book on one file: how many rows, which were refused and why. */
type RowBook = {
  readonly report: FileReport;
  seen(): void;
  refuse(row: TableRow, reason: string): Promise<void>;
  close(): Promise<string | null>;
};

function rowBook(
  table: Table,
  preset: string,
  shared: RefusalFile | null,
  progress: (rows: number, share: number) => void,
): RowBook {
  const begun = performance.now();
  const own = shared === null ? refusalFile(refusalPath(table.path), table.header) : null;
  const reasons = new Map<string, { reason: string; rows: number; lines: number[] }>();
  const report: FileReport = {
    path: table.path,
    encoding: table.encoding,
    preset,
    rows: 0,
    refusedRows: 0,
    reasons: [],
    milliseconds: 0,
  };
  return {
    report,
    seen() {
      report.rows += 1;
      if (report.rows % 500 === 0)
        progress(report.rows, table.bytes === 0 ? 1 : table.bytesRead() / table.bytes);
    },
    async refuse(row, reason) {
      report.refusedRows += 1;
      // What is quoted from the row would make a reason of every row.
      const kind = reason.replace(/「[^」]*」/gu, "「…」").replace(/：.*$/u, "");
      const known = reasons.get(kind) ?? { reason: kind, rows: 0, lines: [] };
      known.rows += 1;
      if (known.lines.length < LINES_SHOWN) known.lines.push(row.line);
      reasons.set(kind, known);
      await (shared ?? own)?.add({ path: table.path, line: row.line, reason, cells: row.cells });
    },
    async close() {
      progress(report.rows, 1);
      report.milliseconds = performance.now() - begun;
      report.reasons = [...reasons.values()].toSorted((a, b) => b.rows - a.rows);
      return (await own?.close()) ?? null;
    },
  };
}

async function importMembers(
  world: World,
  wish: ImportWish,
  table: Table,
  columns: Located<MemberField>,
  book: RowBook,
): Promise<NonNullable<ImportReport["members"]>> {
  let accepted = 0;
  let created = 0;
  let batch: (FilePerson & { birthday: string | null })[] = [];
  const flush = async (): Promise<void> => {
    if (!wish.isDryRun && batch.length > 0) {
      const found = await findOrCreateImportedMembers(world, batch);
      created += found.filter((member) => member.isNew).length;
    }
    batch = [];
  };
  for await (const row of table.rows()) {
    book.seen();
    const cells = cellsOf(row, columns, memberFields);
    const person = row.fault === null ? readPerson(cells) : { fault: row.fault };
    const birthday = cells.birthday === "" ? null : readDay(cells.birthday);
    if ("fault" in person) await book.refuse(row, person.fault);
    else if (cells.birthday !== "" && birthday === null)
      await book.refuse(row, `生日「${cells.birthday}」无法识别`);
    else {
      accepted += 1;
      batch.push({ ...person, birthday });
      if (batch.length >= PEOPLE_BATCH) await flush();
    }
  }
  await flush();
  return Object.assign(book.report, { accepted, created });
}

async function importOrders(
  world: World,
  wish: ImportWish,
  table: Table,
  columns: Located<OrderField>,
  book: RowBook,
  buyers: Set<string>,
): Promise<NonNullable<ImportReport["orders"]>> {
  const totals = { purchases: 0, created: 0, known: 0, paidFen: 0, netFen: 0, membersCreated: 0 };
  const idOf = externalIds(world);
  const findMembers = memberFinder(world, wish.isDryRun, (count) => {
    totals.membersCreated += count;
  });
  let batch: { order: FileOrder; externalId: string; rows: TableRow[] }[] = [];
  const flush = async (): Promise<void> => {
    const memberIds = await findMembers(batch.map(({ order }) => order.person));
    const outcomes = await recordPurchases(
      world,
      batch.map(({ order, externalId }, index) =>
        filePurchase(order, externalId, memberIds[index] ?? ""),
      ),
      wish.isDryRun,
    );
    for (const [index, { order, rows }] of batch.entries()) {
      if (outcomes[index] === "differs")
        for (const row of rows)
          await book.refuse(row, "同号订单已导入过，而付款时间或金额不同；已导入的未作更改");
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
    const order = fault ?? readPurchase(cells, world.clock.now());
    if ("fault" in order)
      for (const [index, row] of rows.entries())
        await book.refuse(
          row,
          index === order.index
            ? order.fault
            : `同一订单的另一行（第 ${rows[order.index]?.line ?? 0} 行）有误`,
        );
    else {
      const externalId = idOf(order);
      if (externalId === null)
        for (const row of rows)
          await book.refuse(row, "同一订单号分散在文件的几处，请按订单号排序后重新导入");
      else batch.push({ order, externalId, rows });
      if (batch.length >= ORDERS_BATCH) await flush();
    }
  }
  await flush();
  return Object.assign(book.report, { ...totals, buyers: buyers.size });
}

/** The rows of a file, gathered to orders: neighbours with the same order number are one. */
async function* ordersOf(
  table: Table,
  columns: Located<OrderField>,
  book: RowBook,
): AsyncGenerator<{
  rows: TableRow[];
  cells: OrderCells[];
  fault: { fault: string; index: number } | null;
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
    if (row.fault !== null)
      yield { rows: [row], cells: [next], fault: { fault: row.fault, index: 0 } };
    else {
      rows.push(row);
      cells.push(next);
    }
  }
  if (rows.length > 0) yield { rows, cells, fault: null };
}

function cellsOf<Field extends string>(
  row: TableRow,
  columns: Located<Field>,
  fields: readonly Field[],
): Record<Field, string> {
  const cells = {} as Record<Field, string>;
  for (const field of fields) {
    cells[field] = "";
    for (const column of columns[field]) {
      cells[field] = cleanCell(row.cells[column] ?? "");
      if (cells[field] !== "") break;
    }
  }
  return cells;
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

/** Finds the members of a batch of orders; those met before in the file are remembered. In a dry run, their keys. */
function memberFinder(
  world: World,
  isDryRun: boolean,
  told: (created: number) => void,
): (people: readonly FilePerson[]) => Promise<string[]> {
  const remembered = new Map<string, string>();
  const keyOf = (person: FilePerson): string => `${person.externalId ?? ""} ${person.phone ?? ""}`;
  return async (people) => {
    if (isDryRun) return people.map(keyOf);
    if (remembered.size > PEOPLE_REMEMBERED) remembered.clear();
    const unknown = new Map(
      people
        .filter((person) => !remembered.has(keyOf(person)))
        .map((person) => [keyOf(person), { ...person, birthday: null }]),
    );
    if (unknown.size > 0) {
      const found = await findOrCreateImportedMembers(world, [...unknown.values()]);
      for (const [index, key] of [...unknown.keys()].entries()) {
        const member = found[index];
        assert(member !== undefined, "every person asked for is found");
        remembered.set(key, member.memberId);
      }
      told(found.filter((member) => member.isNew).length);
    }
    return people.map((person) => remembered.get(keyOf(person)) ?? "");
  };
}

function filePurchase(order: FileOrder, externalId: string, memberId: string): FilePurchase {
  return {
    memberId,
    source: "import",
    externalId,
    at: order.at,
    storeId: null,
    lines: order.lines,
    paidFen: order.paidFen,
    freightFen: order.freightFen,
    returnedFen: order.returnedFen,
  };
}

async function countStandings(
  world: World,
  asOf: string | null,
  memberIds: readonly string[],
  progress: (at: ImportProgress) => void,
): Promise<NonNullable<ImportReport["standings"]>> {
  const asOfDay = asOf ?? shanghaiDay(world.clock.now());
  const levels = new Map<number, { level: number; name: string; members: number }>();
  let written = 0;
  for (let from = 0; from < memberIds.length; from += STANDINGS_BATCH) {
    const batch = memberIds.slice(from, from + STANDINGS_BATCH);
    const counted = await refreshStandings(world, batch, asOfDay);
    written += counted.written;
    for (const { level, tierName } of counted.standings) {
      const row = levels.get(level) ?? { level, name: tierName, members: 0 };
      row.members += 1;
      levels.set(level, row);
    }
    const rows = from + batch.length;
    progress({ step: "standings", share: rows / memberIds.length, rows });
  }
  return {
    asOfDay,
    counted: memberIds.length,
    written,
    levels: [...levels.values()].toSorted((a, b) => a.level - b.level),
  };
}
