import { beforeEach, describe, expect, it } from "vitest";
import type { StaffActor } from "@server/kernel/actor.ts";
import { fail } from "@server/kernel/errors.ts";
import { AttemptWindows } from "@server/kernel/limits.ts";
import { auditTrailAudit } from "@server/modules/audit-trail/index.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { changePassword } from "@server/modules/identity/change-password.ts";
import { changeStaffPost, setStaffDisabled } from "@server/modules/identity/change-staff.ts";
import {
  acceptInvitation,
  authenticate,
  createOwner,
  identityAudit,
  inviteStaff,
  mustSeeStore,
  storeScope,
} from "@server/modules/identity/index.ts";
import { logInStaff, logInStaffByWechat } from "@server/modules/identity/log-in-staff.ts";
import { Sessions } from "@server/modules/identity/session.model.ts";
import { StaffInvitations } from "@server/modules/identity/staff-invitation.model.ts";
import { OwnerCounts, StaffMembers } from "@server/modules/identity/staff-member.model.ts";
import type { WechatApi } from "@server/world.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld, testConfig } from "@support/world.ts";

useDatabase();

/** The outside, as far as a login needs it: a code names the person. */
const wechat: WechatApi = {
  exchangeLoginCode: async (code) =>
    code.startsWith("code-") ? { openid: `o-${code}`, unionid: null } : fail("wechat_code_invalid"),
  exchangePhoneCode: async () => fail("wechat_code_invalid"),
  checkText: async () => "pass",
  makeCode: async () => Buffer.alloc(0),
  listCarriers: async () => [],
  uploadShipping: async () => ({ ok: true }),
};
const config = testConfig();
const password = "correct horse 9";
let world = createTestWorld({ wechat, config });

const logIn = async (login: string, secret = password) =>
  await logInStaff(world, { login, password: secret, userAgent: "browser" });
const actorOf = async (token: string): Promise<StaffActor> => {
  const caller = await authenticate(world, token);
  if (caller.kind !== "staff") throw new Error("not staff");
  return caller;
};
const owner = async (): Promise<StaffActor> => {
  await createOwner(world, { name: "店主", login: "boss", password });
  return await actorOf((await logIn("boss")).token);
};
const hire = async (
  actor: StaffActor,
  login: string,
  post: Parameters<typeof inviteStaff>[2] = { name: "员工", roles: ["guide"], storeIds: null },
) => {
  const { token } = await inviteStaff(world, actor, post);
  return await acceptInvitation(world, { token, login, password, userAgent: "" });
};
/** How often each refusal came; successes count as "done". */
const outcomes = (results: readonly PromiseSettledResult<unknown>[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const result of results) {
    const outcome =
      result.status === "fulfilled" ? "done" : (result.reason as { code: string }).code;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
};
const violations = async () => {
  const found: string[] = [];
  for (const check of [...identityAudit, ...auditTrailAudit])
    found.push(...(await check.run()).violations);
  return found;
};

beforeEach(async () => {
  world = createTestWorld({ wechat, config });
  for (const model of [Sessions, StaffMembers, StaffInvitations, OwnerCounts, AttemptWindows])
    await (model as typeof Sessions).deleteMany({});
});

describe("the first owner", () => {
  it("is made once, however many ask at once", async () => {
    const results = await Promise.allSettled(
      Array.from(
        { length: 8 },
        async (_, index) =>
          await createOwner(world, { name: "店主", login: `boss${index}`, password }),
      ),
    );
    expect(outcomes(results)).toEqual({ done: 1, conflict: 7 });
    expect(await StaffMembers.countDocuments()).toBe(1);
    expect(await violations()).toEqual([]);
  });
});

describe("a password", () => {
  it.each([
    "short 1a",
    "1234567890",
    "aaaaabbbbb",
    "password123",
    "my-boss-999",
    "ｐａｓｓｗｏｒｄ１２３",
  ])("%s is too weak", async (weak) => {
    await expect(
      createOwner(world, { name: "店主", login: "boss", password: weak }),
    ).rejects.toMatchObject({ code: "password_weak" });
  });

  it("is stored as a salted hash only", async () => {
    const actor = await owner();
    await hire(actor, "other");
    const rows = await StaffMembers.find().lean();
    expect(JSON.stringify(rows)).not.toContain(password);
    expect(new Set(rows.map((row) => row.passwordHash)).size).toBe(2);
  });

  it("can be changed by its owner, which ends the other sessions only", async () => {
    await owner();
    const other = await logIn("boss");
    const here = await logIn("boss");
    const actor = await actorOf(here.token);
    await expect(
      changePassword(world, actor, { currentPassword: "wrong", password: "another horse 7" }),
    ).rejects.toMatchObject({ code: "credentials_invalid" });
    await changePassword(world, actor, { currentPassword: password, password: "another horse 7" });
    await expect(authenticate(world, here.token)).resolves.toMatchObject({ kind: "staff" });
    await expect(authenticate(world, other.token)).rejects.toMatchObject({
      code: "unauthenticated",
    });
    await expect(logIn("boss")).rejects.toMatchObject({ code: "credentials_invalid" });
    await expect(logIn("boss", "another horse 7")).resolves.toBeDefined();
  });
});

describe("guessing", () => {
  it.each([
    ["boss", { done: 1 }],
    ["nobody", { credentials_invalid: 1 }],
  ])("locks %s after five wrong passwords, in every process", async (login, afterwards) => {
    await owner();
    const processes = [world, { ...createTestWorld({ wechat, config }), clock: world.clock }];
    const answers: unknown[] = [];
    for (let guess = 0; guess < 7; guess += 1)
      await logInStaff(processes[guess % 2] ?? world, {
        login,
        password: `wrong ${guess}`,
        userAgent: "",
      }).catch((error: unknown) => answers.push(error));
    expect(answers.map((error) => (error as { code: string }).code)).toEqual([
      ...Array.from({ length: 5 }, () => "credentials_invalid"),
      "rate_limited",
      "rate_limited",
    ]);
    expect(answers.at(-1)).toMatchObject({ retryAfterSeconds: 900 });
    await expect(logIn(login)).rejects.toMatchObject({ code: "rate_limited" });
    world.clock.advance(900_000);
    expect(outcomes(await Promise.allSettled([logIn(login)]))).toEqual(afterwards);
  });

  it("gains nothing from twenty guesses at once", async () => {
    await owner();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, async () => await logIn("boss", "wrong wrong 1")),
    );
    expect(outcomes(results)).toEqual({ credentials_invalid: 5, rate_limited: 15 });
  });

  it("does the same work for an unknown login as for a wrong password", async () => {
    await owner();
    const timed = async (login: string) => {
      const times: number[] = [];
      for (let run = 0; run < 4; run += 1) {
        const start = process.cpuUsage();
        await expect(logIn(login, "wrong wrong 1")).rejects.toMatchObject({
          code: "credentials_invalid",
          detail: undefined,
        });
        const { user, system } = process.cpuUsage(start);
        times.push(user + system);
      }
      return times.toSorted((a, b) => a - b)[1] ?? 0;
    };
    const [known, unknown] = [await timed("boss"), await timed("nobody")];
    expect(unknown).toBeGreaterThan(known / 3);
    expect(unknown).toBeLessThan(known * 3);
  });

  it("stores no login name with the counted attempts", async () => {
    await expect(logIn("someone")).rejects.toMatchObject({ code: "credentials_invalid" });
    expect(JSON.stringify(await AttemptWindows.find().lean())).not.toContain("someone");
  });
});

