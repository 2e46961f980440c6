import type { StaffActor } from "../../kernel/actor.ts";
import { transaction } from "../../kernel/db.ts";
import { newId } from "../../kernel/ids.ts";
import { decryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { findMember } from "./find-members.ts";
import { AccessLog } from "./member.model.ts";

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
  const at = world.clock.now();
  await transaction(async () => {
    await AccessLog.insertMany(
      [
        {
          _id: newId("acc", at),
          memberId,
          staffId: actor.staffId,
          staffName: actor.name,
          what: "phone",
          reason,
          at,
        },
      ],
      { lean: true },
    );
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
