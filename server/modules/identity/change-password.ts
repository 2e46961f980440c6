import type { StaffActor } from "../../kernel/actor.ts";
import { transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { checkPassword } from "./log-in-staff.ts";
import { hashPassword, mustBeStrong } from "./password.ts";
import { revokeStaffSessions } from "./revoke-session.ts";
import { StaffMembers } from "./staff-member.model.ts";

/**
 * Changes one's own password and ends all one's other sessions.
 * @throws credentials_invalid (also when this account has no password), rate_limited, password_weak, conflict
 */
export async function changePassword(
  world: World,
  actor: StaffActor,
  input: { currentPassword: string; password: string },
): Promise<void> {
  const me = await StaffMembers.findById(actor.staffId, { login: 1 }).lean();
  if (me === null || me.login === null) fail("credentials_invalid");
  mustBeStrong(input.password, me.login);
  const { passwordHash: before } = await checkPassword(world, me.login, input.currentPassword);
  const passwordHash = await hashPassword(input.password);
  await transaction(async () => {
    const changed = await StaffMembers.updateOne(
      { _id: actor.staffId, passwordHash: before },
      { $set: { passwordHash } },
    );
    if (changed.matchedCount === 0) fail("conflict");
    await revokeStaffSessions(world, actor.staffId, actor.sessionId);
    await recordAction(world, actor, {
      action: "staff.password_changed",
      subject: actor.staffId,
      before: null,
      after: null,
      reason: null,
    });
  });
}
