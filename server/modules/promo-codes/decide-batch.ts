import { actorLabel, type StaffActor } from "../../kernel/actor.ts";
import { currentSession, rawCollection, transaction } from "../../kernel/db.ts";
import { assert, fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { giveBackBudget } from "./code-budgets.ts";
import { CodeBatches, type CodeBatchRow } from "./promo-code.model.ts";

/**
 * Approves or refuses a batch that somebody else asked for, audited; a refused one gives its budget back.
 * @throws not_found, approval_own, approval_state when it was decided before
 */
export async function decideBatch(
  world: World,
  actor: StaffActor,
  input: { batchId: string; isApproved: boolean; reason: string },
): Promise<CodeBatchRow> {
  return await transaction(async () => {
    const before = await readBatch(input.batchId);
    if (before.requestedBy === actor.staffId) fail("approval_own");
    const state = input.isApproved ? "active" : "refused";
    const after = await moveBatch(before, "awaiting_approval", {
      state,
      decidedBy: actorLabel(actor),
      decisionReason: input.reason,
    });
    if (!input.isApproved)
      await giveBackBudget(before.requestedBy, before.month, before.maximumFen);
    await recordAction(world, actor, {
      action: input.isApproved ? "code_batch.approved" : "code_batch.refused",
      subject: before._id,
      before: { state: before.state },
      after: { state },
      reason: input.reason,
    });
    return after;
  });
}

/** Makes the unused codes of a batch worthless, audited. @throws not_found, approval_state when it is not active */
export async function disableBatch(
  world: World,
  actor: StaffActor,
  input: { batchId: string; reason: string },
): Promise<CodeBatchRow> {
  return await transaction(async () => {
    const before = await readBatch(input.batchId);
    const after = await moveBatch(before, "active", { state: "disabled" });
    await recordAction(world, actor, {
      action: "code_batch.disabled",
      subject: before._id,
      before: { state: before.state },
      after: { state: after.state },
      reason: input.reason,
    });
    return after;
  });
}

/** One batch. @throws not_found */
export async function readBatch(batchId: string): Promise<CodeBatchRow> {
  const session = currentSession();
  const row = await rawCollection(CodeBatches).findOne(
    { _id: batchId },
    session ? { session } : {},
  );
  return row ?? fail("not_found");
}

async function moveBatch(
  before: CodeBatchRow,
  from: CodeBatchRow["state"],
  change: Partial<CodeBatchRow>,
): Promise<CodeBatchRow> {
  const session = currentSession();
  assert(session !== undefined, "changes are made in a transaction");
  if (before.state !== from) fail("approval_state");
  const after = await rawCollection(CodeBatches).findOneAndUpdate(
    { _id: before._id, state: from },
    { $set: change },
    { session, returnDocument: "after" },
  );
  return after ?? fail("conflict");
}
