import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { Campaigns } from "@server/modules/promotions/campaigns/campaign.model.ts";
import { forgetCampaigns } from "@server/modules/promotions/campaigns/read-live-campaigns.ts";
import { LiveOffers, liveMax } from "@server/modules/promotions/live-offers.ts";
import { promotionsJobs } from "@server/modules/promotions/index.ts";
import { buildProduct, skuInput } from "@support/catalog.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();
let shop: TestShop;
let owner: { token: string };
let manager: { token: string };
let guide: { token: string };
let local: { token: string };
beforeAll(async () => {
  shop = await startShop();
  owner = await shop.loginOwner();
  manager = await shop.loginStaff({ roles: ["manager"], storeIds: null });
  guide = await shop.loginStaff({ roles: ["guide"], storeIds: null });
  local = await shop.loginStaff({ roles: ["manager"], storeIds: [shop.storeId] });
});
afterAll(async () => {
  await shop.audit();
  await shop.stop();
});

type Problem = { code: string; errors: { pointer: string; code: string; detail: string }[] };
type Campaign = {
  campaignId: string;
  version: number;
  state: string;
  givesText: string;
  counters: Record<string, unknown> | null;
  history: { step: string; by: string; reason: string | null }[];
  floorApproval: { by: string } | null;
};
type Report = { isPublishable: boolean; findings: { code: string; severity: string }[] };

const inDays = (days: number): string =>
  new Date(shop.world.clock.now().getTime() + days * 86_400_000).toISOString();

/** Each test's campaign is about a product of its own, so that they do not overlap. */
async function buildGoods(costFen: number | null = 777) {
  const code = newId("cod", shop.world.clock.now());
  const product = await buildProduct(shop.world, { skus: [skuInput({ code, costFen })] });
  return { productId: product.productId, skuId: product.skus[0]?.skuId ?? "" };
}

const draft = (productId: string, parts: Record<string, unknown> = {}) => ({
  name: "春日立减",
  terms: {
    benefit: { kind: "amount_off", amountFen: 500 },
    threshold: { fen: 2_000 },
    scope: { productIds: [productId] },
  },
  schedule: { from: inDays(-1), until: inDays(9) },
  ...parts,
});

async function create(productId: string, parts: Record<string, unknown> = {}) {
  const answer = await shop.call<Campaign>("POST", "/v1/staff/campaigns", {
    token: manager.token,
    body: draft(productId, parts),
  });
  expect(answer.status).toBe(201);
  return answer.body;
}

const post = async <Body>(path: string, body: unknown, by: { token: string } = manager) =>
  await shop.call<Body>("POST", `/v1/staff/campaigns/${path}`, { token: by.token, body });

const publish = async (campaign: Campaign, acknowledgedWarnings: string[] = []) =>
  await post<Campaign & Problem>(`${campaign.campaignId}/publish`, {
    version: campaign.version,
    acknowledgedWarnings,
  });

