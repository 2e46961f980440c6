import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { Coupons } from "@server/modules/coupons/coupon.model.ts";
import { couponsJobs } from "@server/modules/coupons/index.ts";
import { findOrCreateMember } from "@server/modules/members/index.ts";
import { Members } from "@server/modules/members/member.model.ts";
import { ensurePolicy } from "@server/modules/tiers/index.ts";
import { buildProduct, skuInput } from "@support/catalog.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type Shopper, type TestShop } from "@support/shop.ts";

useDatabase();

type Template = { templateId: string; version: number; linkToken: string; state: string };
type Coupon = { couponId: string; state: string; name: string };

let shop: TestShop;
let staff: { token: string };
let member: Shopper;

beforeAll(async () => {
  shop = await startShop();
  await ensurePolicy(shop.world);
  staff = await shop.loginOwner();
  member = await shop.loginShopper();
});
afterAll(async () => {
  await shop.stop();
});

const id = (prefix: string) => newId(prefix, shop.world.clock.now());

const draft = (parts: object = {}) => ({
  name: "满 20 减 5",
  terms: { benefit: { kind: "amount_off", amountFen: 500 }, threshold: { fen: 2_000 } },
  validity: { kind: "relative", days: 30 },
  channels: { isPublic: true, hasLink: true, isByStaff: true },
  ...parts,
});

async function make(parts: object = {}): Promise<Template> {
  const made = await shop.call<Template>("POST", "/v1/staff/coupon-templates", {
    ...staff,
    body: draft(parts),
  });
  expect(made.status).toBe(201);
  return made.body;
}

async function move(templateId: string, to: string) {
  return await shop.call<Template>("POST", `/v1/staff/coupon-templates/${templateId}/state`, {
    ...staff,
    body: { to, reason: "开始" },
  });
}

async function published(parts: object = {}): Promise<Template> {
  const { templateId } = await make(parts);
  const answer = await move(templateId, "published");
  expect(answer.status).toBe(200);
  return answer.body;
}

const claim = async (shopper: Shopper, by: object) =>
  await shop.call<Coupon & { code?: string }>("POST", "/v1/coupons/claims", {
    token: shopper.token,
    body: { claimId: id("clm"), ...by },
  });

it("lists what may be given in one way, and finds templates by part of their name", async () => {
  const codes = await published({ name: "码（新客）*", channels: { isByCode: true } });
  const staffOnly = await published({ name: "码 店员", channels: { isByStaff: true } });
  const find = async (query: string): Promise<string[]> => {
    const answer = await shop.call<{ items: Template[] }>(
      "GET",
      `/v1/staff/coupon-templates?limit=50&${query}`,
      staff,
    );
    expect(answer.status).toBe(200);
    return answer.body.items.map(({ templateId }) => templateId);
  };
  expect(await find("state=published&way=isByCode")).toEqual([codes.templateId]);
  expect(await find(`q=${encodeURIComponent("码")}`)).toEqual([
    staffOnly.templateId,
    codes.templateId,
  ]);
  // What is typed is looked for as it is, and is no pattern.
  expect(await find(`q=${encodeURIComponent("）*")}`)).toEqual([codes.templateId]);
  expect(await find(`q=${encodeURIComponent(".*")}`)).toEqual([]);
});

