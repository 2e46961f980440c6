import { currentSession, rawCollection } from "../../kernel/db.ts";
import { newId, newToken } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { Sessions, type SessionRow } from "./session.model.ts";
import { digestToken } from "./token.ts";

const HOUR_MS = 3_600_000;

/** How long a token is good: 30 days on the shopper's own phone, one working day in a shared browser. */
export const sessionLifeMs: Readonly<Record<SessionRow["kind"], number>> = {
  member: 30 * 24 * HOUR_MS,
  staff: 12 * HOUR_MS,
};

/** A token as its owner gets it, once; the database has only its digest. */
export type SessionGrant = {
  readonly token: string;
  readonly sessionId: string;
  readonly expiresAt: Date;
};

async function issueSession(
  world: World,
  owner: Pick<SessionRow, "kind" | "ownerId" | "openid" | "userAgent">,
): Promise<SessionGrant> {
  const now = world.clock.now();
  const token = newToken();
  const row: SessionRow = {
    _id: newId("ses", now),
    ...owner,
    digests: [digestToken(token)],
    createdAt: now,
    rotatedAt: null,
    expiresAt: new Date(now.getTime() + sessionLifeMs[owner.kind]),
    revokedAt: null,
  };
  const session = currentSession();
  await rawCollection(Sessions).insertOne(row, session === undefined ? {} : { session });
  return { token, sessionId: row._id, expiresAt: row.expiresAt };
}

/** Starts a shopper's session. */
export async function issueMemberSession(
  world: World,
  input: { memberId: string; openid: string | null; userAgent: string },
): Promise<SessionGrant> {
  const { memberId, openid, userAgent } = input;
  return await issueSession(world, { kind: "member", ownerId: memberId, openid, userAgent });
}

/** Makes the sessions of a shopper without a WeChat account those of the account they have now. */
export async function noteMemberOpenid(memberId: string, openid: string): Promise<void> {
  await Sessions.updateMany({ ownerId: memberId, openid: null }, { $set: { openid } });
}

/** Makes the sessions of one shopper those of another record of the same person. */
export async function moveMemberSessions(from: string, to: string): Promise<void> {
  await Sessions.updateMany({ ownerId: from, kind: "member" }, { $set: { ownerId: to } });
}

/** Starts a staff member's session. */
export async function issueStaffSession(
  world: World,
  input: { staffId: string; userAgent: string },
): Promise<SessionGrant> {
  const { staffId, userAgent } = input;
  return await issueSession(world, { kind: "staff", ownerId: staffId, openid: null, userAgent });
}