describe("an invitation", () => {
  it("makes one account when accepted ten times at once", async () => {
    const actor = await owner();
    const { token } = await inviteStaff(world, actor, {
      name: "小李",
      roles: ["guide"],
      storeIds: null,
    });
    const results = await Promise.allSettled(
      Array.from(
        { length: 10 },
        async (_, index) =>
          await acceptInvitation(world, { token, login: `li${index}x`, password, userAgent: "" }),
      ),
    );
    expect(outcomes(results)).toEqual({ done: 1, invitation_invalid: 9 });
    expect(await StaffMembers.countDocuments({ roles: "guide" })).toBe(1);
    expect(await Sessions.countDocuments({ ownerId: { $ne: actor.staffId } })).toBe(1);
    expect(await violations()).toEqual([]);
  });

  it("is refused when unknown, used or a week old, and then calls nobody", async () => {
    const actor = await owner();
    const post = { name: "小李", roles: ["guide"], storeIds: null } as const;
    const { token } = await inviteStaff(world, actor, post);
    expect(JSON.stringify(await StaffInvitations.find().lean())).not.toContain(token);
    await acceptInvitation(world, { token, wechatCode: "code-li", userAgent: "" });
    const old = await inviteStaff(world, actor, post);
    world.clock.advance(7 * 86_400_000);
    const deaf = { ...world, wechat: createTestWorld().wechat };
    for (const bad of [token, old.token, "x".repeat(43)])
      await expect(
        acceptInvitation(deaf, { token: bad, wechatCode: "code-x", userAgent: "" }),
      ).rejects.toMatchObject({ code: "invitation_invalid" });
  });

  it("stays open when the login or the WeChat is taken", async () => {
    const actor = await owner();
    const post = { name: "小李", roles: ["guide"], storeIds: null } as const;
    const first = await inviteStaff(world, actor, post);
    await acceptInvitation(world, { token: first.token, wechatCode: "code-li", userAgent: "" });
    const { token } = await inviteStaff(world, actor, post);
    const accept = async (how: { login?: string; password?: string; wechatCode?: string }) =>
      await acceptInvitation(world, { token, userAgent: "", ...how });
    await expect(accept({ login: "boss", password })).rejects.toMatchObject({
      code: "login_taken",
    });
    await expect(accept({ wechatCode: "code-li" })).rejects.toMatchObject({ code: "conflict" });
    await expect(accept({ wechatCode: "bad" })).rejects.toMatchObject({
      code: "wechat_code_invalid",
    });
    await expect(accept({ login: "other" })).rejects.toMatchObject({ code: "malformed" });
    await expect(accept({})).rejects.toMatchObject({ code: "malformed" });
    const joined = await accept({ login: "other", password, wechatCode: "code-other" });
    expect(await actorOf(joined.token)).toMatchObject({ name: "小李", roles: ["guide"] });
    await expect(
      logInStaffByWechat(world, { code: "code-other", userAgent: "" }),
    ).resolves.toMatchObject({ staffId: joined.staffId });
    await expect(
      logInStaffByWechat(world, { code: "code-stranger", userAgent: "" }),
    ).rejects.toMatchObject({ code: "credentials_invalid" });
  });

  it("cannot make an owner who sees only some stores", async () => {
    const actor = await owner();
    await expect(
      inviteStaff(world, actor, { name: "甲", roles: ["owner"], storeIds: ["sto_1"] }),
    ).rejects.toMatchObject({ code: "malformed" });
  });
});

