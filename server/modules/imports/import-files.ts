import { basename } from "node:path";
import { importKinds } from "../../contract/imports.ts";
import { shanghaiDay } from "../../kernel/calendar.ts";
import { fail } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { refreshStandings } from "../tiers/index.ts";
import {
  locateBalances,
  locateCoupons,
  locateMembers,
  locateOrders,
  locateTiers,
  type Located,
  type Preset,
} from "./columns.ts";
import { importBalances, type BalancesReport } from "./import-balances.ts";
import { importCoupons, type CouponsReport } from "./import-coupons.ts";
import { Imports, nothingUndone, type ImportKind, type ImportRow } from "./import.model.ts";
import { importMembers, type MembersReport } from "./import-members.ts";
import { importOrders, type OrdersReport } from "./import-orders.ts";
import { importTiers, type TiersReport } from "./import-tiers.ts";
import { openTable, type Table } from "./open-table.ts";
import { rowBook, type RowBook } from "./row-book.ts";
import type { TableSource } from "./table-source.ts";
import { refusalFile, refusalPath, type RefusalFile } from "./write-refusals.ts";

/** What to import, how to understand it, and whether to write anything. */
export type ImportWish = {
  readonly members: TableSource | null;
  readonly orders: TableSource | null;
  readonly balances: TableSource | null;
  readonly coupons: TableSource | null;
  readonly tiers: TableSource | null;
  /** Null: the preset that knows the file's columns best. */
  readonly preset: Preset | null;
  readonly isDryRun: boolean;
  /** The Shanghai day as of whose end tiers are counted; null is today. */
  readonly asOfDay: string | null;
  /**
   * Where refused rows go: to one file, beside each source, to somebody who keeps them, or nowhere (after a dry run that
   * has written them).
   */
  readonly refusals:
    | { readonly path: string }
    | { readonly keep: (kind: ImportKind) => RefusalFile }
    | "beside"
    | "nowhere";
  /** The import that is carried on, whose end the caller writes down; left out, one begins and ends here. */
  readonly importId?: string;
};

