import { decodeCursor, toPage } from "../../kernel/page.ts";
import type { World } from "../../world.ts";
import { ownerIdOf, type SessionOwner } from "./session-owner.ts";
import { Sessions } from "./session.model.ts";

/** Lists the caller's live sessions, newest first. */
export async function listSessions(
  world: World,
  actor: SessionOwner,
  page: { limit: number; cursor?: string | undefined },
) {
  const after = page.cursor === undefined ? null : decodeCursor(page.cursor, ["string"])[0];
  const rows = await Sessions.find(
    {
      ownerId: ownerIdOf(actor),
      revokedAt: null,
      expiresAt: { $gt: world.clock.now() },
      ...(after === null ? {} : { _id: { $lt: after } }),
    },
    { userAgent: 1, createdAt: 1, rotatedAt: 1, expiresAt: 1 },
  )
    .sort({ _id: -1 })
    .limit(page.limit + 1)
    .lean();
  return toPage(
    rows,
    page.limit,
    (row) => [row._id],
    ({ _id, ...row }) => ({ ...row, sessionId: _id, isCurrent: _id === actor.sessionId }),
  );
}