describe("templates", () => {
  it("are drafted, changed by who saw the last version, published, copied and ended", async () => {
    const { templateId } = await make();
    const path = `/v1/staff/coupon-templates/${templateId}`;
    const template = draft({ name: "满 20 减 4" });
    const change = async (version: number) =>
      await shop.call<Template>("PUT", path, { ...staff, body: { version, template } });
    expect((await change(1)).body).toMatchObject({ name: "满 20 减 4", version: 2 });
    expect(await change(1)).toMatchObject({ status: 409, body: { code: "conflict" } });
    expect((await move(templateId, "published")).body.state).toBe("published");
    expect(await change(3)).toMatchObject({ status: 409, body: { code: "template_state" } });
    const copy = await shop.call<Template>("POST", `${path}/copy`, staff);
    expect(copy).toMatchObject({ status: 201, body: { state: "draft", name: "满 20 减 4" } });
    expect((await move(templateId, "ended")).status).toBe(200);
    expect(await move(templateId, "published")).toMatchObject({
      status: 409,
      body: { code: "template_state" },
    });
    const listed = await shop.call<{ items: Template[] }>(
      "GET",
      "/v1/staff/coupon-templates?state=draft",
      staff,
    );
    expect(listed.body.items.map((one) => one.templateId)).toContain(copy.body["templateId"]);
    expect((await shop.call("GET", path, staff)).body).toMatchObject({ state: "ended", issued: 0 });
  });

  it.each([
    [
      { terms: { benefit: { kind: "spend_and_save", steps: [{ fromFen: 100, offFen: 10 }] } } },
      "/terms/benefit/kind",
    ],
    [
      { terms: { benefit: { kind: "amount_off", amountFen: 500 }, threshold: { fen: 400 } } },
      "/terms/benefit/amountFen",
    ],
    [
      {
        validity: {
          kind: "absolute",
          from: "2026-02-01T00:00:00.000Z",
          until: "2026-01-01T00:00:00.000Z",
        },
      },
      "/validity/until",
    ],
    [{ caps: { total: 5, perDay: 6 } }, "/caps/perDay"],
    [{ caps: { perMember: 1, perMemberPerDay: 2 } }, "/caps/perMemberPerDay"],
    [{ terms: { benefit: { kind: "percent_off", payBps: 8_800 } } }, "/faceFen"],
    [{ faceFen: 400 }, "/faceFen"],
  ])("that contradict themselves are refused where it is: %j", async (parts, pointer) => {
    const answer = await shop.call<{ code: string; errors: { pointer: string }[] }>(
      "POST",
      "/v1/staff/coupon-templates",
      { ...staff, body: draft(parts) },
    );
    expect(answer).toMatchObject({ status: 422, body: { code: "offer_refused" } });
    expect(answer.body.errors[0]?.pointer).toContain(pointer);
  });

  it("whose time is over are not published", async () => {
    const { templateId } = await make({
      validity: {
        kind: "absolute",
        from: "2020-01-01T00:00:00.000Z",
        until: "2020-02-01T00:00:00.000Z",
      },
    });
    expect(await move(templateId, "published")).toMatchObject({
      status: 422,
      body: { code: "offer_refused" },
    });
  });
});