describe("a campaign over HTTP", () => {
  it("is written, changed, checked, published, paused, resumed and ended, each step on record", async () => {
    const { productId } = await buildGoods();
    const made = await create(productId);
    expect(made).toMatchObject({ state: "draft", version: 1, givesText: "满 ¥20.00 减 ¥5.00" });
    const path = `/v1/staff/campaigns/${made.campaignId}`;
    const edited = await shop.call<Campaign>("PUT", path, {
      token: manager.token,
      body: { version: 1, ...draft(productId, { name: "夏日立减", budgetFen: 10_000 }) },
    });
    expect(edited).toMatchObject({ status: 200, body: { name: "夏日立减", version: 2 } });
    const report = await shop.call<Report>("GET", `${path}/lint`, { token: guide.token });
    expect(report).toMatchObject({ status: 200, body: { isPublishable: true, findings: [] } });
    const published = await publish(edited.body);
    expect(published).toMatchObject({
      status: 200,
      body: {
        state: "published",
        version: 3,
        counters: { spentFen: 0, budgetLeftFen: 10_000, useCount: 0, units: [] },
      },
    });
    for (const [version, verb, state] of [
      [3, "pause", "paused"],
      [4, "resume", "published"],
      [5, "end", "ended"],
    ] as const)
      expect(
        await post(`${made.campaignId}/${verb}`, { version, reason: `为了${verb}` }),
      ).toMatchObject({ status: 200, body: { state, version: version + 1 } });
    const read = await shop.call<Campaign>("GET", path, { token: guide.token });
    expect(read.body.history.map(({ step, reason }) => [step, reason])).toEqual([
      ["created", null],
      ["edited", null],
      ["published", null],
      ["paused", "为了pause"],
      ["resumed", "为了resume"],
      ["ended", "为了end"],
    ]);
    const trail = await AuditEntries.find({ subject: made.campaignId }).sort({ seq: 1 }).lean();
    expect(trail.map(({ action }) => action)).toEqual([
      "campaign.created",
      "campaign.edited",
      "campaign.published",
      "campaign.paused",
      "campaign.resumed",
      "campaign.ended",
    ]);
  });

  it("keeps its terms once it is published, and refuses steps that its state does not allow", async () => {
    const { productId } = await buildGoods();
    const made = await create(productId);
    const path = made.campaignId;
    const reason = "试试";
    expect(await post(`${path}/pause`, { version: 1, reason })).toMatchObject({
      status: 409,
      body: { code: "campaign_state" },
    });
    expect(await post(`${path}/resume`, { version: 1, reason })).toMatchObject({
      body: { code: "campaign_state" },
    });
    expect((await publish(made)).status).toBe(200);
    expect(
      await shop.call("PUT", `/v1/staff/campaigns/${path}`, {
        token: manager.token,
        body: { version: 2, ...draft(productId) },
      }),
    ).toMatchObject({ status: 409, body: { code: "campaign_state" } });
    expect(await publish(made)).toMatchObject({ body: { code: "campaign_state" } });
    expect(await post(`${path}/pause`, { version: 1, reason })).toMatchObject({
      status: 409,
      body: { code: "conflict" },
    });
    expect(await post(`${path}/floor-approval`, { version: 2, reason }, owner)).toMatchObject({
      body: { code: "campaign_state" },
    });
    expect((await post(`${path}/end`, { version: 2, reason })).status).toBe(200);
    expect(await post(`${path}/resume`, { version: 3, reason })).toMatchObject({
      body: { code: "campaign_state" },
    });
  });

  it("is edited by one at a time", async () => {
    const { productId } = await buildGoods();
    const made = await create(productId);
    const answers = await Promise.all(
      ["甲", "乙"].map(async (name) =>
        shop.call("PUT", `/v1/staff/campaigns/${made.campaignId}`, {
          token: manager.token,
          body: { version: 1, ...draft(productId, { name }) },
        }),
      ),
    );
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(["200", "409"]);
  });

  it("is not published with errors, each with its place", async () => {
    const { productId } = await buildGoods();
    const nowhere = newId("prd", shop.world.clock.now());
    const made = await create(productId, {
      name: "全网最低，分享后领取",
      schedule: { from: inDays(2), until: inDays(1) },
      terms: {
        benefit: { kind: "amount_off", amountFen: 500 },
        scope: { productIds: [productId, nowhere], storeIds: [newId("sto", new Date(0))] },
      },
    });
    const answer = await publish(made);
    expect(answer).toMatchObject({ status: 422, body: { code: "offer_refused" } });
    expect(answer.body.errors.map(({ pointer, code }) => `${code} ${pointer}`)).toEqual([
      "schedule /schedule/until",
      "unknown /terms/scope/productIds/1",
      "unknown /terms/scope/storeIds/0",
      "ad_absolute /name",
      "induced_sharing /name",
    ]);
  });

  it("is published with warnings only when each is acknowledged", async () => {
    const { productId } = await buildGoods();
    const first = await publish(await create(productId));
    const made = await create(productId, { name: "最香的茶" });
    const overlap = `overlap_group:${first.body.campaignId}`;
    const answer = await publish(made, ["ad_superlative"]);
    expect(answer).toMatchObject({
      status: 422,
      body: {
        code: "offer_refused",
        errors: [{ pointer: "/acknowledgedWarnings", code: overlap }],
      },
    });
    expect(await publish(made, ["ad_superlative", overlap, "never_found"])).toMatchObject({
      status: 200,
      body: { acknowledgedWarnings: [overlap, "ad_superlative"] },
    });
  });

  it("goes below cost only when somebody else answers for it, and an edit takes that back", async () => {
    const { productId } = await buildGoods(1_400);
    const made = await create(productId);
    const refused = await publish(made);
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: "approval_needed",
        errors: [{ pointer: "/terms/benefit", code: "below_cost" }],
      },
    });
    const waiting = async (by: { token: string }) => {
      const answer = await shop.call<{ toDo: { campaignsToApprove: number } }>(
        "GET",
        "/v1/staff/today",
        by,
      );
      return answer.body.toDo.campaignsToApprove;
    };
    const others = await waiting(manager);
    expect(await waiting(owner)).toBe(others + 1);
    // Member price ¥18.00, ¥5 off from ¥20: 18 × (1 − 5/20).
    expect(refused.body.errors[0]?.detail).toContain("最低可到 ¥13.50，低于成本 ¥14.00");
    const approve = async (version: number, by: { token: string }) =>
      await shop.call<Campaign>("POST", `/v1/staff/campaigns/${made.campaignId}/floor-approval`, {
        token: by.token,
        body: { version, reason: "清仓" },
      });
    expect(await approve(1, manager)).toMatchObject({
      status: 403,
      body: { code: "approval_own" },
    });
    expect(await approve(1, guide)).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(await approve(9, owner)).toMatchObject({ status: 409, body: { code: "conflict" } });
    expect(await approve(1, owner)).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await waiting(owner)).toBe(others);
    const edited = await shop.call<Campaign>("PUT", `/v1/staff/campaigns/${made.campaignId}`, {
      token: manager.token,
      body: { version: 2, ...draft(productId, { name: "改名" }) },
    });
    expect(edited.body.floorApproval).toBeNull();
    expect(await publish(edited.body)).toMatchObject({ body: { code: "approval_needed" } });
    const approved = await approve(3, owner);
    expect(approved.body.floorApproval).toMatchObject({ reason: "清仓" });
    expect(await publish(approved.body)).toMatchObject({ body: { code: "offer_refused" } });
    expect(await publish(approved.body, ["below_cost"])).toMatchObject({
      status: 200,
      body: { state: "published" },
    });
  });

  it("is published by one of two who publish at once what would go below cost together", async () => {
    const { productId } = await buildGoods(1_000);
    const stacked = async (group: string) =>
      await create(productId, {
        terms: {
          benefit: { kind: "amount_off", amountFen: 500 },
          scope: { productIds: [productId] },
          stacking: { group },
        },
      });
    const [a, b] = [await stacked("甲"), await stacked("乙")];
    const answers = await Promise.all([publish(a), publish(b)]);
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(["200", "409"]);
    const late = answers[0].status === 409 ? a : b;
    expect(await publish(late)).toMatchObject({ status: 422, body: { code: "approval_needed" } });
  });

  it("is not published beyond what every quote can go through", async () => {
    const { productId } = await buildGoods();
    const made = await create(productId);
    const before = await LiveOffers.findById("live").lean();
    await LiveOffers.updateOne({ _id: "live" }, { $set: { campaigns: liveMax.campaigns } });
    expect(await publish(made)).toMatchObject({
      status: 422,
      body: { code: "offer_refused", errors: [{ code: "too_many" }] },
    });
    await LiveOffers.updateOne({ _id: "live" }, { $set: { campaigns: before?.campaigns ?? 0 } });
  });

  it("is for those who may: guides read, managers of a store only for their store", async () => {
    const { productId } = await buildGoods();
    expect(
      await shop.call("POST", "/v1/staff/campaigns", {
        token: guide.token,
        body: draft(productId),
      }),
    ).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(
      await shop.call("POST", "/v1/staff/campaigns", {
        token: local.token,
        body: draft(productId),
      }),
    ).toMatchObject({
      status: 403,
      body: { code: "forbidden", errors: [{ pointer: "/terms/scope/storeIds" }] },
    });
    const scoped = draft(productId);
    const terms = { ...scoped.terms, scope: { storeIds: [shop.storeId] } };
    expect(
      await shop.call("POST", "/v1/staff/campaigns", {
        token: local.token,
        body: { ...scoped, terms },
      }),
    ).toMatchObject({ status: 201 });
    const other = await create(productId);
    expect(await post(`${other.campaignId}/publish`, { version: 1 }, local)).toMatchObject({
      status: 403,
    });
    const unknown = newId("cmp", new Date(0));
    expect(
      await shop.call("GET", `/v1/staff/campaigns/${unknown}`, { token: guide.token }),
    ).toMatchObject({ status: 404 });
  });

  it("is listed for staff page by page, by state", async () => {
    const first = await shop.call<{ items: Campaign[]; nextCursor: string | null }>(
      "GET",
      "/v1/staff/campaigns?limit=2",
      { token: guide.token },
    );
    expect(first.body.items).toHaveLength(2);
    const next = await shop.call<{ items: Campaign[] }>(
      "GET",
      `/v1/staff/campaigns?limit=2&cursor=${first.body.nextCursor ?? ""}`,
      { token: guide.token },
    );
    expect(next.body.items[0]?.campaignId).not.toBe(first.body.items[1]?.campaignId);
    const ended = await shop.call<{ items: Campaign[] }>("GET", "/v1/staff/campaigns?state=ended", {
      token: guide.token,
    });
    expect(ended.body.items.map(({ state }) => state)).toContain("ended");
    expect(new Set(ended.body.items.map(({ state }) => state)).size).toBe(1);
  });
});

