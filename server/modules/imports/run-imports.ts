import { importKinds } from "../../contract/imports.ts";
import { rawCollection } from "../../kernel/db.ts";
import { assert } from "../../kernel/errors.ts";
import { decryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { countImportedMembers } from "../members/index.ts";
import { sumImportedPurchases } from "../purchases/index.ts";
import { ensurePolicy, readImportGranted } from "../tiers/index.ts";
import { wishFor } from "./check-import.ts";
import { importFiles, type ImportProgress } from "./import-files.ts";
import { ImportFiles, Imports, type ImportRow } from "./import.model.ts";
import { forgetRefusals, keepRefusals } from "./keep-refusals.ts";
import { ofImport } from "./start-import.ts";
import { undoImport } from "./undo-import.ts";
import { countsOf } from "./view-import.ts";

/** A process that was killed is taken for dead after so long without a sign. */
const LEASE_MS = 30_000;
const SIGN_EVERY_MS = 1_000;

/**
 * Brings in, or takes back, what staff asked for, one import after another. Who works on one says so every second; when
 * the signs stop, the next tick begins it again from its first row, which adds what is missing and nothing twice.
 */
export async function runImports(world: World): Promise<Record<string, number>> {
  const counts = { imported: 0, undone: 0, failed: 0 };
  for (;;) {
    const row = await claim(world);
    if (row === null) return counts;
    try {
      await withSigns(world, row, async (tell) => {
        if (row.state === "undoing") await undoImport(world, row._id, false);
        else await bringIn(world, row, tell);
      });
      counts[row.state === "undoing" ? "undone" : "imported"] += 1;
    } catch (error) {
      counts.failed += 1;
      world.log.error({ err: error, importId: row._id }, "import failed");
      await Imports.updateOne(
        { _id: row._id },
        {
          $set: {
            state: "failed",
            leaseUntil: null,
            progress: null,
            failure: "导入时出错，可以再次运行",
          },
        },
      );
    }
  }
}

async function claim(world: World): Promise<ImportRow | null> {
  const now = world.clock.now();
  return await rawCollection(Imports).findOneAndUpdate(
    { leaseUntil: { $lte: now } },
    { $set: { leaseUntil: new Date(now.getTime() + LEASE_MS) } },
    { sort: { leaseUntil: 1 }, returnDocument: "after" },
  );
}

/** Does the work and says every second that it is alive and how far it is. */
async function withSigns(
  world: World,
  { _id }: ImportRow,
  work: (tell: (progress: ImportRow["progress"]) => void) => Promise<void>,
): Promise<void> {
  let progress: ImportRow["progress"] = null;
  const sign = async (): Promise<void> => {
    const leaseUntil = new Date(world.clock.now().getTime() + LEASE_MS);
    await rawCollection(Imports).updateOne(
      { _id, leaseUntil: { $ne: null } },
      { $set: { leaseUntil, progress } },
    );
  };
  let last: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    // A sign that cannot be given is given a second later; the lease bears thirty of them.
    last = last.then(sign).catch(() => undefined);
  }, SIGN_EVERY_MS);
  try {
    await work((at) => {
      progress = at;
    });
  } finally {
    clearInterval(timer);
    await last;
  }
}

async function bringIn(
  world: World,
  row: ImportRow,
  tell: (progress: ImportRow["progress"]) => void,
): Promise<void> {
  const { _id: importId } = row;
  await ensurePolicy(world);
  await forgetRefusals(importId);
  const report = await importFiles(
    world,
    {
      ...wishFor(await openFiles(world, row)),
      importId,
      isDryRun: false,
      asOfDay: row.asOfDay,
      refusals: { keep: (kind) => keepRefusals(world, importId, kind) },
    },
    (at) => {
      tell(progressOf(row, at));
    },
  );
  const purchases = await sumImportedPurchases(importId);
  await Imports.updateOne(
    { _id: importId },
    {
      $set: {
        state: "done",
        endedAt: world.clock.now(),
        leaseUntil: null,
        progress: null,
        counts: countsOf(report),
        added: {
          members: await countImportedMembers(importId),
          purchases: purchases.count,
          paidFen: purchases.paidFen,
          tiers: (await readImportGranted(importId)).length,
        },
      },
    },
  );
  await ImportFiles.deleteMany(ofImport(importId));
}

async function openFiles(world: World, row: ImportRow) {
  const kept = await ImportFiles.find(ofImport(row._id)).lean();
  return row.files.map(({ kind, name }) => {
    const file = kept.find(({ _id }) => _id === `${row._id}:${kind}`);
    assert(file !== undefined, "the files of an import are kept until it is done");
    return { kind, name, text: decryptPii(world.config.pii, file.textSealed) };
  });
}

/** Rows of the files before this one are done; the recount of tiers is counted by itself. */
function progressOf(row: ImportRow, at: ImportProgress): NonNullable<ImportRow["progress"]> {
  const { step } = at;
  if (step === "standings")
    return {
      step,
      done: at.rows,
      total: Math.round(at.rows / Math.max(at.share, Number.MIN_VALUE)),
    };
  const before = row.files
    .filter(({ kind }) => importKinds.indexOf(kind) < importKinds.indexOf(step))
    .reduce((sum, { rows }) => sum + rows, 0);
  const total = row.files.reduce((sum, { rows }) => sum + rows, 0);
  return { step, done: before + at.rows, total };
}
