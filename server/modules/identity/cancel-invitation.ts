import type { StaffActor } from "../../kernel/actor.ts";
import { transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { StaffInvitations, type StaffInvitationRow } from "./staff-invitation.model.ts";

/**
 * Takes an invitation back that nobody has accepted yet; of a cancellation and an acceptance at once, one wins. A
 * cancelled one stays so, however often.
 * @throws invitation_invalid when it was used or is too old, not_found
 */
export async function cancelInvitation(
  world: World,
  actor: StaffActor,
  invitationId: string,
): Promise<StaffInvitationRow> {
  return await transaction(async () => {
    const now = world.clock.now();
    const cancelled = await StaffInvitations.findOneAndUpdate(
      { _id: invitationId, usedAt: null, cancelledAt: null, expiresAt: { $gt: now } },
      { $set: { cancelledAt: now } },
      { returnDocument: "after" },
    ).lean<StaffInvitationRow>();
    if (cancelled === null) {
      const known = await StaffInvitations.findById(invitationId).lean<StaffInvitationRow>();
      if (known === null) fail("not_found");
      return known.cancelledAt === null ? fail("invitation_invalid") : known;
    }
    await recordAction(world, actor, {
      action: "staff.invitation_cancelled",
      subject: invitationId,
      before: { name: cancelled.name, roles: cancelled.roles, storeIds: cancelled.storeIds },
      after: null,
      reason: null,
    });
    return cancelled;
  });
}