describe("campaigns that everybody sees", () => {
  type Running = {
    campaignId: string;
    name: string;
    givesText: string;
    scheduleText: string;
    isOnToday: boolean;
    flashPrices: { skuId: string; priceFen: number; unitsLeft: number }[];
  };
  const running = async (): Promise<Running[]> => {
    const items: Running[] = [];
    let cursor: string | null = null;
    do {
      const answer: { status: number; body: { items: Running[]; nextCursor: string | null } } =
        await shop.call(
          "GET",
          `/v1/campaigns?limit=3${cursor === null ? "" : `&cursor=${cursor}`}`,
        );
      expect(answer.status).toBe(200);
      items.push(...answer.body.items);
      cursor = answer.body.nextCursor;
    } while (cursor !== null);
    return items;
  };

  it("are those that have begun, in words, with the units a flash price has left", async () => {
    const { productId, skuId } = await buildGoods();
    const later = await create(productId, { schedule: { from: inDays(1), until: inDays(2) } });
    expect((await publish(later)).status).toBe(200);
    const made = await create(productId, {
      name: "晚八点限时",
      terms: {
        benefit: {
          kind: "flash_price",
          prices: [{ skuId, priceFen: 1_500, stock: 3 }],
          perMemberMax: 1,
        },
      },
    });
    expect((await publish(made, [`overlap_goods:${later.campaignId}`])).status).toBe(200);
    forgetCampaigns();
    const items = await running();
    expect(items.map(({ campaignId }) => campaignId)).not.toContain(later.campaignId);
    expect(items.find(({ campaignId }) => campaignId === made.campaignId)).toMatchObject({
      name: "晚八点限时",
      givesText: "限时价 ¥15.00 起，每人限 1 件",
      scheduleText: "每天",
      isOnToday: true,
      flashPrices: [{ skuId, priceFen: 1_500, unitsLeft: 3 }],
    });
    expect(JSON.stringify(items)).not.toMatch(/costFen|budget|spentFen|stf_/);
    expect(new Set(items.map(({ campaignId }) => campaignId)).size).toBe(items.length);
  });

  it("name the gift that they add", async () => {
    const { productId, skuId } = await buildGoods();
    const made = await create(productId, {
      terms: {
        benefit: { kind: "gift", skuId, quantity: 1 },
        threshold: { fen: 2_000 },
        scope: { productIds: [productId] },
      },
    });
    const report = await shop.call<Report>("GET", `/v1/staff/campaigns/${made.campaignId}/lint`, {
      token: manager.token,
    });
    const warnings = report.body.findings.map(({ code }) => code);
    expect((await publish(made, warnings)).status).toBe(200);
    forgetCampaigns();
    const product = await shop.call<{ title: string }>("GET", `/v1/products/${productId}`);
    expect(product.body.title).not.toBe("");
    const item = (await running()).find(({ campaignId }) => campaignId === made.campaignId);
    expect(item?.givesText).toBe(`满 ¥20.00 送${product.body.title} 1 件`);
    await post(`${made.campaignId}/end`, { version: made.version + 1, reason: "测试" });
  });

  it("are worked out of orders: a budget is taken when one is placed and comes back when it is cancelled", async () => {
    const answer = await shop.call<Campaign>("POST", "/v1/staff/campaigns", {
      token: manager.token,
      body: {
        name: "满 20 减 5",
        budgetFen: 1_000,
        terms: { benefit: { kind: "amount_off", amountFen: 500 }, threshold: { fen: 2_000 } },
        schedule: { from: inDays(-1), until: inDays(9) },
      },
    });
    const report = await shop.call<Report>(
      "GET",
      `/v1/staff/campaigns/${answer.body.campaignId}/lint`,
      { token: manager.token },
    );
    const floor = report.body.findings.filter(({ severity }) => severity === "error");
    expect(new Set(floor.map(({ code }) => code))).toEqual(new Set(["below_cost"]));
    const approved = await post<Campaign>(
      `${answer.body.campaignId}/floor-approval`,
      { version: 1, reason: "测试" },
      owner,
    );
    const published = await publish(
      approved.body,
      report.body.findings.map(({ code }) => code),
    );
    expect(published.status).toBe(200);
    const counters = async () =>
      (await Campaigns.findById(answer.body.campaignId, { spentFen: 1, state: 1 }).lean()) ?? {};
    const shopper = await shop.loginShopper();
    forgetCampaigns();
    const order = await shop.placeOrder(shopper);
    expect(order.totalFen).toBe(1_500);
    expect(await counters()).toMatchObject({ spentFen: 500, state: "published" });
    await shop.placeOrder(await shop.loginShopper());
    expect(await counters()).toMatchObject({ spentFen: 1_000, state: "stopped" });
    forgetCampaigns();
    expect((await shop.placeOrder(await shop.loginShopper())).totalFen).toBe(2_000);
    const cancelled = await shop.call("POST", `/v1/orders/${order.id}/cancel`, {
      token: shopper.token,
    });
    expect(cancelled.status).toBeLessThan(300);
    expect(await counters()).toMatchObject({ spentFen: 500, state: "published" });
  });

  it("end by the clock, once", async () => {
    const { productId } = await buildGoods();
    const made = await create(productId, { schedule: { from: inDays(-1), until: inDays(0.01) } });
    const warnings = (
      await shop.call<Report>("GET", `/v1/staff/campaigns/${made.campaignId}/lint`, {
        token: manager.token,
      })
    ).body.findings.map(({ code }) => code);
    expect((await publish(made, warnings)).status).toBe(200);
    const before = (await LiveOffers.findById("live").lean())?.campaigns ?? 0;
    await shop.advance(20 * 60_000);
    const [job] = promotionsJobs;
    expect(await job?.run(shop.world)).toMatchObject({ campaigns: 1 });
    expect(await job?.run(shop.world)).toMatchObject({ campaigns: 0 });
    const row = await Campaigns.findById(made.campaignId).lean();
    expect(row).toMatchObject({ state: "ended" });
    expect(row?.history.at(-1)).toMatchObject({ by: "system:end-over-offers", reason: "到期" });
    expect((await LiveOffers.findById("live").lean())?.campaigns).toBe(before - 1);
  });
});
