import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { promotionsJobs, readPersonalPrices } from "@server/modules/promotions/index.ts";
import { joinShoppers } from "@server/modules/promotions/join-shoppers.ts";
import { LiveOffers, liveMax } from "@server/modules/promotions/live-offers.ts";
import { PersonalPrices } from "@server/modules/promotions/personal-prices/personal-price.model.ts";
import { forgetPersonalPrices } from "@server/modules/promotions/personal-prices/read-personal-prices.ts";
import { ensurePolicy } from "@server/modules/tiers/index.ts";
import { buildProduct, skuInput } from "@support/catalog.ts";
import { commandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type Shopper, type TestShop } from "@support/shop.ts";

useDatabase();
let shop: TestShop;
let owner: { token: string };
let manager: { token: string };
let guide: { token: string };
let shopper: Shopper;
beforeAll(async () => {
  shop = await startShop();
  await ensurePolicy(shop.world);
  owner = await shop.loginOwner();
  manager = await shop.loginStaff({ roles: ["manager"], storeIds: null });
  guide = await shop.loginStaff({ roles: ["guide"], storeIds: null });
  shopper = await shop.loginShopper();
});
afterAll(async () => {
  await shop.audit();
  await shop.stop();
});

/** Clocks are moved by hours: sessions of staff end after some. */
const HOUR = 1 / 24;
const HOUR_MS = 3_600_000;

type Price = {
  personalPriceId: string;
  state: string;
  shownName: string;
  code: string;
  errors: { pointer: string; code: string; detail: string }[];
};

const inDays = (days: number): string =>
  new Date(shop.world.clock.now().getTime() + days * 86_400_000).toISOString();

const wanted = (parts: Record<string, unknown> = {}) => ({
  memberId: shopper.memberId,
  payBps: 8_800,
  from: inDays(-1),
  until: inDays(30),
  reason: "上次漏发赠品，补偿",
  ...parts,
});

const post = async (path: string, body: unknown, by = owner) =>
  await shop.call<Price>("POST", `/v1/staff/personal-prices${path}`, { token: by.token, body });

const request = async (parts: Record<string, unknown> = {}) =>
  await post("", wanted(parts), manager);

async function approved(parts: Record<string, unknown> = {}): Promise<Price> {
  const made = await request(parts);
  const answer = await post(`/${made.body.personalPriceId}/approve`, { floorReason: "补偿" });
  expect(answer.status).toBe(200);
  return answer.body;
}

async function buildGoods(costFen: number | null) {
  const code = newId("cod", shop.world.clock.now());
  const product = await buildProduct(shop.world, { skus: [skuInput({ code, costFen })] });
  return product.productId;
}

const live = async () => {
  forgetPersonalPrices();
  return await readPersonalPrices(shop.world);
};

