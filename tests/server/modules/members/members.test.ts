import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { birthday } from "@server/contract/members.ts";
import { permissions } from "@server/contract/permissions.ts";
import type { MemberActor, StaffActor } from "@server/kernel/actor.ts";
import { fail } from "@server/kernel/errors.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { authenticate } from "@server/modules/identity/index.ts";
import { Consents, consentTexts } from "@server/modules/members/consent.model.ts";
import { decideConsent } from "@server/modules/members/decide-consent.ts";
import { editProfile } from "@server/modules/members/edit-profile.ts";
import { scanMembers } from "@server/modules/members/find-members.ts";
import {
  bindPhone,
  findMember,
  findOrCreateImportedMembers,
  hasConsent,
  membersAudit,
  onMembersJoined,
  readOpenid,
} from "@server/modules/members/index.ts";
import { logIn } from "@server/modules/members/log-in.ts";
import { AccessLog, Identities, Members } from "@server/modules/members/member.model.ts";
import { revealPhone } from "@server/modules/members/reveal-phone.ts";
import type { WechatApi } from "@server/world.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();

/** The outside: a login code names the person, a phone code is the phone, a rude text is found. */
const wechat: WechatApi = {
  exchangeLoginCode: async (code) => ({ openid: `o-${code}`, unionid: null }),
  exchangePhoneCode: async (code) => (/^1\d{10}$/.test(code) ? code : fail("wechat_code_invalid")),
  checkText: async (_, text) =>
    text.includes("坏") ? "risky" : text.includes("疑") ? "review" : "pass",
  makeCode: async () => Buffer.alloc(0),
  listCarriers: async () => [],
  uploadShipping: async () => ({ ok: true }),
};
let world = createTestWorld({ wechat });
const phone = "13912345678";
const staff: StaffActor = {
  kind: "staff",
  staffId: "stf_01J00000000000000000000001",
  name: "小李",
  roles: ["owner"],
  permissions: new Set(permissions),
  storeIds: null,
  sessionId: "ses_1",
};
const person = async (code: string): Promise<MemberActor> => {
  const { token } = await logIn(world, { code, userAgent: "phone" });
  const caller = await authenticate(world, token);
  return caller.kind === "member" ? caller : fail("forbidden");
};
const agree = async (actor: MemberActor, isGranted = true) =>
  await decideConsent(world, actor, {
    purpose: "membership",
    version: consentTexts.membership.version,
    isGranted,
  });
const joined = async (code: string, number: string) => {
  const actor = await person(code);
  await agree(actor);
  await bindPhone(world, actor, number);
  return actor;
};
const imported = async (parts: { phone?: string; externalId?: string; name?: string }) => {
  const [made] = await findOrCreateImportedMembers(world, [
    { phone: null, externalId: null, name: null, birthday: null, ...parts },
  ]);
  return made?.memberId ?? "";
};
const violations = async () => {
  const found: string[] = [];
  for (const check of membersAudit) found.push(...(await check.run()).violations);
  return found;
};

beforeEach(async () => {
  world = createTestWorld({ wechat, config: world.config });
  await Members.deleteMany({});
  await Identities.deleteMany({});
  await Consents.deleteMany({});
  await AccessLog.deleteMany({});
});
afterEach(async () => {
  expect(await violations()).toEqual([]);
});

describe("logging in", () => {
  it("makes one member of twenty first log-ins of one person at once", async () => {
    const grants = await Promise.all(
      Array.from({ length: 20 }, async () => await logIn(world, { code: "an", userAgent: "" })),
    );
    expect(new Set(grants.map((grant) => grant.memberId)).size).toBe(1);
    expect(new Set(grants.map((grant) => grant.token)).size).toBe(20);
    expect(grants.filter((grant) => grant.isNew)).toHaveLength(1);
    expect(await Members.countDocuments()).toBe(1);
    expect(await Identities.countDocuments()).toBe(1);
    expect(await readOpenid(grants[0]?.memberId ?? "")).toBe("o-an");
  });
});

