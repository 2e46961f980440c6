import { pageById, type PageQuery } from "../../kernel/page.ts";
import type { World } from "../../world.ts";
import { ownerIdOf, type SessionOwner } from "./session-owner.ts";
import { Sessions } from "./session.model.ts";

/** Lists the caller's live sessions, newest first. */
export async function listSessions(world: World, actor: SessionOwner, query: PageQuery) {
  return await pageById(
    Sessions,
    { ownerId: ownerIdOf(actor), revokedAt: null, expiresAt: { $gt: world.clock.now() } },
    query,
    ({ _id, userAgent, createdAt, rotatedAt, expiresAt }) => ({
      sessionId: _id,
      userAgent,
      createdAt,
      rotatedAt,
      expiresAt,
      isCurrent: _id === actor.sessionId,
    }),
  );
}