describe("publishing", () => {
  type Problem = { code: string; errors: { pointer: string; code: string }[] };
  const publish = async (templateId: string, who: { token: string }, floorReason?: string) =>
    await shop.call<Problem>("POST", `/v1/staff/coupon-templates/${templateId}/state`, {
      ...who,
      body: { to: "published", reason: "开始", ...(floorReason !== undefined && { floorReason }) },
    });

  it.each([
    [
      {
        terms: { benefit: { kind: "gift", skuId: "sku_01JZ0000000000000000000000", quantity: 1 } },
        faceFen: 100,
      },
      "/terms/benefit/skuId",
    ],
    [
      {
        terms: {
          benefit: { kind: "amount_off", amountFen: 500 },
          threshold: { fen: 2_000 },
          scope: {
            productIds: ["prd_01JZ0000000000000000000000"],
            categoryIds: ["cat_01JZ0000000000000000000000"],
          },
        },
      },
      "/terms/scope/productIds/0",
      "/terms/scope/categoryIds/0",
    ],
    [{ name: "全网最低价" }, "/name"],
  ])(
    "refuses what nothing has and what is punished, where it is: %j",
    async (parts, ...pointers) => {
      const { templateId } = await make(parts);
      const answer = await publish(templateId, staff);
      expect(answer).toMatchObject({ status: 422, body: { code: "offer_refused" } });
      expect(answer.body.errors.map(({ pointer }) => pointer)).toEqual(pointers);
      const path = `/v1/staff/coupon-templates/${templateId}`;
      expect((await shop.call("GET", path, staff)).body).toMatchObject({ state: "draft" });
    },
  );

  it.each([
    { terms: { benefit: { kind: "fixed_price", priceFen: 700 } }, faceFen: 1_300 },
    { terms: { benefit: { kind: "amount_off", amountFen: 1_500 } } },
  ])("below cost needs another's reason, kept and audited: %j", async (parts) => {
    const { templateId } = await make(parts);
    expect(await publish(templateId, staff)).toMatchObject({
      status: 422,
      body: { code: "approval_needed", errors: [{ pointer: "/floorReason", code: "below_cost" }] },
    });
    expect(await publish(templateId, staff, "清仓")).toMatchObject({
      status: 403,
      body: { code: "approval_own" },
    });
    const other = await shop.loginStaff({ roles: ["manager"], storeIds: null });
    expect(await publish(templateId, other)).toMatchObject({
      status: 422,
      body: { code: "approval_needed" },
    });
    expect(await publish(templateId, other, "清仓")).toMatchObject({
      status: 200,
      body: { state: "published", floorApproval: { reason: "清仓" } },
    });
    expect(
      await AuditEntries.findOne({
        subject: templateId,
        action: "coupon_template.published",
      }).lean(),
    ).toMatchObject({ after: { state: "published", floorApproval: { reason: "清仓" } } });
    const paused = await move(templateId, "paused");
    expect(paused.body).toMatchObject({ floorApproval: { reason: "清仓" } });
    expect((await move(templateId, "published")).status).toBe(200);
    // Once given out no more, it lowers no price that another test would find.
    expect((await move(templateId, "ended")).status).toBe(200);
  });

  it("below cost by what a gift costs is found, and an edit makes its editor an author", async () => {
    const gift = await buildProduct(shop.world, {
      title: "礼盒",
      skus: [skuInput({ code: "G-1", listPriceFen: 19_800, memberPricesFen: {}, costFen: 9_000 })],
    });
    const skuId = gift.skus[0]?.skuId ?? "";
    const parts = { terms: { benefit: { kind: "gift", skuId, quantity: 1 } }, faceFen: 19_800 };
    const { templateId } = await make(parts);
    const other = await shop.loginStaff({ roles: ["manager"], storeIds: null });
    await shop.call("PUT", `/v1/staff/coupon-templates/${templateId}`, {
      ...other,
      body: { version: 1, template: draft({ ...parts, name: "送礼盒" }) },
    });
    expect(await publish(templateId, other, "店庆")).toMatchObject({
      status: 403,
      body: { code: "approval_own" },
    });
    const third = await shop.loginStaff({ roles: ["manager"], storeIds: null });
    expect(await publish(templateId, third, "店庆")).toMatchObject({ status: 200 });
    expect((await move(templateId, "ended")).status).toBe(200);
  });
});