describe("consent", () => {
  it("is asked again when the text has changed, and withdrawn as easily as given", async () => {
    const actor = await person("an");
    expect(await hasConsent(actor.memberId, "membership")).toBe(false);
    await agree(actor);
    expect(await hasConsent(actor.memberId, "membership")).toBe(true);
    await agree(actor, false);
    expect(await hasConsent(actor.memberId, "membership")).toBe(false);
    await agree(actor);
    await Consents.updateMany({}, { version: "2020-01" });
    expect(await hasConsent(actor.memberId, "membership")).toBe(false);
    const old = { purpose: "membership", version: "2020-01" } as const;
    await expect(decideConsent(world, actor, { ...old, isGranted: true })).rejects.toMatchObject({
      code: "conflict",
      issues: [{ pointer: "/version" }],
    });
    const { items } = await decideConsent(world, actor, { ...old, isGranted: false });
    expect(items.find((item) => item.purpose === "membership")?.isGranted).toBe(false);
  });

  it("keeps every decision, each once, in order, also of the same moment", async () => {
    const actor = await person("an");
    for (const isGranted of [true, true, false, false, true]) await agree(actor, isGranted);
    const log = await Consents.find({ memberId: actor.memberId }).sort({ seq: 1 }).lean();
    expect(log.map((row) => [row.seq, row.isGranted])).toEqual([
      [1, true],
      [2, false],
      [3, true],
    ]);
  });

  it("of one purpose says nothing about another", async () => {
    const actor = await person("an");
    await agree(actor);
    expect(await hasConsent(actor.memberId, "marketing_messages")).toBe(false);
  });

  it("that is missing from the log is found by the audit", async () => {
    const actor = await person("an");
    await agree(actor);
    await agree(actor, false);
    await Consents.deleteOne({ seq: 1 });
    expect(await violations()).toEqual([`会员 ${actor.memberId} 的 membership 缺记录`]);
    await Consents.deleteMany({});
  });
});

describe("binding a phone", () => {
  it("needs consent, and asks WeChat only then", async () => {
    const actor = await person("an");
    const deaf = { ...world, wechat: createTestWorld().wechat };
    await expect(bindPhone(deaf, actor, phone)).rejects.toMatchObject({ code: "consent_required" });
    await agree(actor);
    await agree(actor, false);
    await expect(bindPhone(deaf, actor, phone)).rejects.toMatchObject({ code: "consent_required" });
  });

  it("stores it sealed, and makes the shopper a member for good", async () => {
    const actor = await joined("an", phone);
    const at = world.clock.now();
    world.clock.advance(86_400_000);
    await bindPhone(world, actor, "13812345678");
    const row = await findMember(actor.memberId);
    expect(row).toMatchObject({ phoneMasked: "138****5678", joinedAt: at });
    expect(JSON.stringify(await Members.find().lean())).not.toMatch(/1[38]\d12345678/);
    await expect(joined("bo", phone)).resolves.toBeDefined();
  });

  it("gives one phone to one of ten who ask at once", async () => {
    const actors = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const actor = await person(`p${index}`);
        await agree(actor);
        return actor;
      }),
    );
    const results = await Promise.allSettled(
      actors.map(async (actor) => await bindPhone(world, actor, phone)),
    );
    const refused = results.flatMap((result) =>
      result.status === "rejected" ? [(result.reason as { code: string }).code] : [],
    );
    expect(refused).toEqual(Array.from({ length: 9 }, () => "phone_taken"));
    expect(await Members.countDocuments({ phoneDigest: { $ne: null } })).toBe(1);
  });

  it("brings along who was imported with it, once, with the looks at it", async () => {
    const from = await imported({ phone, externalId: "V1", name: "王安" });
    await revealPhone(world, staff, from, "核对");
    const calls: string[][] = [];
    const hook = async (_: unknown, fromId: string, toId: string) => {
      calls.push([fromId, toId]);
    };
    onMembersJoined(hook);
    onMembersJoined(hook);
    const actor = await joined("an", phone);
    expect(calls).toEqual([[from, actor.memberId]]);
    expect(await findMember(actor.memberId)).toMatchObject({
      displayName: "王安",
      externalId: "V1",
      phoneMasked: "139****5678",
    });
    expect(await findMember(from)).toMatchObject({
      mergedInto: actor.memberId,
      phoneSealed: null,
      phoneDigest: null,
      phoneMasked: null,
    });
    expect(await AccessLog.countDocuments({ memberId: actor.memberId })).toBe(1);
    expect(await imported({ phone })).toBe(actor.memberId);
    expect(await imported({ externalId: "V1" })).toBe(actor.memberId);
  });

  it("joins nothing when what must happen with it fails", async () => {
    const from = await imported({ phone: "13700000001" });
    let isBroken = true;
    onMembersJoined(async () => {
      if (isBroken) throw new Error("history cannot move");
    });
    const actor = await person("an");
    await agree(actor);
    await expect(bindPhone(world, actor, "13700000001")).rejects.toThrow("history cannot move");
    expect(await findMember(from)).toMatchObject({ mergedInto: null, phoneMasked: "137****0001" });
    expect(await findMember(actor.memberId)).toMatchObject({ phoneDigest: null, joinedAt: null });
    isBroken = false;
    await expect(bindPhone(world, actor, "13700000001")).resolves.toBeDefined();
  });

  it("joins once when tapped five times at once", async () => {
    const from = await imported({ phone });
    const actor = await person("an");
    await agree(actor);
    const moved: string[] = [];
    onMembersJoined(async (_, fromId) => {
      // A transaction that is retried calls again; what it wrote before was taken back.
      if (!moved.includes(fromId)) moved.push(fromId);
    });
    await Promise.all(Array.from({ length: 5 }, async () => await bindPhone(world, actor, phone)));
    expect(moved).toEqual([from]);
    expect(await Members.countDocuments({ mergedInto: actor.memberId })).toBe(1);
  });
});

