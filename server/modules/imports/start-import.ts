import type { StaffActor } from "../../kernel/actor.ts";
import { transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { mustSeeAllStores } from "./check-import.ts";
import { ImportFiles, Imports, type ImportRow } from "./import.model.ts";

/** An import. @throws not_found, forbidden to staff who only see some stores */
export async function readImport(actor: StaffActor, importId: string): Promise<ImportRow> {
  mustSeeAllStores(actor);
  return (await Imports.findById(importId).lean<ImportRow>()) ?? fail("not_found");
}

/**
 * Has what was checked brought in by the job, audited; again while it runs changes nothing.
 * @throws import_state when it was run before, was undone, or its files are no longer kept; not_found, forbidden
 */
export async function startImport(
  world: World,
  actor: StaffActor,
  importId: string,
): Promise<ImportRow> {
  const before = await readImport(actor, importId);
  if (before.state === "running" && before.source === "staff") return before;
  if (!["checked", "failed"].includes(before.state)) fail("import_state");
  if ((await ImportFiles.countDocuments(ofImport(importId))) < before.files.length)
    fail("import_state", { detail: "文件检查后已超过 7 天，请重新上传" });
  return await begin(world, actor, before, "running");
}

/**
 * Has an import taken back by the job, audited; again while it is at it changes nothing.
 * @throws import_state before it has ended, not_found, forbidden
 */
export async function startUndo(
  world: World,
  actor: StaffActor,
  importId: string,
): Promise<ImportRow> {
  const before = await readImport(actor, importId);
  if (before.state === "undoing" || before.state === "undone") return before;
  // One that a terminal began and that never ended was killed, or still runs there.
  const isOver = before.state === "done" || before.state === "failed" || before.source === "cli";
  if (!isOver) fail("import_state");
  return await begin(world, actor, before, "undoing");
}

/** The filter for the kept files of an import. */
export const ofImport = (importId: string) => ({
  _id: { $gte: `${importId}:`, $lt: `${importId};` },
});

async function begin(
  world: World,
  actor: StaffActor,
  before: ImportRow,
  state: "running" | "undoing",
): Promise<ImportRow> {
  return await transaction(async () => {
    const now = world.clock.now();
    const after = await Imports.findOneAndUpdate(
      { _id: before._id, state: before.state },
      {
        $set: {
          state,
          // Free to be taken up at once.
          leaseUntil: now,
          failure: null,
          ...(state === "running" && { startedAt: now, endedAt: null }),
        },
      },
      { returnDocument: "after" },
    ).lean<ImportRow>();
    if (after === null) fail("import_state");
    await recordAction(world, actor, {
      action: state === "running" ? "import.started" : "import.undo_started",
      subject: before._id,
      before: { state: before.state },
      after: { state },
      reason: null,
    });
    return after;
  });
}
