import type { Role } from "../../contract/permissions.ts";
import { permissionsOf } from "../../contract/permissions.ts";
import type { Caller, StaffActor } from "../../kernel/actor.ts";
import { rawCollection } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { Sessions } from "./session.model.ts";
import { StaffMembers } from "./staff-member.model.ts";
import { digestToken } from "./token.ts";

/** How long a replaced token is still good, for answers that were on their way. */
export const ROTATION_GRACE_MS = 60_000;

/**
 * Finds who calls with a token: one read for a shopper, two for staff (whose row is read each time, so that a changed
 * role or a disabled account counts at once). A token that rotation has spent ends the whole session.
 * @throws unauthenticated, session_expired
 */
export async function authenticate(world: World, token: string): Promise<Caller> {
  const digest = digestToken(token);
  const now = world.clock.now();
  const session = await rawCollection(Sessions).findOne(
    { digests: digest },
    { projection: { userAgent: 0, createdAt: 0, digests: { $slice: 2 } } },
  );
  if (session === null || session.revokedAt !== null) fail("unauthenticated");
  if (session.expiresAt <= now) fail("session_expired");
  if (session.digests[0] !== digest) {
    const graceEnd = (session.rotatedAt?.getTime() ?? 0) + ROTATION_GRACE_MS;
    if (session.digests[1] !== digest || graceEnd <= now.getTime()) {
      await rawCollection(Sessions).updateOne(
        { _id: session._id, revokedAt: null },
        { $set: { revokedAt: now } },
      );
      world.log.warn({ sessionId: session._id }, "a spent token was shown; session revoked");
      fail("unauthenticated");
    }
  }
  if (session.kind === "member")
    return {
      kind: "member",
      memberId: session.ownerId,
      openid: session.openid,
      sessionId: session._id,
    };
  return await readStaffActor(session.ownerId, session._id);
}

async function readStaffActor(staffId: string, sessionId: string): Promise<StaffActor> {
  const staff = await rawCollection(StaffMembers).findOne(
    { _id: staffId, disabledAt: null },
    { projection: { name: 1, roles: 1, storeIds: 1 } },
  );
  if (staff === null) fail("unauthenticated");
  return staffActor(staff, sessionId);
}

/** The actor that a staff row stands for, with the permissions of all its roles. */
export function staffActor(
  staff: { _id: string; name: string; roles: readonly Role[]; storeIds: readonly string[] | null },
  sessionId: string,
): StaffActor {
  return {
    kind: "staff",
    staffId: staff._id,
    name: staff.name,
    roles: staff.roles,
    permissions: new Set(staff.roles.flatMap((role) => permissionsOf[role])),
    storeIds: staff.storeIds,
    sessionId,
  };
}