describe("a shopper", () => {
  it("sees what there is, claims, finds it among theirs, and gives it to a friend", async () => {
    const { templateId } = await published({ isGiftable: true, priority: 1 });
    const seen = async (token?: string) => {
      const { body } = await shop.call<{ items: (Template & { standing: string })[] }>(
        "GET",
        "/v1/coupons",
        token === undefined ? {} : { token },
      );
      return body.items.find((one) => one.templateId === templateId)?.standing;
    };
    await expect.poll(async () => await seen(), { timeout: 3_000 }).toBe("claimable");
    const claimed = await claim(member, { templateId });
    expect(claimed).toMatchObject({ status: 201, body: { state: "available" } });
    expect(await seen(member.token)).toBe("claimed");
    expect(await claim(member, { templateId })).toMatchObject({
      status: 422,
      body: { code: "coupon_claim_limit" },
    });
    const mine = await shop.call<{ items: Coupon[] }>("GET", "/v1/me/coupons?state=available", {
      token: member.token,
    });
    expect(mine.body.items.map((one) => one.couponId)).toContain(claimed.body.couponId);
    const gift = await shop.call<{ token: string }>(
      "POST",
      `/v1/me/coupons/${claimed.body.couponId}/gift`,
      { token: member.token },
    );
    expect(gift.status).toBe(200);
    const friend = await shop.loginShopper();
    const accepted = await shop.call<Coupon>("POST", `/v1/coupon-gifts/${gift.body.token}/accept`, {
      token: friend.token,
    });
    expect(accepted).toMatchObject({ status: 201, body: { state: "available" } });
    expect(accepted.body.couponId).not.toBe(claimed.body.couponId);
  });

  it("gets no second coupon by an id that gave one, whatever the template", async () => {
    const [one, other] = [await published(), await published()];
    const shopper = await shop.loginShopper();
    const claimId = id("clm");
    expect(await claim(shopper, { claimId, templateId: one.templateId })).toMatchObject({
      status: 201,
    });
    const mismatch = { status: 409, body: { code: "idempotency_mismatch" } };
    expect(await claim(shopper, { claimId, templateId: other.templateId })).toMatchObject(mismatch);
    expect(await claim(shopper, { claimId, token: other.linkToken })).toMatchObject(mismatch);
    expect(await claim(shopper, { templateId: other.templateId })).toMatchObject({ status: 201 });
    const issue = async (templateId: string) =>
      await shop.call("POST", `/v1/staff/members/${shopper.memberId}/coupons`, {
        ...staff,
        body: { templateId, claimId: `clm_${"0".repeat(26)}`, reason: "安抚" },
      });
    const [third, fourth] = [await published(), await published()];
    expect(await issue(third.templateId)).toMatchObject({ status: 201 });
    expect(await issue(third.templateId)).toMatchObject({ status: 201 });
    expect(await issue(fourth.templateId)).toMatchObject(mismatch);
  });

  it("claims by a link what is not shown, and not otherwise", async () => {
    const { templateId, linkToken } = await published({ channels: { hasLink: true } });
    const shopper = await shop.loginShopper();
    expect(await claim(shopper, { templateId })).toMatchObject({ status: 404 });
    expect(await claim(shopper, { token: linkToken })).toMatchObject({ status: 201 });
    expect(await claim(shopper, { token: "x".repeat(43) })).toMatchObject({ status: 404 });
  });

  it("is told why a coupon is not theirs", async () => {
    const parts = {
      terms: {
        benefit: { kind: "amount_off", amountFen: 500 },
        audience: { tierLevels: [3] },
      },
    };
    const { templateId } = await published(parts);
    await expect
      .poll(
        async () => {
          const { body } = await shop.call<{ items: Record<string, unknown>[] }>(
            "GET",
            "/v1/coupons",
            { token: member.token },
          );
          return body.items.find((one) => one["templateId"] === templateId);
        },
        { timeout: 3_000 },
      )
      .toMatchObject({ standing: "not_for_you", reason: "您当前的会员等级不在领取范围内" });
  });
});

