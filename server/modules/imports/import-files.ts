import { basename } from "node:path";
import { shanghaiDay } from "../../kernel/calendar.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { refreshStandings } from "../tiers/index.ts";
import { locateMembers, locateOrders, type Preset } from "./columns.ts";
import { Imports, type ImportRow } from "./import.model.ts";
import { importMembers, type MembersReport } from "./import-members.ts";
import { importOrders, type OrdersReport } from "./import-orders.ts";
import { openTable, type Table } from "./open-table.ts";
import { rowBook } from "./row-book.ts";
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
  /** Where refused rows go: to one file, beside each source, or nowhere (after a dry run that has written them). */
  readonly refusals: { readonly path: string } | "beside" | "nowhere";
};

/** How far an import is: which step, how much of it (0 to 1), and how many rows. */
export type ImportProgress = {
  readonly step: "members" | "orders" | "standings";
  readonly share: number;
  readonly rows: number;
};

/** What an import brought, or would bring. Amounts in fen. */
export type ImportReport = {
  isDryRun: boolean;
  /** By which it can be undone; null of a dry run. */
  importId: string | null;
  members: MembersReport | null;
  orders: OrdersReport | null;
  standings: {
    asOfDay: string;
    counted: number;
    written: number;
    levels: { level: number; name: string; members: number }[];
  } | null;
  refusalPaths: string[];
};

const STANDINGS_BATCH = 500;

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
  const asOfDay = wish.asOfDay ?? shanghaiDay(world.clock.now());
  const members = wish.membersPath === null ? null : await openTable(wish.membersPath);
  const orders = wish.ordersPath === null ? null : await openTable(wish.ordersPath);
  const memberColumns = members === null ? null : locateMembers(members.header, wish.preset);
  const orderColumns = orders === null ? null : locateOrders(orders.header, wish.preset);
  const shared = typeof wish.refusals === "string" ? null : refusalFile(wish.refusals.path, null);
  const refusalsOf = (table: Table): RefusalFile | null =>
    shared ??
    (wish.refusals === "beside" ? refusalFile(refusalPath(table.path), table.header) : null);
  const importId = wish.isDryRun
    ? null
    : await beginImport(world, asOfDay, [wish.membersPath, wish.ordersPath]);
  const report: ImportReport = {
    isDryRun: wish.isDryRun,
    importId,
    members: null,
    orders: null,
    standings: null,
    refusalPaths: [],
  };
  const keep = async (file: RefusalFile | null): Promise<void> => {
    const path = (await file?.close()) ?? null;
    if (path !== null) report.refusalPaths.push(path);
  };
  if (members !== null && memberColumns !== null) {
    const refusals = refusalsOf(members);
    const book = rowBook(members, memberColumns.preset, refusals, (rows, share) =>
      progress({ step: "members", share, rows }),
    );
    const { columns } = memberColumns;
    report.members = await importMembers(world, importId, members, columns, book);
    if (shared === null) await keep(refusals);
  }
  const buyers = new Set<string>();
  if (orders !== null && orderColumns !== null) {
    const refusals = refusalsOf(orders);
    const book = rowBook(orders, orderColumns.preset, refusals, (rows, share) =>
      progress({ step: "orders", share, rows }),
    );
    const { columns } = orderColumns;
    report.orders = await importOrders(world, importId, orders, columns, book, buyers);
    if (shared === null) await keep(refusals);
  }
  await keep(shared);
  if (importId === null) return report;
  if (orders !== null)
    report.standings = await countStandings(world, asOfDay, [...buyers], progress);
  await Imports.updateOne({ _id: importId }, { $set: { endedAt: world.clock.now() } });
  return report;
}

/** Writes down that an import begins, so that whatever it adds can be taken back, also when it is killed. */
async function beginImport(
  world: World,
  asOfDay: string,
  paths: readonly (string | null)[],
): Promise<string> {
  const startedAt = world.clock.now();
  const run: ImportRow = {
    _id: newId("imp", startedAt),
    startedAt,
    files: paths.flatMap((path) => (path === null ? [] : [basename(path)])),
    asOfDay,
    endedAt: null,
    undone: { purchases: 0, paidFen: 0, members: 0, cleared: 0 },
    undoneAt: null,
  };
  await Imports.insertMany([run], { lean: true });
  return run._id;
}

async function countStandings(
  world: World,
  asOfDay: string,
  memberIds: readonly string[],
  progress: (at: ImportProgress) => void,
): Promise<NonNullable<ImportReport["standings"]>> {
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
