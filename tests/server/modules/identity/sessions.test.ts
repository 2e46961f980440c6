import { beforeEach, describe, expect, it } from "vitest";
import { authenticate } from "@server/modules/identity/authenticate.ts";
import { issueMemberSession, issueStaffSession } from "@server/modules/identity/issue-session.ts";
import { listSessions } from "@server/modules/identity/list-sessions.ts";
import { revokeMemberSessions, revokeSession } from "@server/modules/identity/revoke-session.ts";
import { rotateSession } from "@server/modules/identity/rotate-session.ts";
import { Sessions } from "@server/modules/identity/session.model.ts";
import { StaffMembers } from "@server/modules/identity/staff-member.model.ts";
import type { MemberActor } from "@server/kernel/actor.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const DAY_MS = 86_400_000;
const memberId = "mem_01J00000000000000000000001";
const staffId = "stf_01J00000000000000000000001";
let world = createTestWorld();
const logIn = async () =>
  await issueMemberSession(world, { memberId, openid: "o-1", userAgent: "phone" });
const callerOf = async (token: string): Promise<MemberActor> => {
  const caller = await authenticate(world, token);
  if (caller.kind !== "member") throw new Error("not a member");
  return caller;
};

beforeEach(async () => {
  world = createTestWorld();
  await Sessions.deleteMany({});
  await StaffMembers.deleteMany({});
});

describe("a token", () => {
  it("is stored only as a digest", async () => {
    const { token } = await logIn();
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    expect(JSON.stringify(await Sessions.find().lean())).not.toContain(token);
  });

  it("names its member", async () => {
    const { token, sessionId } = await logIn();
    expect(await authenticate(world, token)).toEqual({
      kind: "member",
      memberId,
      openid: "o-1",
      sessionId,
    });
  });

  const refused: [string, string, () => Promise<string>][] = [
    ["garbage", "unauthenticated", async () => "x".repeat(43)],
    [
      "a digest instead of a token",
      "unauthenticated",
      async () => {
        await logIn();
        return (await Sessions.findOne().lean())?.digests[0] ?? "";
      },
    ],
    ["a session id", "unauthenticated", async () => (await logIn()).sessionId],
    [
      "expired",
      "session_expired",
      async () => {
        const { token } = await logIn();
        world.clock.advance(30 * DAY_MS);
        return token;
      },
    ],
    [
      "revoked",
      "unauthenticated",
      async () => {
        const { token, sessionId } = await logIn();
        await revokeSession(world, await callerOf(token), sessionId);
        return token;
      },
    ],
    [
      "all revoked",
      "unauthenticated",
      async () => {
        const { token } = await logIn();
        await revokeMemberSessions(world, memberId);
        return token;
      },
    ],
    [
      "replaced more than a minute ago",
      "unauthenticated",
      async () => {
        const { token } = await logIn();
        await rotateSession(world, await callerOf(token), token);
        world.clock.advance(60_000);
        return token;
      },
    ],
    [
      "of staff unknown",
      "unauthenticated",
      async () => (await issueStaffSession(world, { staffId, userAgent: "" })).token,
    ],
    [
      "of staff disabled",
      "unauthenticated",
      async () => {
        await StaffMembers.create([
          { _id: staffId, name: "王", roles: ["guide"], createdAt: world.clock.now() },
        ]);
        const { token } = await issueStaffSession(world, { staffId, userAgent: "" });
        expect((await authenticate(world, token)).kind).toBe("staff");
        await StaffMembers.updateOne({ _id: staffId }, { disabledAt: world.clock.now() });
        return token;
      },
    ],
    [
      "of staff after a working day",
      "session_expired",
      async () => {
        const { token } = await issueStaffSession(world, { staffId, userAgent: "" });
        world.clock.advance(DAY_MS / 2);
        return token;
      },
    ],
  ];
  it.each(refused)("%s is refused: %s", async (_, code, make) => {
    const token = await make();
    await expect(authenticate(world, token)).rejects.toMatchObject({ code });
  });

  it("is good until the last moment of its 30 days", async () => {
    const { token } = await logIn();
    world.clock.advance(30 * DAY_MS - 1);
    await expect(authenticate(world, token)).resolves.toMatchObject({ memberId });
  });
});

describe("rotation", () => {
  it("gives a new token with a full life; the old one is good for a minute more", async () => {
    const { token, sessionId } = await logIn();
    world.clock.advance(DAY_MS);
    const fresh = await rotateSession(world, await callerOf(token), token);
    expect(fresh.sessionId).toBe(sessionId);
    expect(fresh.expiresAt.getTime()).toBe(world.clock.now().getTime() + 30 * DAY_MS);
    world.clock.advance(59_999);
    await expect(authenticate(world, token)).resolves.toMatchObject({ sessionId });
    await expect(authenticate(world, fresh.token)).resolves.toMatchObject({ sessionId });
  });

  it("ends the whole session when a spent token is shown", async () => {
    const { token } = await logIn();
    const fresh = await rotateSession(world, await callerOf(token), token);
    world.clock.advance(60_000);
    await expect(authenticate(world, token)).rejects.toMatchObject({ code: "unauthenticated" });
    await expect(authenticate(world, fresh.token)).rejects.toMatchObject({
      code: "unauthenticated",
    });
  });

  it("ends it at once when the token before the last is shown", async () => {
    const first = await logIn();
    const second = await rotateSession(world, await callerOf(first.token), first.token);
    const third = await rotateSession(world, await callerOf(second.token), second.token);
    await expect(authenticate(world, first.token)).rejects.toMatchObject({
      code: "unauthenticated",
    });
    await expect(authenticate(world, third.token)).rejects.toMatchObject({
      code: "unauthenticated",
    });
  });

  it("happens once when asked ten times at once", async () => {
    const { token } = await logIn();
    const caller = await callerOf(token);
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, async () => await rotateSession(world, caller, token)),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect((await Sessions.findOne().lean())?.digests).toHaveLength(2);
  });
});

describe("own sessions", () => {
  it("are listed, and nobody else's can be ended", async () => {
    const mine = await logIn();
    world.clock.advance(1);
    const other = await issueMemberSession(world, {
      memberId: "mem_01J00000000000000000000002",
      openid: "o-2",
      userAgent: "",
    });
    world.clock.advance(1);
    const second = await logIn();
    const me = await callerOf(second.token);
    const page = await listSessions(world, me, { limit: 1 });
    expect(page.items).toMatchObject([{ sessionId: second.sessionId, isCurrent: true }]);
    const rest = await listSessions(world, me, { limit: 5, cursor: page.nextCursor ?? "" });
    expect(rest.items).toMatchObject([{ sessionId: mine.sessionId, isCurrent: false }]);
    await expect(revokeSession(world, me, other.sessionId)).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(authenticate(world, other.token)).resolves.toMatchObject({ kind: "member" });
  });

  it("are found through indexes", async () => {
    const plan = await Sessions.find({ digests: "x" }).explain("executionStats");
    expect(JSON.stringify(plan)).toContain("IXSCAN");
    expect(JSON.stringify(plan)).not.toContain("COLLSCAN");
  });
});