describe("staff", () => {
  it("issue to one member, see the coupon's way, and void it", async () => {
    const { templateId } = await published();
    const shopper = await shop.loginShopper();
    const path = `/v1/staff/members/${shopper.memberId}/coupons`;
    const body = { templateId, claimId: id("clm"), reason: "安抚" };
    const guide = await shop.loginStaff({ roles: ["guide"], storeIds: null });
    const issued = await shop.call<Coupon>("POST", path, { ...guide, body });
    expect(issued).toMatchObject({ status: 201, body: { reason: "安抚", state: "available" } });
    expect((await shop.call<Coupon>("POST", path, { ...guide, body })).body.couponId).toBe(
      issued.body.couponId,
    );
    const voidPath = `/v1/staff/coupons/${issued.body.couponId}/void`;
    const reason = { reason: "发错人" };
    expect((await shop.call("POST", voidPath, { ...guide, body: reason })).status).toBe(403);
    expect((await shop.call("POST", voidPath, { ...staff, body: reason })).body).toMatchObject({
      state: "void",
    });
    const listed = await shop.call<{ items: unknown[] }>("GET", path, guide);
    expect(listed.body.items).toMatchObject([
      { couponId: issued.body.couponId, steps: [{ to: "void", reason: "发错人" }] },
    ]);
    const template = await shop.call("GET", `/v1/staff/coupon-templates/${templateId}`, guide);
    expect(template.body).toMatchObject({ issued: 1, counts: { available: 0, void: 1 } });
  });

  it("are told what stands against a coupon in words about the member", async () => {
    const shopper = await shop.loginShopper();
    const issue = async (templateId: string) =>
      await shop.call("POST", `/v1/staff/members/${shopper.memberId}/coupons`, {
        ...staff,
        body: { templateId, claimId: id("clm"), reason: "安抚" },
      });
    const notByStaff = await published({ channels: { isPublic: true } });
    expect(await issue(notByStaff.templateId)).toMatchObject({
      status: 422,
      body: { code: "coupon_not_claimable", detail: "该券没有开放由员工发放" },
    });
    const { templateId } = await published({ caps: { perMember: 2 } });
    for (let nth = 1; nth <= 2; nth += 1) expect((await issue(templateId)).status).toBe(201);
    expect(await issue(templateId)).toMatchObject({
      status: 422,
      body: { code: "coupon_claim_limit", detail: "这位会员已有 2 张" },
    });
    expect((await move(templateId, "paused")).status).toBe(200);
    expect((await issue(templateId)).body).toMatchObject({ detail: "领取已暂停或结束" });
  });

  it("issue to many in the background and watch it", async () => {
    const { templateId } = await published();
    await Members.updateMany({}, { $set: { joinedAt: shop.world.clock.now() } });
    // Who only looked around is no member yet, and gets none.
    const { memberId: looker } = await findOrCreateMember(shop.world, {
      openid: "o_looks_around_0000000000000",
      unionid: null,
    });
    const body = { issueId: id("iss"), templateId, audience: { kind: "all" }, reason: "店庆" };
    const started = await shop.call("POST", "/v1/staff/coupon-issues", { ...staff, body });
    expect(started).toMatchObject({ status: 202, body: { state: "running" } });
    for (const job of couponsJobs) await job.run(shop.world);
    const path = `/v1/staff/coupon-issues/${body.issueId}`;
    const done = await shop.call<{ counts: { members: number; issued: number } }>(
      "GET",
      path,
      staff,
    );
    expect(done.body).toMatchObject({ state: "done" });
    expect(done.body.counts.issued).toBe(done.body.counts.members);
    expect(done.body.counts.issued).toBeGreaterThan(0);
    expect(await Coupons.countDocuments({ templateId, memberId: looker })).toBe(0);
    const listed = await shop.call<{ items: { issueId: string }[] }>(
      "GET",
      "/v1/staff/coupon-issues",
      staff,
    );
    expect(listed.body.items.map((one) => one.issueId)).toContain(body.issueId);
    const stop = { ...staff, body: { reason: "停" } };
    expect(await shop.call("POST", `${path}/stop`, stop)).toMatchObject({
      status: 409,
      body: { code: "template_state", detail: "这个批次已经结束" },
    });
    const audience = { kind: "tiers", levels: [0, 10] };
    expect(
      await shop.call("POST", "/v1/staff/coupon-issues", {
        ...staff,
        body: { ...body, issueId: id("iss"), audience },
      }),
    ).toMatchObject({
      status: 422,
      body: { code: "offer_refused", errors: [{ pointer: "/audience/levels/1" }] },
    });
    await shop.audit();
  });
});