/** How far an import is: which step, how much of it (0 to 1), and how many rows. */
export type ImportProgress = {
  readonly step: ImportKind | "standings";
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
  balances: BalancesReport | null;
  coupons: CouponsReport | null;
  tiers: TiersReport | null;
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
 * Imports members, their purchases, points, coupons and levels from CSV files, streaming: refused rows never stop good ones, and
 * are written to a file to repair. Nothing is counted twice: members are found by phone or number, purchases by their
 * order number (or their content), points by their member and last day, coupons by their number (or the like),
 * levels by their member, so that an import may be killed at any moment and repeated. Standings follow at the end, once per member.
 * @throws TableError when a file cannot be read as a table at all, import_refused for a day of the future; then nothing is
 * written.
 */
export async function importFiles(
  world: World,
  wish: ImportWish,
  progress: (at: ImportProgress) => void,
): Promise<ImportReport> {
  const today = shanghaiDay(world.clock.now());
  const asOfDay = wish.asOfDay ?? today;
  if (asOfDay > today) {
    // A standing is never counted for an earlier day than before: one of the future would stay what it is till then.
    const detail = "等级不能按今天以后的日期计算";
    fail("import_refused", { detail, issues: [{ pointer: "/asOfDay", detail }] });
  }
  // Every file is looked at before anything is written.
  const members = await openAs.members(wish.members, wish.preset);
  const orders = await openAs.orders(wish.orders, wish.preset);
  const balances = await openAs.balances(wish.balances, wish.preset);
  const coupons = await openAs.coupons(wish.coupons, wish.preset);
  const { refusals: where } = wish;
  const shared =
    typeof where === "object" && "path" in where ? refusalFile(where.path, null) : null;
  const refusalsOf = (kind: ImportKind, table: Table): RefusalFile | null => {
    if (typeof where === "object" && "keep" in where) return where.keep(kind);
    if (where === "beside") return refusalFile(refusalPath(table.path), table.header);
    return shared;
  };
  const tiers = await openAs.tiers(wish.tiers, wish.preset);
  const opened = { members, orders, balances, coupons, tiers };
  const importId = wish.isDryRun
    ? null
    : (wish.importId ?? (await beginImport(world, asOfDay, opened)));
  const report: ImportReport = {
    isDryRun: wish.isDryRun,
    importId,
    members: null,
    orders: null,
    balances: null,
    coupons: null,
    tiers: null,
    standings: null,
    refusalPaths: [],
  };
  const keep = async (file: RefusalFile | null): Promise<void> => {
    const path = (await file?.close()) ?? null;
    if (path !== null) report.refusalPaths.push(path);
  };
  /** Reads one of the files, when it was given, and keeps the book on it. */
  const bring = async <Field extends string, Report>(
    step: ImportKind,
    opened: Opened<Field> | null,
    read: (table: Table, columns: Located<Field>, book: RowBook) => Promise<Report>,
  ): Promise<Report | null> => {
    if (opened === null) return null;
    const { table, preset, columns } = opened;
    const refusals = refusalsOf(step, table);
    const book = rowBook(table, preset, refusals, (rows, share) => progress({ step, share, rows }));
    const brought = await read(table, columns, book);
    if (shared === null) await keep(refusals);
    return brought;
  };
  /** Whose standing what was brought may have moved. */
  const moved = new Set<string>();
  report.members = await bring(
    "members",
    members,
    async (...file) => await importMembers(world, importId, ...file),
  );
  report.orders = await bring(
    "orders",
    orders,
    async (...file) => await importOrders(world, importId, ...file, moved),
  );
  report.balances = await bring(
    "balances",
    balances,
    async (...file) => await importBalances(world, importId, ...file),
  );
  report.coupons = await bring(
    "coupons",
    coupons,
    async (...file) => await importCoupons(world, importId, ...file),
  );
  report.tiers = await bring(
    "tiers",
    tiers,
    async (...file) => await importTiers(world, importId, asOfDay, ...file, moved),
  );
  await keep(shared);
  if (importId === null) return report;
  if (orders !== null || tiers !== null)
    report.standings = await countStandings(world, asOfDay, [...moved], progress);
  // Levels are counted with the batch that brings them.
  if (report.standings !== null) report.standings.written += report.tiers?.moved ?? 0;
  if (wish.importId === undefined)
    await Imports.updateOne(
      { _id: importId },
      { $set: { state: "done", endedAt: world.clock.now() } },
    );
  return report;
}

/** A file that can be read as a table, with what its columns mean. */
type Opened<Field extends string> = { table: Table; preset: string; columns: Located<Field> };

type Locate<Field extends string> = (
  header: readonly string[],
  preset: Preset | null,
) => { preset: string; columns: Located<Field> };

const opening =
  <Field extends string>(locate: Locate<Field>) =>
  async <Source extends TableSource | null>(source: Source, preset: Preset | null) => {
    if (source === null) return null;
    const table = await openTable(source);
    return { table, ...locate(table.header, preset) } satisfies Opened<Field>;
  };

/** Opens a file of each kind and finds its columns. @throws TableError, each of them */
export const openAs = {
  members: opening(locateMembers),
  orders: opening(locateOrders),
  balances: opening(locateBalances),
  coupons: opening(locateCoupons),
  tiers: opening(locateTiers),
} as const satisfies Record<ImportKind, unknown>;

/** Writes down that an import begins, so that whatever it adds can be taken back, also when it is killed. */
async function beginImport(
  world: World,
  asOfDay: string,
  opened: Record<ImportKind, { table: Table } | null>,
): Promise<string> {
  const at = world.clock.now();
  const run: ImportRow = {
    _id: newId("imp", at),
    source: "cli",
    state: "running",
    requestHash: null,
    files: importKinds.flatMap((kind) => {
      const table = opened[kind]?.table;
      return table === undefined
        ? []
        : [{ kind, name: basename(table.path), rows: 0, header: [...table.header] }];
    }),
    asOfDay,
    createdAt: at,
    createdByName: null,
    startedAt: at,
    endedAt: null,
    leaseUntil: null,
    progress: null,
    counts: null,
    added: null,
    failure: null,
    undone: nothingUndone,
    kept: [],
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