describe("a personal price", () => {
  it("is asked for by one, approved by another, seen by pricing and by the shopper, and ended early", async () => {
    const made = await request({ payBps: 8_800 });
    expect(made).toMatchObject({
      status: 201,
      body: { state: "requested", shownName: "专属 8.8 折" },
    });
    const { personalPriceId } = made.body;
    expect(await live()).toEqual([]);
    expect(await post(`/${personalPriceId}/approve`, {}, manager)).toMatchObject({
      status: 403,
      body: { code: "approval_own" },
    });
    expect(await post(`/${personalPriceId}/approve`, {}, guide)).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
    expect(await post(`/${personalPriceId}/approve`, {})).toMatchObject({
      status: 200,
      body: { state: "approved", floorApproval: null },
    });
    expect(await live()).toMatchObject([
      { personalPriceId, name: "专属 8.8 折", memberId: shopper.memberId, payBps: 8_800 },
    ]);
    expect((await shop.placeOrder(shopper)).totalFen).toBe(1_760);
    expect((await shop.placeOrder(await shop.loginShopper())).totalFen).toBe(2_000);
    expect(await post(`/${personalPriceId}/approve`, {})).toMatchObject({
      status: 409,
      body: { code: "approval_state" },
    });
    const ended = await post(`/${personalPriceId}/end`, { reason: "补偿已完成" }, manager);
    expect(ended).toMatchObject({
      status: 200,
      body: { state: "ended", endReason: "补偿已完成" },
    });
    expect(await live()).toEqual([]);
    expect(await post(`/${personalPriceId}/end`, { reason: "再来" }, manager)).toMatchObject({
      body: { code: "approval_state", detail: "这条专属价格已结束" },
    });
    const trail = await AuditEntries.find({ subject: personalPriceId }).sort({ seq: 1 }).lean();
    expect(trail.map(({ action, reason }) => [action, reason])).toEqual([
      ["personal_price.requested", "上次漏发赠品，补偿"],
      ["personal_price.approved", null],
      ["personal_price.ended", "补偿已完成"],
    ]);
    const read = await shop.call("GET", `/v1/staff/personal-prices/${personalPriceId}`, {
      token: guide.token,
    });
    expect(read).toMatchObject({ status: 200, body: { state: "ended" } });
  });

  it("can be turned down", async () => {
    const { personalPriceId } = (await request()).body;
    expect(await post(`/${personalPriceId}/reject`, { reason: "幅度太大" })).toMatchObject({
      status: 200,
      body: { state: "rejected", decisionReason: "幅度太大" },
    });
    expect(await post(`/${personalPriceId}/approve`, {})).toMatchObject({
      body: { code: "approval_state" },
    });
    expect(await post(`/${personalPriceId}/reject`, { reason: "再拒" })).toMatchObject({
      body: { code: "approval_state" },
    });
  });

  it("may be a surcharge for one member, by a name that the shopper sees", async () => {
    const other = await shop.loginShopper();
    const { personalPriceId } = await approved({
      memberId: other.memberId,
      payBps: 11_000,
      surchargeName: "上门安装服务费",
      reason: "顾客预约了上门安装",
    });
    expect(await live()).toMatchObject([{ personalPriceId, name: "上门安装服务费" }]);
    const quote = await shop.call<{
      totalFen: number;
      trace: { name: string; amountFen: number }[];
    }>("POST", "/v1/quotes", {
      token: other.token,
      body: {
        lines: [{ lineId: newId("lin", shop.world.clock.now()), skuId: shop.skuId, quantity: 1 }],
        delivery: { kind: "pickup", storeId: shop.storeId },
      },
    });
    expect(quote.body.totalFen).toBe(2_200);
    expect(quote.body.trace).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: "原价", amountFen: 2_000 }),
        expect.objectContaining({ name: "上门安装服务费", amountFen: 200 }),
      ]),
    );
    await post(`/${personalPriceId}/end`, { reason: "完成" }, manager);
  });

  it("may be for a tier, from its beginning to its end", async () => {
    const { personalPriceId } = await approved({
      memberId: null,
      tierLevel: 1,
      from: inDays(-1),
      until: inDays(HOUR),
    });
    expect(await live()).toMatchObject([{ personalPriceId, tierLevel: 1, memberId: null }]);
    await shop.advance(HOUR_MS);
    expect(await live()).toEqual([]);
    await approved({ memberId: null, tierLevel: 1, from: inDays(2), until: inDays(3) });
    expect(await live()).toEqual([]);
  });
});