describe("the profile", () => {
  it("shows no name that WeChat does not pass", async () => {
    const actor = await person("an");
    for (const displayName of ["坏名字", "可疑"])
      await expect(editProfile(world, actor, { displayName })).rejects.toMatchObject({
        code: "content_rejected",
        issues: [{ pointer: "/displayName" }],
      });
    expect((await editProfile(world, actor, { displayName: "安安" })).displayName).toBe("安安");
    const cleared = await editProfile(world, actor, { birthday: null });
    expect(cleared).toMatchObject({ displayName: "安安", birthday: null });
  });

  it.each([
    [{ calendar: "solar", year: 2023, month: 2, day: 29 }, false],
    [{ calendar: "solar", year: 2024, month: 2, day: 29 }, true],
    [{ calendar: "solar", year: null, month: 2, day: 29 }, true],
    [{ calendar: "solar", year: null, month: 2, day: 30 }, false],
    [{ calendar: "solar", year: null, month: 4, day: 31 }, false],
    [{ calendar: "solar", year: 1990, month: 5, day: 1, isLeapMonth: true }, false],
    [{ calendar: "lunar", year: 1990, month: 5, day: 30, isLeapMonth: true }, true],
    [{ calendar: "lunar", year: null, month: 5, day: 31 }, false],
    [{ calendar: "solar", year: 1899, month: 5, day: 1 }, false],
  ])("takes a birthday only on a day that exists: %j %s", (given, isRight) => {
    expect(birthday.safeParse(given).success).toBe(isRight);
  });

  it("has no birthday to come", async () => {
    const actor = await person("an");
    const edit = async (day: number) =>
      await editProfile(world, actor, {
        birthday: { calendar: "solar", year: 2026, month: 3, day, isLeapMonth: false },
      });
    await expect(edit(11)).rejects.toMatchObject({ code: "malformed" });
    expect((await edit(10)).birthday).toMatchObject({ day: 10 });
  });
});

describe("what staff see", () => {
  const names = async (q: string) =>
    (await scanMembers(world, { q, after: null, limit: 50 })).map(([name]) => name);

  it("finds by a whole phone or the beginning of a name, never by a part of a phone or a pattern", async () => {
    await imported({ phone, name: "王安" });
    await imported({ phone: "13700000001", name: "王平" });
    await imported({ phone: "13700000002", name: "大王" });
    expect(await names(phone)).toEqual(["王安"]);
    expect(await names("王")).toEqual(["王安", "王平"]);
    expect(await names("1391234")).toEqual([]);
    expect(await names(".*")).toEqual([]);
  });

  it("pages through names, and leaves out who was joined to another", async () => {
    for (let index = 0; index < 5; index += 1)
      await imported({ externalId: `N${index}`, name: index < 3 ? "李" : "李四" });
    await imported({ phone, name: "李joined" });
    await joined("an", phone);
    const seen: string[] = [];
    let after: [string, string] | null = null;
    do {
      const page: [string, string][] = await scanMembers(world, { q: "李", limit: 2, after });
      seen.push(...page.map(([, memberId]) => memberId));
      after = page.at(-1) ?? null;
    } while (after !== null);
    expect(seen).toHaveLength(6);
    expect(new Set(seen).size).toBe(6);
  });

  it("of a full phone leaves a trace in both books", async () => {
    const actor = await joined("an", phone);
    expect(await revealPhone(world, staff, actor.memberId, "快递打不通电话")).toBe(phone);
    expect(await AccessLog.find({ memberId: actor.memberId }).lean()).toMatchObject([
      { staffName: "小李", what: "phone", reason: "快递打不通电话" },
    ]);
    const entry = await AuditEntries.findOne({ subject: actor.memberId }).lean();
    expect(entry).toMatchObject({ action: "member.phone_read", reason: "快递打不通电话" });
    expect(JSON.stringify(entry)).not.toContain(phone);
    await expect(revealPhone(world, staff, "mem_none", "试")).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
