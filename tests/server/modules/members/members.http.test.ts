import mongoose from "mongoose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import { consentTexts, Consents } from "@server/modules/members/consent.model.ts";
import { findOrCreateImportedMembers } from "@server/modules/members/index.ts";
import { AccessLog, Identities, Members } from "@server/modules/members/member.model.ts";
import { recordPurchase } from "@server/modules/purchases/index.ts";
import { ensurePolicy, refreshStanding, Standings } from "@server/modules/tiers/index.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type Shopper, type TestShop } from "@support/shop.ts";

useDatabase();
let shop: TestShop;
let owner: string;
beforeAll(async () => {
  shop = await startShop();
  await ensurePolicy(shop.world);
  ({ token: owner } = await shop.loginOwner());
});
afterAll(async () => {
  await shop.audit();
  await shop.stop();
});

const mint = async (given: object) =>
  (await shop.wechat.control<{ code: string }>("POST", "/codes", given)).code;
const mintPhone = async (phone: string) =>
  (await shop.wechat.control<{ code: string }>("POST", "/phone-codes", { phone })).code;
const logIn = async (code: string) =>
  await shop.call<{ memberId: string; token: string; isNew: boolean; code: string }>(
    "POST",
    "/v1/sessions",
    { body: { code } },
  );
const as = async <Body = Record<string, unknown>>(
  { token }: Pick<Shopper, "token">,
  method: "GET" | "POST" | "PATCH" | "PUT",
  path: string,
  body?: unknown,
) => await shop.call<Body>(method, path, { token, ...(body !== undefined && { body }) });
const { version } = consentTexts.membership;
const agree = async (shopper: Shopper, isGranted = true) =>
  await as(shopper, "PUT", "/v1/me/consents", { purpose: "membership", version, isGranted });
const bind = async (shopper: Shopper, phone: string) =>
  await as(shopper, "POST", "/v1/me/phone", { code: await mintPhone(phone) });
const countOf = (answers: readonly { status: number }[]) => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
let lastPhone = 13_900_000_000;
const newPhone = () => String((lastPhone += 1));

async function loginMember(): Promise<Shopper> {
  const shopper = await shop.loginShopper();
  expect(await agree(shopper)).toMatchObject({ status: 200 });
  return shopper;
}

describe("logging in", () => {
  it("makes one member of a person, however often they come", async () => {
    const openid = "oReturning0000000000000000001";
    const first = await logIn(await mint({ openid }));
    expect(first).toMatchObject({ status: 201, body: { isNew: true } });
    const again = await logIn(await mint({ openid }));
    expect(again).toMatchObject({
      status: 201,
      body: { isNew: false, memberId: first.body.memberId },
    });
    expect(again.body.token).not.toBe(first.body.token);
    expect(await as(again.body, "GET", "/v1/me")).toMatchObject({
      status: 200,
      body: { memberId: first.body.memberId, displayName: null, phoneMasked: null, joinedAt: null },
    });
  });

  it("twenty times at once, for the first time, makes one member", async () => {
    const openid = "oTwentyAtOnce0000000000000001";
    const before = await Members.countDocuments();
    const codes = await Promise.all(Array.from({ length: 20 }, async () => await mint({ openid })));
    const answers = await Promise.all(codes.map(logIn));
    expect(answers.map(({ status }) => status)).toEqual(codes.map(() => 201));
    expect(new Set(answers.map(({ body }) => body.memberId)).size).toBe(1);
    expect(answers.filter(({ body }) => body.isNew)).toHaveLength(1);
    expect(await Members.countDocuments()).toBe(before + 1);
    expect(await Identities.countDocuments({ openid })).toBe(1);
  });

  it("needs a code that WeChat gave and that nobody used", async () => {
    const code = await mint({});
    expect(await logIn(code)).toMatchObject({ status: 201 });
    for (const bad of [code, "made-up"])
      expect(await logIn(bad)).toMatchObject({
        status: 422,
        body: { code: "wechat_code_invalid" },
      });
    expect(await shop.call("POST", "/v1/sessions", { body: { code: "" } })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "/code" }] },
    });
  });

  it("is refused to whom WeChat blocks, and nobody is made", async () => {
    const openid = "oBlocked000000000000000000001";
    expect(await logIn(await mint({ openid, blocked: true }))).toMatchObject({
      status: 403,
      body: { code: "wechat_user_blocked" },
    });
    expect(await Identities.countDocuments({ openid })).toBe(0);
  });
});