describe("a request that is refused", () => {
  it.each<{ why: string; parts: () => Record<string, unknown>; faults: string[] }>([
    {
      why: "nobody",
      parts: () => ({ memberId: null }),
      faults: ["audience /memberId"],
    },
    { why: "both", parts: () => ({ tierLevel: 1 }), faults: ["audience /memberId"] },
    { why: "no change", parts: () => ({ payBps: 10_000 }), faults: ["no_effect /payBps"] },
    {
      why: "a surcharge without a name",
      parts: () => ({ payBps: 10_500 }),
      faults: ["surcharge_unnamed /surchargeName"],
    },
    {
      why: "a name without a surcharge",
      parts: () => ({ surchargeName: "服务费" }),
      faults: ["surcharge_unneeded /surchargeName"],
    },
    {
      why: "a surcharge for a whole tier",
      parts: () => ({ memberId: null, tierLevel: 1, payBps: 10_500, surchargeName: "服务费" }),
      faults: ["surcharge_for_tier /tierLevel"],
    },
    {
      why: "an end before the beginning",
      parts: () => ({ until: inDays(-2) }),
      faults: ["schedule /until"],
    },
    {
      why: "an end that has passed",
      parts: () => ({ from: inDays(-3), until: inDays(-2) }),
      faults: ["schedule /until"],
    },
    {
      why: "who and what does not exist",
      parts: () => ({
        memberId: newId("mem", new Date(0)),
        productIds: [newId("prd", new Date(0))],
      }),
      faults: ["unknown /memberId", "unknown /productIds/0"],
    },
    {
      why: "a tier that does not exist",
      parts: () => ({ memberId: null, tierLevel: 9 }),
      faults: ["unknown /tierLevel"],
    },
  ])("names $why", async ({ parts, faults }) => {
    const answer = await request(parts());
    expect(answer).toMatchObject({ status: 422, body: { code: "personal_price_invalid" } });
    expect(answer.body.errors.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual(faults);
  });

  it.each([
    ["月薪两万，不差钱", "收入或消费能力"],
    ["苹果手机用户", "设备"],
    ["用 iPhone 下单", "设备"],
    ["住在高档小区", "位置或住址"],
    ["外地客人", "位置或住址"],
    ["老年顾客", "年龄"],
    ["90后", "年龄"],
    ["女士专享", "性别"],
    ["浏览过三次没买", "浏览或搜索行为"],
    ["按用户画像", "浏览或搜索行为"],
    ["老客加价，反正会买", "熟客加价（杀熟）"],
  ])("cites the law for a price by who somebody is: %s", async (reason, trait) => {
    const answer = await request({ reason });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([{ pointer: "/reason", code: "profile" }]);
    expect(answer.body.errors[0]?.detail).toContain(trait);
    expect(answer.body.errors[0]?.detail).toContain("《中华人民共和国个人信息保护法》第二十四条");
  });

  it.each([
    ["新客，第一次来", "新客或熟客的身份"],
    ["老客", "新客或熟客的身份"],
    ["熟客", "新客或熟客的身份"],
    ["愿意多付", "支付意愿"],
    ["支付能力好", "收入或消费能力"],
  ])("lets nobody pay more for being %s", async (reason, trait) => {
    const answer = await request({ payBps: 11_000, surchargeName: "服务费", reason });
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/reason", code: "profile" }] },
    });
    expect(answer.body.errors[0]?.detail).toContain(trait);
    expect(answer.body.errors[0]?.detail).toContain("《中华人民共和国个人信息保护法》第二十四条");
  });

  it("lets new and known shoppers pay less", async () => {
    const { status, body } = await request({ payBps: 9_500, reason: "新客见面礼，老客也有" });
    expect(status).toBe(201);
    await post(`/${body.personalPriceId}/reject`, { reason: "不用了" });
  });

  it("looks at the name of a surcharge too", async () => {
    const answer = await request({ payBps: 11_000, surchargeName: "外地服务费" });
    expect(answer.body.errors).toMatchObject([{ pointer: "/surchargeName", code: "profile" }]);
  });

  it("must have an end, a reason and a sensible rate", async () => {
    const { until: _, ...endless } = wanted();
    expect(await post("", endless, manager)).toMatchObject({
      status: 400,
      body: { code: "malformed", errors: [{ pointer: "/until" }] },
    });
    expect(await request({ reason: " " })).toMatchObject({ status: 400 });
    expect(await request({ payBps: 15_001 })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "/payBps" }] },
    });
    expect(await post("", wanted(), guide)).toMatchObject({ status: 403 });
  });
});

