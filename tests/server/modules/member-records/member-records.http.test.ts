import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import type { memberRecordsEndpoints } from "@server/contract/member-records.ts";
import { transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { forgetRecords } from "@server/modules/member-records/index.ts";
import { joinRecords } from "@server/modules/member-records/join-records.ts";
import { MemberNotes, MemberTags } from "@server/modules/member-records/member-record.model.ts";
import { recordPurchase } from "@server/modules/purchases/index.ts";
import { ensurePolicy, refreshStanding } from "@server/modules/tiers/index.ts";
import { buildMember, buildStaff } from "@support/actors.ts";
import { useDatabase } from "@support/database.ts";
import { slowPlansOf } from "@support/plans.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();

type Page = z.output<(typeof memberRecordsEndpoints)["GET /v1/staff/members"]["response"]>;
type Record = z.output<
  (typeof memberRecordsEndpoints)["GET /v1/staff/members/:memberId"]["response"]
>;
type Notes = z.output<
  (typeof memberRecordsEndpoints)["GET /v1/staff/members/:memberId/notes"]["response"]
>;

let shop: TestShop;
let token: string;
/** Five members, oldest first. */
const members: string[] = [];

beforeAll(async () => {
  shop = await startShop();
  await ensurePolicy(shop.world);
  ({ token } = await buildStaff(shop.world, { roles: ["guide"] }));
  for (let n = 0; n < 5; n += 1) members.push((await buildMember(shop.world)).memberId);
});
afterAll(async () => {
  await shop.stop();
});

const member = (index: number): string => members[index] ?? "";
const path = (index: number, rest = "") => `/v1/staff/members/${member(index)}${rest}`;
const list = async (query: string) =>
  (await shop.call<Page>("GET", `/v1/staff/members?${query}`, { token })).body;
const setTags = async (index: number, expectedVersion: number, tags: string[]) =>
  await shop.call("PUT", path(index, "/tags"), { token, body: { expectedVersion, tags } });
const buy = async (index: number, paidFen: number, daysAgo: number) => {
  await transaction(async () => {
    await recordPurchase(shop.world, {
      memberId: member(index),
      source: "pos",
      externalId: newId("ord", shop.world.clock.now()),
      at: new Date(shop.world.clock.now().getTime() - daysAgo * 86_400_000),
      storeId: null,
      lines: [{ skuId: null, title: "茶", quantity: 1, paidFen }],
      paidFen,
      freightFen: 0,
    });
    await refreshStanding(shop.world, member(index));
  });
};

describe("notes about a member", () => {
  const write = async (noteId: string, text: string, by = token) =>
    await shop.call("POST", path(0, "/notes"), { token: by, body: { noteId, text } });

  it("are written once however often they are sent, and the trail does not tell them", async () => {
    const noteId = newId("not", shop.world.clock.now());
    const both = await Promise.all([write(noteId, "喜欢桂花味"), write(noteId, "喜欢桂花味")]);
    for (const answer of both)
      expect(answer).toMatchObject({ status: 201, body: { noteId, text: "喜欢桂花味" } });
    expect(await write(noteId, "另一句")).toMatchObject({
      status: 409,
      body: { code: "idempotency_mismatch" },
    });
    expect(await MemberNotes.countDocuments()).toBe(1);
    const trail = await AuditEntries.find({ subject: member(0) }).lean();
    expect(trail.map(({ action }) => action)).toEqual(["member.noted"]);
    expect(JSON.stringify(trail)).not.toContain("桂花");
  });

  it("are taken back by their author within five minutes, and by nobody else", async () => {
    const noteId = newId("not", shop.world.clock.now());
    await write(noteId, "写错了");
    const other = await buildStaff(shop.world, { roles: ["service"] });
    const withdraw = async (by: string) =>
      await shop.call("DELETE", path(0, `/notes/${noteId}`), { token: by });
    expect(await withdraw(other.token)).toMatchObject({ status: 403 });
    await MemberNotes.updateOne(
      { _id: noteId },
      { $set: { createdAt: new Date(shop.world.clock.now().getTime() - 301_000) } },
    );
    expect(await withdraw(token)).toMatchObject({ status: 409, body: { code: "note_final" } });
    await MemberNotes.updateOne(
      { _id: noteId },
      { $set: { createdAt: new Date(shop.world.clock.now().getTime() - 299_000) } },
    );
    expect((await withdraw(token)).status).toBe(204);
    expect((await withdraw(token)).status).toBe(404);
    const { items } = (await shop.call<Notes>("GET", path(0, "/notes"), { token })).body;
    expect(items.map(({ text }) => text)).toEqual(["喜欢桂花味"]);
  });

  it("are not for cashiers, nor about nobody", async () => {
    const { token: cashier } = await buildStaff(shop.world, { roles: ["cashier"] });
    expect((await shop.call("GET", path(0, "/notes"), { token: cashier })).status).toBe(403);
    const nobody = `/v1/staff/members/${newId("mem", new Date(0))}/notes`;
    expect((await shop.call("GET", nobody, { token })).status).toBe(404);
  });
});

describe("tags", () => {
  it("are set whole, by who saw the version", async () => {
    expect(await setTags(1, 0, ["老客", "送礼"])).toMatchObject({
      status: 200,
      body: { tags: ["老客", "送礼"], tagsVersion: 1 },
    });
    const both = await Promise.all([setTags(1, 1, ["老客"]), setTags(1, 1, ["送礼"])]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect((await setTags(1, 2, ["老客", "送礼"])).status).toBe(200);
    expect((await setTags(2, 0, ["送礼"])).status).toBe(200);
    const all = await shop.call("GET", "/v1/staff/tags", { token });
    expect(all.body).toEqual({ items: [{ tag: "老客" }, { tag: "送礼" }] });
  });

  it("are twenty at most, short and each once", async () => {
    const many = Array.from({ length: 21 }, (_, n) => `标签${n}`);
    for (const tags of [many, ["一二三四五六七八九十一二三"], ["茶", "茶"], [""]])
      expect(await setTags(3, 0, tags)).toMatchObject({ status: 400 });
    expect((await setTags(3, 0, many.slice(1))).status).toBe(200);
  });
});

describe("the list of members", () => {
  const ids = async (query: string) => (await list(query)).items.map(({ memberId }) => memberId);

  it("shows tier, tags and the last purchase, and sorts by it", async () => {
    await buy(0, 1_000, 3);
    await buy(2, 300_000, 1);
    await buy(4, 1_000, 2);
    expect(await ids("")).toEqual(members.toReversed());
    expect(await ids("sort=last_purchase")).toEqual([member(2), member(4), member(0)]);
    const { items } = await list("sort=last_purchase&limit=1");
    expect(items[0]).toMatchObject({ memberId: member(2), tags: ["送礼"] });
    expect(items[0]?.tierLevel).toBeGreaterThan(0);
  });

  it("is narrowed by tag and tier, alone and together, in every order", async () => {
    const [top] = (await list("sort=last_purchase&limit=1")).items;
    const level = top?.tierLevel ?? 0;
    const gift = encodeURIComponent("送礼");
    expect(await ids(`tag=${gift}`)).toEqual([member(2), member(1)]);
    expect(await ids(`tag=${gift}&sort=last_purchase`)).toEqual([member(2)]);
    expect(await ids(`tierLevel=${level}`)).toEqual([member(2)]);
    expect(await ids(`tierLevel=${level}&tag=${gift}`)).toEqual([member(2)]);
    expect(await ids(`tierLevel=0&tag=${gift}`)).toEqual([member(1)]);
    expect(await ids("tierLevel=0")).toEqual([member(4), member(3), member(1), member(0)]);
    expect(await ids("tierLevel=0&sort=last_purchase")).toEqual([member(4), member(0)]);
    expect(await ids("tag=nobody")).toEqual([]);
  });

  it.each(["", "sort=last_purchase&", "tierLevel=0&", "tag=%E9%80%81%E7%A4%BC&"])(
    "pages through '%s' without a gap or a repetition",
    async (query) => {
      const seen: string[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const page: Page = await list(`${query}limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`);
        seen.push(...page.items.map(({ memberId }) => memberId));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(await ids(query));
    },
  );

  it("takes no cursor of another order", async () => {
    const { nextCursor } = await list("limit=1");
    const answer = await shop.call(
      "GET",
      `/v1/staff/members?sort=last_purchase&cursor=${nextCursor ?? ""}`,
      { token },
    );
    expect(answer).toMatchObject({ status: 400 });
  });

  it("asks indexes", async () => {
    const slow = await slowPlansOf(async () => {
      for (const query of ["", "sort=last_purchase", "tierLevel=1", "tag=x", "q=x", "tierLevel=0"])
        await list(query);
      await shop.call("GET", path(0), { token });
      await shop.call("GET", path(0, "/notes"), { token });
      await shop.call("GET", "/v1/staff/tags", { token });
    }, ["tier_policies"]);
    expect(slow).toEqual([]);
  });
});

describe("one member's record", () => {
  it("tells tags, consents, purchases and when they were last here", async () => {
    const shopper = await shop.loginShopper();
    const answer = await shop.call<Record>("GET", `/v1/staff/members/${shopper.memberId}`, {
      token,
    });
    expect(answer.body).toMatchObject({
      memberId: shopper.memberId,
      tierLevel: 0,
      tags: [],
      tagsVersion: 0,
      lastPurchaseAt: null,
      lastSeenAt: expect.any(String) as string,
      consents: [
        { purpose: "membership", isGranted: false, decidedAt: null },
        { purpose: "marketing_messages" },
        { purpose: "personalised_recommendations" },
      ],
    });
    expect(answer.body.tierName).not.toBe("");
    expect((await shop.call<Record>("GET", path(2), { token })).body).toMatchObject({
      tags: ["送礼"],
      tagsVersion: 1,
      lastPurchaseAt: expect.any(String) as string,
    });
  });

  it("goes over to the record that stays, and goes with one that is taken back", async () => {
    await transaction(async () => await joinRecords(shop.world, member(1), member(2)));
    expect(await MemberTags.findById(member(2)).lean()).toMatchObject({
      tags: ["送礼", "老客"],
      version: 2,
    });
    expect(await MemberTags.findById(member(1)).lean()).toBeNull();
    await transaction(async () => await joinRecords(shop.world, member(0), member(2)));
    expect(await MemberNotes.countDocuments({ memberId: member(2) })).toBe(1);
    await transaction(async () => await forgetRecords([member(2)]));
    expect(await MemberNotes.countDocuments()).toBe(0);
    expect(await MemberTags.findById(member(2)).lean()).toBeNull();
  });
});

describe("a member's timeline", () => {
  it("shows one kind when asked", async () => {
    const kinds = async (kind: string) => {
      const answer = await shop.call<{ items: { kind: string }[] }>(
        "GET",
        path(4, `/timeline${kind}`),
        { token },
      );
      return new Set(answer.body.items.map((item) => item.kind));
    };
    expect(await kinds("?kind=purchase")).toEqual(new Set(["purchase"]));
    expect(await kinds("?kind=joined")).toEqual(new Set());
    expect((await shop.call("GET", path(4, "/timeline?kind=x"), { token })).status).toBe(400);
  });
});