describe("a profile", () => {
  it("keeps a name that WeChat passes, and refuses another with nothing changed", async () => {
    const shopper = await shop.loginShopper();
    expect(await as(shopper, "PATCH", "/v1/me", { displayName: "  小满🌱 " })).toMatchObject({
      status: 200,
      body: { displayName: "小满🌱" },
    });
    for (const displayName of ["傻逼", "垃圾商家"])
      expect(
        await as(shopper, "PATCH", "/v1/me", {
          displayName,
          birthday: { calendar: "solar", year: 1990, month: 4, day: 30 },
        }),
      ).toMatchObject({
        status: 422,
        body: { code: "content_rejected", errors: [{ pointer: "/displayName" }] },
      });
    expect(await as(shopper, "GET", "/v1/me")).toMatchObject({
      body: { displayName: "小满🌱", birthday: null },
    });
  });

  it.each([
    { calendar: "solar", year: 2000, month: 2, day: 29, isLeapMonth: false },
    { calendar: "solar", year: null, month: 4, day: 30, isLeapMonth: false },
    { calendar: "lunar", year: 2025, month: 6, day: 30, isLeapMonth: true },
    { calendar: "lunar", year: null, month: 2, day: 30, isLeapMonth: false },
  ])("keeps the birthday $calendar $month-$day", async (birthday) => {
    const shopper = await shop.loginShopper();
    expect(await as(shopper, "PATCH", "/v1/me", { birthday })).toMatchObject({
      status: 200,
      body: { birthday },
    });
    expect(await as(shopper, "PATCH", "/v1/me", { birthday: null })).toMatchObject({
      body: { birthday: null },
    });
  });

  it.each([
    [{ calendar: "solar", year: 1990, month: 4, day: 31 }, "/birthday/day"],
    [{ calendar: "solar", year: 1990, month: 2, day: 30 }, "/birthday/day"],
    [{ calendar: "solar", year: 2023, month: 2, day: 29 }, "/birthday/day"],
    [{ calendar: "lunar", year: 1990, month: 4, day: 31 }, "/birthday/day"],
    [
      { calendar: "solar", year: 1990, month: 4, day: 3, isLeapMonth: true },
      "/birthday/isLeapMonth",
    ],
    [{ calendar: "lunar", year: 1990, month: 13, day: 3 }, "/birthday/month"],
  ])("refuses the birthday %j", async (birthday, pointer) => {
    const shopper = await shop.loginShopper();
    expect(await as(shopper, "PATCH", "/v1/me", { birthday })).toMatchObject({
      status: 400,
      body: { code: "malformed", errors: [{ pointer }] },
    });
  });
});

describe("consents", () => {
  it("are only ever added: agreed, withdrawn, agreed again is three rows", async () => {
    const shopper = await shop.loginShopper();
    expect(await as(shopper, "GET", "/v1/me/consents")).toMatchObject({
      body: {
        items: [
          { purpose: "membership", isGranted: false, decidedVersion: null, decidedAt: null },
          { purpose: "marketing_messages", isGranted: false },
          { purpose: "personalised_recommendations", isGranted: false },
        ],
      },
    });
    const rows: unknown[] = [];
    for (const isGranted of [true, false, true]) {
      expect(await agree(shopper, isGranted)).toMatchObject({
        status: 200,
        body: { items: [{ purpose: "membership", isGranted, decidedVersion: version }, {}, {}] },
      });
      const now = await Consents.find({ memberId: shopper.memberId }).sort({ _id: 1 }).lean();
      expect(now.slice(0, -1)).toEqual(rows);
      rows.splice(0, rows.length, ...now);
    }
    expect(rows).toHaveLength(3);
  });

  it("of a text that has changed are a conflict, and an old agreement no longer covers", async () => {
    const shopper = await shop.loginShopper();
    expect(
      await as(shopper, "PUT", "/v1/me/consents", {
        purpose: "membership",
        version: "2020-01",
        isGranted: true,
      }),
    ).toMatchObject({ status: 409, body: { code: "conflict", errors: [{ pointer: "/version" }] } });
    expect(await Consents.countDocuments({ memberId: shopper.memberId })).toBe(0);
    const at = shop.world.clock.now();
    await Consents.create([
      {
        _id: newId("con", at),
        memberId: shopper.memberId,
        purpose: "membership",
        seq: 1,
        version: "2020-01",
        isGranted: true,
        at,
        source: "member",
      },
    ]);
    expect(await as(shopper, "GET", "/v1/me/consents")).toMatchObject({
      body: { items: [{ isGranted: false, decidedVersion: "2020-01" }, {}, {}] },
    });
    expect(await bind(shopper, newPhone())).toMatchObject({ body: { code: "consent_required" } });
  });
});