describe("a price below cost", () => {
  it("is approved only with a reason, and only then carries a name", async () => {
    const productId = await buildGoods(1_500);
    const made = await request({ productIds: [productId], payBps: 8_000 });
    const path = `/${made.body.personalPriceId}/approve`;
    const refused = await post(path, {});
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: "personal_price_invalid",
        detail: "会低于成本，批准时请在 floorReason 中写明理由",
        errors: [{ pointer: "/floorReason", code: "below_cost" }],
      },
    });
    // The member price ¥18.00 of the best tier at 80 %.
    expect(refused.body.errors[0]?.detail).toContain("最低可到 ¥14.40，低于成本 ¥15.00");
    expect(await post(path, { floorReason: "重大投诉补偿" })).toMatchObject({
      status: 200,
      body: { floorApproval: { reason: "重大投诉补偿" } },
    });
    await post(`/${made.body.personalPriceId}/end`, { reason: "完成" }, manager);
  });

  it("counts the tier it is for, and nothing where the cost is not known", async () => {
    const productId = await buildGoods(1_500);
    const forBase = await request({
      memberId: null,
      tierLevel: 1,
      productIds: [productId],
      payBps: 8_000,
    });
    // Level 1 pays the list price of ¥20.00.
    expect(await post(`/${forBase.body.personalPriceId}/approve`, {})).toMatchObject({
      status: 200,
    });
    const free = await request({ productIds: [await buildGoods(null)], payBps: 100 });
    expect(await post(`/${free.body.personalPriceId}/approve`, {})).toMatchObject({ status: 200 });
    for (const { body } of [forBase, free])
      await post(`/${body.personalPriceId}/end`, { reason: "完成" }, manager);
  });
});

describe("the bound on open ones", () => {
  it("is not passed by 10 at once", async () => {
    const open = (await LiveOffers.findById("live").lean())?.personalPrices ?? 0;
    await LiveOffers.updateOne(
      { _id: "live" },
      { $set: { personalPrices: liveMax.personalPrices - 3 } },
    );
    const answers = await Promise.all(Array.from({ length: 10 }, async () => request()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const { status, body } of refused)
      expect({ status, code: body.code, faults: body.errors.map(({ code }) => code) }).toEqual({
        status: 422,
        code: "personal_price_invalid",
        faults: ["too_many"],
      });
    await LiveOffers.updateOne({ _id: "live" }, { $set: { personalPrices: open + 3 } });
    const made = answers.find(({ status }) => status === 201)?.body.personalPriceId ?? "";
    await post(`/${made}/reject`, { reason: "不用了" });
    expect((await LiveOffers.findById("live").lean())?.personalPrices).toBe(open + 2);
  });

  it("is freed by the clock, which also turns down what nobody decided", async () => {
    const kept = await approved({ until: inDays(HOUR) });
    const undecided = await request({ until: inDays(HOUR) });
    await shop.advance(2 * HOUR_MS);
    const [job] = promotionsJobs;
    await job?.run(shop.world);
    expect(await PersonalPrices.findById(kept.personalPriceId).lean()).toMatchObject({
      state: "ended",
      endedBy: "system:end-over-offers",
    });
    expect(await PersonalPrices.findById(undecided.body.personalPriceId).lean()).toMatchObject({
      state: "rejected",
      decisionReason: "到期前无人批准",
    });
  });

  it("is one read a second at most", async () => {
    await live();
    expect((await commandsOf(async () => readPersonalPrices(shop.world))).commands).toEqual([]);
  });
});

describe("when two records turn out to be one person", () => {
  it("personal prices go to the one that stays", async () => {
    const from = await shop.loginShopper();
    const to = await shop.loginShopper();
    const { personalPriceId } = await approved({ memberId: from.memberId });
    await transaction(async () => {
      await joinShoppers(shop.world, from.memberId, to.memberId);
    });
    expect(await PersonalPrices.findById(personalPriceId).lean()).toMatchObject({
      memberId: to.memberId,
    });
  });

  it("staff find the prices of one member", async () => {
    const answer = await shop.call<{ items: Price[] }>(
      "GET",
      `/v1/staff/personal-prices?memberId=${shopper.memberId}&state=ended&limit=1`,
      { token: guide.token },
    );
    expect(answer.body.items).toHaveLength(1);
    expect(answer.body.items[0]).toMatchObject({ memberId: shopper.memberId, state: "ended" });
  });
});
