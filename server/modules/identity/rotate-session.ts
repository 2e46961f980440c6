import { fail } from "../../kernel/errors.ts";
import { newToken } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { sessionLifeMs, type SessionGrant } from "./issue-session.ts";
import type { SessionOwner } from "./session-owner.ts";
import { Sessions } from "./session.model.ts";
import { digestToken } from "./token.ts";

const KEPT_DIGESTS = 200;

/**
 * Replaces the caller's token by a new one with a full life; the old one is good for a minute more.
 * @throws conflict when the token shown has already been replaced: log in again.
 */
export async function rotateSession(
  world: World,
  actor: SessionOwner,
  token: string,
): Promise<SessionGrant> {
  const now = world.clock.now();
  const fresh = newToken();
  const expiresAt = new Date(now.getTime() + sessionLifeMs[actor.kind]);
  const rotated = await Sessions.updateOne(
    { _id: actor.sessionId, "digests.0": digestToken(token), revokedAt: null },
    {
      $push: { digests: { $each: [digestToken(fresh)], $position: 0, $slice: KEPT_DIGESTS } },
      $set: { rotatedAt: now, expiresAt },
    },
  );
  if (rotated.matchedCount === 0) fail("conflict", { detail: "登录凭证已更换，请重新登录" });
  return { token: fresh, sessionId: actor.sessionId, expiresAt };
}