describe("a phone", () => {
  it("is bound after consent only, and the code is not used up by the refusal", async () => {
    const shopper = await shop.loginShopper();
    const phone = newPhone();
    const code = await mintPhone(phone);
    const send = async () => await as(shopper, "POST", "/v1/me/phone", { code });
    expect(await send()).toMatchObject({ status: 422, body: { code: "consent_required" } });
    await agree(shopper);
    expect(await send()).toMatchObject({
      status: 200,
      body: {
        phoneMasked: `${phone.slice(0, 3)}****${phone.slice(-4)}`,
        joinedAt: expect.any(String),
      },
    });
    expect(await send()).toMatchObject({ status: 422, body: { code: "wechat_code_invalid" } });
    await agree(shopper, false);
    expect(await bind(shopper, newPhone())).toMatchObject({ body: { code: "consent_required" } });
  });

  it("from abroad is refused in words", async () => {
    expect(await bind(await loginMember(), "+852-51234567")).toMatchObject({
      status: 422,
      body: { code: "wechat_code_invalid", detail: "目前只支持中国大陆手机号" },
    });
  });

  it("is in no collection, log line or answer in the clear", async () => {
    const shopper = await loginMember();
    const phone = newPhone();
    const told = [await bind(shopper, phone), await as(shopper, "GET", "/v1/me")];
    const path = `/v1/staff/members/${shopper.memberId}`;
    told.push(
      await as({ token: owner }, "POST", `${path}/reveal`, { reason: "核对" }),
      await as({ token: owner }, "GET", path),
      await as({ token: owner }, "GET", `/v1/staff/members?q=${phone}`),
      await as({ token: owner }, "GET", `${path}/timeline`),
      await as({ token: owner }, "GET", "/v1/staff/audit"),
      await as(shopper, "GET", "/v1/me/access-log"),
    );
    expect(told.map(({ status }) => status)).toEqual(told.map(() => 200));
    expect(told[2]?.body).toEqual({ phone });
    told.splice(2, 1);
    expect(JSON.stringify(told)).toContain(`${phone.slice(0, 3)}****${phone.slice(-4)}`);
    expect(JSON.stringify(told)).not.toContain(phone);
    const { db } = mongoose.connection;
    const collections = (await db?.collections()) ?? [];
    expect(collections.length).toBeGreaterThan(10);
    for (const collection of collections) {
      const rows = await collection.find().toArray();
      const found = rows.filter((row) => JSON.stringify(row).includes(phone));
      expect({ name: collection.collectionName, found }).toMatchObject({ found: [] });
    }
    expect(shop.logLines.filter((line) => line.includes(phone))).toEqual([]);
  });

  it("of another WeChat account stays with it", async () => {
    const [first, second] = [await loginMember(), await loginMember()];
    const phone = newPhone();
    expect(await bind(first, phone)).toMatchObject({ status: 200 });
    expect(await bind(second, phone)).toMatchObject({ status: 409, body: { code: "phone_taken" } });
    expect(await as(second, "GET", "/v1/me")).toMatchObject({
      body: { phoneMasked: null, joinedAt: null },
    });
    expect(await bind(first, phone)).toMatchObject({ status: 200 });
  });

  it("changed leaves the old number free, and the day of joining as it was", async () => {
    const [first, second] = [await loginMember(), await loginMember()];
    const [old, next] = [newPhone(), newPhone()];
    const joined = await bind(first, old);
    await shop.advance(1_000);
    expect(await bind(first, next)).toMatchObject({
      status: 200,
      body: { joinedAt: joined.body["joinedAt"] },
    });
    expect(await bind(second, old)).toMatchObject({ status: 200 });
  });

  it("bound by five accounts at once belongs to one of them", async () => {
    const shoppers = await Promise.all(Array.from({ length: 5 }, loginMember));
    const phone = newPhone();
    const answers = await Promise.all(shoppers.map(async (shopper) => await bind(shopper, phone)));
    expect(countOf(answers)).toEqual({ 200: 1, 409: 4 });
    const { items } = (
      await as<{ items: { memberId: string }[] }>(
        { token: owner },
        "GET",
        `/v1/staff/members?q=${phone}`,
      )
    ).body;
    const winner = shoppers[answers.findIndex(({ status }) => status === 200)];
    expect(items).toMatchObject([{ memberId: winner?.memberId }]);
  });
});

