import { actorLabel, type StaffActor } from "../../kernel/actor.ts";
import { transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { storeScope } from "../identity/index.ts";
import { Cases, type CaseRow } from "./case.model.ts";

/**
 * Closes a case with the reason why the difference is explained; once, and on the audit trail.
 * @throws case_closed, not_found
 */
export async function closeCase(
  world: World,
  actor: StaffActor,
  input: { caseId: string; reason: string },
): Promise<CaseRow> {
  return await transaction(async () => {
    const scope = { _id: input.caseId, ...storeScope(actor) };
    const closed = await Cases.findOneAndUpdate(
      { ...scope, state: "open" },
      {
        $set: {
          state: "closed",
          closedAt: world.clock.now(),
          closedBy: actorLabel(actor),
          closeReason: input.reason,
        },
      },
      { returnDocument: "after" },
    ).lean();
    if (closed === null) fail((await Cases.exists(scope)) === null ? "not_found" : "case_closed");
    await recordAction(world, actor, {
      action: "reconciliation-case.closed",
      subject: closed._id,
      before: { state: "open", class: closed.class, number: closed.number },
      after: { state: "closed" },
      reason: input.reason,
    });
    return closed;
  });
}
