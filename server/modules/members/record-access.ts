import type { StaffActor } from "../../kernel/actor.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { AccessLog, type AccessRow } from "./member.model.ts";

/** Writes down, in the caller's transaction, that staff look at something personal; the member can read it. */
export async function recordAccess(
  world: World,
  actor: StaffActor,
  access: { memberId: string; what: AccessRow["what"]; reason: string },
): Promise<void> {
  const at = world.clock.now();
  await AccessLog.insertMany(
    [{ _id: newId("acc", at), ...access, staffId: actor.staffId, staffName: actor.name, at }],
    { lean: true },
  );
}