/** Somebody from a file who bought for so much, as the import leaves them; with or without a standing. */
async function buildImported(phone: string, yuan: number, isCounted = true): Promise<string> {
  const { world } = shop;
  const [made] = await findOrCreateImportedMembers(world, [
    { phone, externalId: `NO-${phone}`, name: "林女士", birthday: "1988-08-08" },
  ]);
  const memberId = made?.memberId ?? "";
  await transaction(async () => {
    await recordPurchase(world, {
      memberId,
      source: "import",
      externalId: `ORD-${phone}`,
      at: new Date(world.clock.now().getTime() - 20 * 86_400_000),
      storeId: null,
      lines: [{ skuId: null, title: "白茶", quantity: 1, paidFen: yuan * 100 }],
      paidFen: yuan * 100,
      freightFen: 0,
    });
    if (isCounted) await refreshStanding(world, memberId);
  });
  return memberId;
}

describe("somebody known from a file", () => {
  it("is the same person once the phone is bound: history, standing and timeline come along", async () => {
    const phone = newPhone();
    const imported = await buildImported(phone, 2_500);
    const shopper = await loginMember();
    expect(await as(shopper, "GET", "/v1/me/standing")).toMatchObject({
      body: { level: 0, purchaseCount: 0 },
    });
    expect(await bind(shopper, phone)).toMatchObject({
      status: 200,
      body: {
        memberId: shopper.memberId,
        displayName: "林女士",
        birthday: { calendar: "solar", year: 1988, month: 8, day: 8 },
      },
    });
    expect(await as(shopper, "GET", "/v1/me/standing")).toMatchObject({
      body: { level: 2, growth: 2_500, purchaseCount: 1, netFen: 250_000 },
    });
    expect(await as(shopper, "GET", "/v1/me/purchases")).toMatchObject({
      body: { items: [{ source: "import", externalId: `ORD-${phone}` }] },
    });
    const path = `/v1/staff/members/${shopper.memberId}`;
    expect(await as({ token: owner }, "GET", `${path}/timeline`)).toMatchObject({
      body: {
        items: [
          { kind: "joined" },
          { kind: "tier_change", from: 0, to: 2 },
          { kind: "purchase", purchase: { externalId: `ORD-${phone}` } },
        ],
      },
    });
    expect(await as({ token: owner }, "GET", path)).toMatchObject({
      body: { externalId: `NO-${phone}`, source: "wechat", mergedInto: null },
    });
    expect(await as({ token: owner }, "GET", `/v1/staff/members/${imported}`)).toMatchObject({
      body: { mergedInto: shopper.memberId, phoneMasked: null, externalId: null },
    });
    expect(await Standings.findById(imported).lean()).toBeNull();
    // The next file finds the person where they are now, by phone and by number.
    expect(
      await findOrCreateImportedMembers(shop.world, [
        { phone, externalId: null, name: null },
        { phone: null, externalId: `NO-${phone}`, name: null },
      ]),
    ).toEqual([
      { memberId: shopper.memberId, isNew: false },
      { memberId: shopper.memberId, isNew: false },
    ]);
  });

  it("keeps what shoppers said of themselves, and adds to what they bought here", async () => {
    const phone = newPhone();
    await buildImported(phone, 490);
    const shopper = await loginMember();
    await as(shopper, "PATCH", "/v1/me", { displayName: "阿林" });
    const order = await shop.placeOrder(shopper, 1);
    await shop.pay(shopper, order.id);
    const standing = async () =>
      (await as<{ level: number; growth: number }>(shopper, "GET", "/v1/me/standing")).body;
    await expect.poll(standing).toMatchObject({ level: 0, growth: 20 });
    expect(await bind(shopper, phone)).toMatchObject({ body: { displayName: "阿林" } });
    expect(await standing()).toMatchObject({ level: 1, growth: 510, purchaseCount: 2 });
    expect(await Standings.findById(shopper.memberId).lean()).toMatchObject({ level: 1 });
  });

  it("whom the import had not yet counted is counted when they come", async () => {
    const phone = newPhone();
    await buildImported(phone, 600, false);
    const shopper = await loginMember();
    expect(await bind(shopper, phone)).toMatchObject({ status: 200 });
    expect(await Standings.findById(shopper.memberId).lean()).toMatchObject({
      level: 1,
      netFen: 60_000,
    });
  });

  it("goes to one of two accounts that bind the phone at once, with all that is theirs", async () => {
    const phone = newPhone();
    await buildImported(phone, 600);
    const shoppers = [await loginMember(), await loginMember(), await loginMember()];
    const answers = await Promise.all(shoppers.map(async (shopper) => await bind(shopper, phone)));
    expect(countOf(answers)).toEqual({ 200: 1, 409: 2 });
    for (const [nth, shopper] of shoppers.entries())
      expect(await as(shopper, "GET", "/v1/me/standing")).toMatchObject({
        body: { level: answers[nth]?.status === 200 ? 1 : 0 },
      });
  });
});

