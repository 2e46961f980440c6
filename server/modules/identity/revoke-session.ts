import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { ownerIdOf, type SessionOwner } from "./session-owner.ts";
import { Sessions } from "./session.model.ts";

/**
 * Ends one of the caller's own sessions at once.
 * @throws not_found when it is not theirs or has ended already.
 */
export async function revokeSession(
  world: World,
  actor: SessionOwner,
  sessionId: string,
): Promise<void> {
  const revoked = await Sessions.updateOne(
    { _id: sessionId, ownerId: ownerIdOf(actor), revokedAt: null },
    { $set: { revokedAt: world.clock.now() } },
  );
  if (revoked.matchedCount === 0) fail("not_found");
}

/** Ends all sessions of a shopper at once. */
export async function revokeMemberSessions(world: World, memberId: string): Promise<void> {
  await revokeAll(world, memberId, null);
}

/** Deletes all that is known of a shopper's sessions. */
export async function eraseMemberSessions(memberId: string): Promise<void> {
  await Sessions.deleteMany({ ownerId: memberId, kind: "member" });
}

/** Ends all sessions of a staff member at once, but for the one to keep. */
export async function revokeStaffSessions(
  world: World,
  staffId: string,
  keepSessionId: string | null,
): Promise<void> {
  await revokeAll(world, staffId, keepSessionId);
}

async function revokeAll(world: World, ownerId: string, keep: string | null): Promise<void> {
  await Sessions.updateMany(
    { ownerId, revokedAt: null, ...(keep === null ? {} : { _id: { $ne: keep } }) },
    { $set: { revokedAt: world.clock.now() } },
  );
}
