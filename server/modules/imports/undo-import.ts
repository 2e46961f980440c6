import { transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { readCouponHolders } from "../coupons/index.ts";
import {
  readImportMembers,
  takeBackImportedMembers,
  type ImportKeptReason,
} from "../members/index.ts";
import { forgetRecords } from "../member-records/index.ts";
import { readPointsHolders } from "../points/index.ts";
import {
  readImportBuyers,
  readImportedPurchases,
  removeImportedPurchases,
} from "../purchases/index.ts";
import {
  forgetStandings,
  readGrantedMembers,
  readImportGranted,
  refreshStandings,
  removeImportedGrants,
  Standings,
} from "../tiers/index.ts";
import { Imports, type ImportRow, type ImportUndone } from "./import.model.ts";

/** What undoing an import takes back, or would take back, and what it cannot and why. */
export type UndoReport = ImportUndone & {
  isDryRun: boolean;
  importId: string;
  startedAt: Date;
  files: readonly string[];
  /** Members who stay and are counted anew. */
  recounted: number;
  kept: { reason: ImportKeptReason; memberIds: string[] }[];
};

const BATCH = 500;
const LATEST_SHOWN = 5;

/**
 * Takes back exactly what one run of an import added: its purchases, the levels it brought, the members it made (but for those who have since
 * become somebody's or have points or coupons: these stay and are told), and what it filled in elsewhere. Points and
 * coupons that it brought stay: their journals are only ever added to. Whoever stays is counted anew, for the
 * day for which they were counted. Each batch of members is one transaction, so that an undo may be killed at any
 * moment and repeated; a second one finds nothing. Audited once at its end.
 * @throws not_found naming the latest imports.
 */
export async function undoImport(
  world: World,
  importId: string,
  isDryRun: boolean,
): Promise<UndoReport> {
  const run =
    (await Imports.findById(importId).lean<ImportRow>()) ?? (await refuseUnknown(importId));
  const taken: UndoReport = {
    isDryRun,
    importId,
    startedAt: run.startedAt ?? run.createdAt,
    files: run.files.map(({ name }) => name),
    purchases: 0,
    paidFen: 0,
    members: 0,
    cleared: 0,
    tiers: 0,
    recounted: 0,
    kept: [],
  };
  const concerned = [
    ...new Set([
      ...(await readImportMembers(importId)),
      ...(await readImportBuyers(importId)),
      ...(await readImportGranted(importId)),
    ]),
  ];
  for (let from = 0; from < concerned.length; from += BATCH) {
    const batch = concerned.slice(from, from + BATCH);
    add(
      taken,
      isDryRun
        ? await takeBack(world, run, batch, true)
        : await transaction(async () => await takeBack(world, run, batch, false)),
    );
  }
  if (!isDryRun) await close(world, run, taken);
  return taken;
}

type Part = ImportUndone & {
  recounted: number;
  kept: { memberId: string; reason: ImportKeptReason }[];
};

async function takeBack(
  world: World,
  { _id, asOfDay }: ImportRow,
  memberIds: readonly string[],
  isDryRun: boolean,
): Promise<Part> {
  const { count, paidFen, withOthers: buyers } = await readImportedPurchases(_id, memberIds);
  const holders = new Set([
    ...(await readPointsHolders(memberIds)),
    ...(await readCouponHolders(memberIds)),
  ]);
  const { byThis, byOthers } = await readGrantedMembers(_id, memberIds);
  const others = { buyers, holders, imported: new Set(byOthers) };
  const records = await takeBackImportedMembers(_id, memberIds, others, isDryRun);
  const removed = new Set(records.removed);
  const staying = memberIds.filter((memberId) => !removed.has(memberId));
  const counted = await Standings.find({ _id: { $in: staying } }, { _id: 1 }).lean();
  const undone = {
    purchases: count,
    paidFen,
    members: records.removed.length,
    cleared: records.cleared.length,
    tiers: byThis.length,
  };
  if (!isDryRun) {
    await removeImportedPurchases(_id, memberIds);
    await removeImportedGrants(_id, memberIds);
    await forgetStandings(records.removed);
    await forgetRecords(records.removed);
    await refreshStandings(
      world,
      counted.map((row) => row._id),
      asOfDay,
    );
    await Imports.updateOne(
      { _id },
      {
        $inc: Object.fromEntries(
          Object.entries(undone).map(([name, amount]) => [`undone.${name}`, amount]),
        ),
      },
    );
  }
  return { ...undone, recounted: counted.length, kept: records.kept };
}

function add(taken: UndoReport, part: Part): void {
  taken.purchases += part.purchases;
  taken.paidFen += part.paidFen;
  taken.members += part.members;
  taken.cleared += part.cleared;
  taken.tiers += part.tiers;
  taken.recounted += part.recounted;
  for (const { memberId, reason } of part.kept) {
    const known = taken.kept.find((one) => one.reason === reason);
    if (known === undefined) taken.kept.push({ reason, memberIds: [memberId] });
    else known.memberIds.push(memberId);
  }
}

/** Records the whole of it, also of what an undo that was killed had taken back before. */
async function close(world: World, run: ImportRow, taken: UndoReport): Promise<void> {
  const { purchases, members, cleared, tiers } = taken;
  if (run.undoneAt !== null && purchases + members + cleared + tiers === 0) return;
  await transaction(async () => {
    const undoneAt = world.clock.now();
    const kept = taken.kept.map(({ reason, memberIds }) => ({ reason, members: memberIds.length }));
    const after = await Imports.findOneAndUpdate(
      { _id: run._id },
      { $set: { state: "undone", undoneAt, kept, leaseUntil: null } },
      { returnDocument: "after" },
    ).lean<ImportRow>();
    await recordAction(
      world,
      { kind: "system", name: "import" },
      {
        action: "import.undone",
        subject: run._id,
        before: { startedAt: run.startedAt, files: taken.files },
        after: {
          ...(after?.undone ?? run.undone),
          kept,
        },
        reason: null,
      },
    );
  });
}

async function refuseUnknown(importId: string): Promise<never> {
  const latest = await Imports.find().sort({ _id: -1 }).limit(LATEST_SHOWN).lean<ImportRow[]>();
  const list = latest
    .map((run) => `${run._id}（${run.files.map(({ name }) => name).join("、")}）`)
    .join("；");
  return fail("not_found", {
    detail: `没有编号为 ${importId} 的导入${list === "" ? "" : `。最近的导入：${list}`}`,
  });
}
