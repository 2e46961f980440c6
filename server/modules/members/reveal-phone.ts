import type { StaffActor } from "../../kernel/actor.ts";
import { transaction } from "../../kernel/db.ts";
import { decryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { findMember } from "./find-members.ts";
import { recordAccess } from "./record-access.ts";

/**
 * Shows staff a full phone number, and writes down who saw it and why before it is shown; the member can read it.
 * @throws not_found
 */
export async function revealPhone(
  world: World,
  actor: StaffActor,
  memberId: string,
  reason: string,
): Promise<string | null> {
  const member = await findMember(memberId);
  await transaction(async () => {
    await recordAccess(world, actor, { memberId, what: "phone", reason });
    await recordAction(world, actor, {
      action: "member.phone_read",
      subject: memberId,
      before: null,
      after: null,
      reason,
    });
  });
  return member.phoneSealed === null ? null : decryptPii(world.config.pii, member.phoneSealed);
}