describe("staff", () => {
  it("see a full phone for a reason, which leaves a trace that the shopper reads", async () => {
    const shopper = await loginMember();
    const phone = newPhone();
    await bind(shopper, phone);
    const path = `/v1/staff/members/${shopper.memberId}/reveal`;
    for (const reason of ["联系配送", "核对身份"])
      expect(await as({ token: owner }, "POST", path, { reason })).toMatchObject({
        status: 200,
        body: { phone },
      });
    const first = await as<{ items: unknown[]; nextCursor: string }>(
      shopper,
      "GET",
      "/v1/me/access-log?limit=1",
    );
    expect(first.body.items).toEqual([
      { at: expect.any(String), staffName: "林店主", what: "phone", reason: "核对身份" },
    ]);
    expect(
      await as(shopper, "GET", `/v1/me/access-log?limit=1&cursor=${first.body.nextCursor}`),
    ).toMatchObject({ body: { items: [{ reason: "联系配送" }], nextCursor: null } });
    expect(await as(await shop.loginShopper(), "GET", "/v1/me/access-log")).toMatchObject({
      body: { items: [] },
    });
    expect(
      await as({ token: owner }, "GET", `/v1/staff/audit?subject=${shopper.memberId}`),
    ).toMatchObject({
      body: {
        items: [
          { action: "member.phone_read", reason: "核对身份", before: null, after: null },
          { action: "member.phone_read", reason: "联系配送" },
        ],
      },
    });
  });

  it("without a reason or the permission see nothing, and no trace is left", async () => {
    const shopper = await loginMember();
    await bind(shopper, newPhone());
    const path = `/v1/staff/members/${shopper.memberId}`;
    const guide = await shop.loginStaff({ roles: ["guide"], storeIds: null });
    const cashier = await shop.loginStaff({ roles: ["cashier"], storeIds: null });
    expect(await as({ token: owner }, "POST", `${path}/reveal`, { reason: " " })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "/reason" }] },
    });
    for (const { token } of [guide, cashier, shopper])
      expect(await as({ token }, "POST", `${path}/reveal`, { reason: "好奇" })).toMatchObject({
        status: 403,
      });
    expect(await as(guide, "GET", path)).toMatchObject({ status: 200 });
    expect(await as(cashier, "GET", path)).toMatchObject({ status: 403 });
    expect(await AccessLog.countDocuments({ memberId: shopper.memberId })).toBe(0);
    const nobody = `/v1/staff/members/${newId("mem", new Date())}`;
    expect(await as({ token: owner }, "GET", nobody)).toMatchObject({ status: 404 });
    expect(
      await as({ token: owner }, "POST", `${nobody}/reveal`, { reason: "核对" }),
    ).toMatchObject({ status: 404 });
  });

  it("find members by whole phone and by the beginning of a name, page by page", async () => {
    const names = ["沈", "沈一", "沈一😀", "沈𠮷", "沈", "申", "一沈"];
    for (const displayName of names) {
      const shopper = await shop.loginShopper();
      expect(await as(shopper, "PATCH", "/v1/me", { displayName })).toMatchObject({ status: 200 });
    }
    type Found = { items: { memberId: string; displayName: string }[]; nextCursor: string | null };
    const search = async (query: string): Promise<Found["items"]> => {
      const found: Found["items"] = [];
      let cursor = "";
      for (;;) {
        const { body } = await as<Found>(
          { token: owner },
          "GET",
          `/v1/staff/members?limit=2&${query}${cursor}`,
        );
        found.push(...body.items);
        if (body.nextCursor === null) return found;
        cursor = `&cursor=${body.nextCursor}`;
      }
    };
    const byName = async (q: string) =>
      (await search(`q=${encodeURIComponent(q)}`)).map(({ displayName }) => displayName);
    expect(await byName("沈")).toEqual(["沈", "沈", "沈一", "沈一😀", "沈𠮷"]);
    expect(await byName("沈一")).toEqual(["沈一", "沈一😀"]);
    expect(await byName(".*")).toEqual([]);
    expect(await search("q=13800000000")).toEqual([]);
    const everybody = await search("");
    expect(everybody.map(({ memberId }) => memberId)).toEqual(
      (await Members.find({ mergedInto: null }).sort({ _id: -1 }).lean()).map(({ _id }) => _id),
    );
  });
});
