import type { z } from "zod";
import type { importsEndpoints } from "../../contract/imports.ts";
import { nothingUndone, type ImportCounts, type ImportRow } from "./import.model.ts";
import type { ImportReport } from "./import-files.ts";
import type { FileReport } from "./row-book.ts";

type View = z.output<(typeof importsEndpoints)["GET /v1/staff/imports/:importId"]["response"]>;

/** An import as staff see it. */
export function viewImport(row: ImportRow): View {
  const { undoneAt } = row;
  return {
    importId: row._id,
    state: row.state,
    source: row.source,
    files: row.files.map(({ kind, name, rows }) => ({ kind, name, rows })),
    asOfDay: row.asOfDay,
    createdAt: row.createdAt,
    createdByName: row.createdByName,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    progress: row.progress,
    // What was kept before a kind existed says nothing of it.
    counts: row.counts && { ...nothingCounted, ...row.counts },
    added: row.added && { ...nothingAdded, ...row.added },
    failure: row.failure,
    undone:
      undoneAt === null ? null : { ...nothingUndone, ...row.undone, kept: row.kept, at: undoneAt },
  };
}

const nothingAdded = { members: 0, purchases: 0, paidFen: 0, tiers: 0 };
const nothingCounted = { members: null, orders: null, balances: null, coupons: null, tiers: null };

/** What a report says of each file, without where it lay and how long it took. */
export function countsOf({
  members,
  orders,
  balances,
  coupons,
  tiers,
}: ImportReport): ImportCounts {
  return {
    members: members && { ...rowsOf(members), accepted: members.accepted },
    orders: orders && {
      ...rowsOf(orders),
      purchases: orders.purchases,
      known: orders.known,
      paidFen: orders.paidFen,
      netFen: orders.netFen,
      buyers: orders.buyers,
    },
    balances: balances && {
      ...rowsOf(balances),
      balances: balances.balances,
      points: balances.points,
      empty: balances.empty,
    },
    coupons: coupons && { ...rowsOf(coupons), coupons: coupons.coupons },
    tiers: tiers && {
      ...rowsOf(tiers),
      tiers: tiers.tiers,
      known: tiers.known,
      empty: tiers.empty,
    },
  };
}

const rowsOf = ({ rows, refusedRows, reasons }: FileReport) => ({ rows, refusedRows, reasons });