describe("a staff account", () => {
  it("that is disabled is out at once, and comes back only when enabled", async () => {
    const actor = await owner();
    const joined = await hire(actor, "guide1");
    await setStaffDisabled(world, actor, {
      staffId: joined.staffId,
      isDisabled: true,
      reason: "离职",
    });
    await expect(authenticate(world, joined.token)).rejects.toMatchObject({
      code: "unauthenticated",
    });
    await expect(logIn("guide1")).rejects.toMatchObject({ code: "staff_disabled" });
    await expect(logIn("guide1", "wrong wrong 1")).rejects.toMatchObject({
      code: "credentials_invalid",
    });
    await setStaffDisabled(world, actor, {
      staffId: joined.staffId,
      isDisabled: false,
      reason: "回来",
    });
    await expect(authenticate(world, joined.token)).rejects.toMatchObject({
      code: "unauthenticated",
    });
    await expect(logIn("guide1")).resolves.toBeDefined();
    const entries = await AuditEntries.find({ subject: joined.staffId }).sort({ seq: 1 }).lean();
    expect(entries.map((entry) => [entry.action, entry.reason])).toEqual([
      ["staff.joined", null],
      ["staff.disabled", "离职"],
      ["staff.enabled", "回来"],
    ]);
    expect(await violations()).toEqual([]);
  });

  it("has its new roles and stores from the next request", async () => {
    const actor = await owner();
    const joined = await hire(actor, "guide1");
    expect((await actorOf(joined.token)).permissions.has("refunds.decide")).toBe(false);
    await changeStaffPost(world, actor, {
      staffId: joined.staffId,
      roles: ["service"],
      storeIds: ["sto_1"],
      reason: "转岗",
    });
    const now = await actorOf(joined.token);
    expect(now.permissions.has("refunds.decide")).toBe(true);
    expect(now.permissions.has("staff.manage")).toBe(false);
    expect(storeScope(now)).toEqual({ storeId: { $in: ["sto_1"] } });
    expect(() => mustSeeStore(now, "sto_1")).not.toThrow();
    expect(() => mustSeeStore(now, "sto_2")).toThrow("not_found");
    expect(storeScope(actor)).toEqual({});
  });

  it("of the last owner is kept when all owners leave at once", async () => {
    const first = await owner();
    const post = { name: "合伙人", roles: ["owner"], storeIds: null } as const;
    const second = await hire(first, "boss2", post);
    const third = await hire(first, "boss3", post);
    const results = await Promise.allSettled([
      setStaffDisabled(world, first, { staffId: first.staffId, isDisabled: true, reason: "退" }),
      setStaffDisabled(world, first, { staffId: second.staffId, isDisabled: true, reason: "退" }),
      changeStaffPost(world, first, {
        staffId: third.staffId,
        roles: ["guide"],
        storeIds: null,
        reason: "退",
      }),
    ]);
    const refused = results.filter((result) => result.status === "rejected");
    expect(refused).toMatchObject([{ reason: { code: "last_owner" } }]);
    expect(await StaffMembers.countDocuments({ roles: "owner", disabledAt: null })).toBe(1);
    expect(await violations()).toEqual([]);
  });
});
