import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type Shopper, type TestShop } from "@support/shop.ts";
import { buildPointsPolicy, buildTemplate, givePoints } from "@support/value.ts";

useDatabase();
let shop: TestShop;
let shopper: Shopper;
let owner: { token: string };

beforeAll(async () => {
  shop = await startShop();
  shopper = await shop.loginShopper();
  owner = await shop.loginOwner();
  await buildPointsPolicy(shop.world);
  await givePoints(shop.world, shopper.memberId, 500);
});
afterAll(async () => {
  await shop.audit();
  await shop.stop();
});

const id = (prefix: string) => newId(prefix, shop.world.clock.now());
const path = "/v1/staff/points-mall";
const draft = (what: unknown, change: Record<string, unknown> = {}) => ({
  title: "绿茶换购",
  what,
  points: 200,
  priceFen: 0,
  from: "2026-01-01T00:00:00.000Z",
  until: "2099-01-01T00:00:00.000Z",
  ...change,
});
const product = () => ({ kind: "product", skuId: shop.skuId });

async function publish(body: unknown): Promise<string> {
  const made = await shop.call<{ mallItemId: string }>("POST", path, { ...owner, body });
  expect(made).toMatchObject({ status: 201, body: { state: "draft", version: 1, taken: 0 } });
  const { mallItemId } = made.body;
  const published = await shop.call("POST", `${path}/${mallItemId}/publish`, {
    ...owner,
    body: { version: 1 },
  });
  expect(published).toMatchObject({ status: 200, body: { state: "published", version: 2 } });
  return mallItemId;
}

describe("the points mall over HTTP", () => {
  it("is kept by staff: drafted, changed by version, published, ended, audited", async () => {
    const made = await shop.call<{ mallItemId: string }>("POST", path, {
      ...owner,
      body: draft(product()),
    });
    const { mallItemId } = made.body;
    const item = `${path}/${mallItemId}`;
    const edit = { version: 1, ...draft(product(), { points: 300, stock: 5 }) };
    expect(await shop.call("PUT", item, { ...owner, body: edit })).toMatchObject({
      status: 200,
      body: { points: 300, stock: 5, version: 2 },
    });
    expect(await shop.call("PUT", item, { ...owner, body: edit })).toMatchObject({
      status: 409,
      body: { code: "conflict" },
    });
    await shop.call("POST", `${item}/publish`, { ...owner, body: { version: 2 } });
    expect(await shop.call("PUT", item, { ...owner, body: { ...edit, version: 3 } })).toMatchObject(
      { status: 409, body: { code: "mall_item_state" } },
    );
    const end = { version: 3, reason: "换季" };
    expect(await shop.call("POST", `${item}/end`, { ...owner, body: end })).toMatchObject({
      status: 200,
      body: { state: "ended" },
    });
    expect(await shop.call("GET", item, owner)).toMatchObject({ body: { state: "ended" } });
    expect(await shop.call("GET", `${path}?state=ended&limit=1`, owner)).toMatchObject({
      body: { items: [{ mallItemId }] },
    });
    const actions = await AuditEntries.find({ subject: mallItemId }).sort({ _id: 1 }).lean();
    expect(actions.map((one) => one.action)).toEqual([
      "mall_item.created",
      "mall_item.edited",
      "mall_item.published",
      "mall_item.ended",
    ]);
  });

  it("refuses a coupon that costs money, an end before its beginning, and a price at list", async () => {
    const coupon = { kind: "coupon", templateId: id("tpl") };
    for (const [body, pointer] of [
      [draft(coupon, { priceFen: 100 }), "/priceFen"],
      [draft(product(), { until: "2026-01-01T00:00:00.000Z" }), "/until"],
    ] as const)
      expect(await shop.call("POST", path, { ...owner, body })).toMatchObject({
        status: 400,
        body: { errors: [{ pointer }] },
      });
    const dear = await shop.call<{ mallItemId: string }>("POST", path, {
      ...owner,
      body: draft(product(), { priceFen: 2_000 }),
    });
    expect(
      await shop.call("POST", `${path}/${dear.body.mallItemId}/publish`, {
        ...owner,
        body: { version: 1 },
      }),
    ).toMatchObject({
      status: 422,
      body: { code: "mall_item_refused", errors: [{ pointer: "/priceFen" }] },
    });
  });

  it("shows everybody what there is, and members what they can have", async () => {
    const mallItemId = await publish(draft(product(), { stock: 9, perMemberMax: 2, points: 400 }));
    const dear = await publish(draft(product(), { points: 700 }));
    const seen = async (token?: string) =>
      (
        await shop.call<{ pointsAvailable: number | null; items: { mallItemId: string }[] }>(
          "GET",
          "/v1/points-mall",
          token === undefined ? {} : { token },
        )
      ).body;
    const guest = await seen();
    expect(guest.pointsAvailable).toBeNull();
    expect(guest.items.find((one) => one.mallItemId === mallItemId)).toMatchObject({
      standing: "login_needed",
      left: 9,
      product: { title: "茉莉绿茶", listPriceFen: 2_000 },
    });
    const mine = await seen(shopper.token);
    expect(mine.pointsAvailable).toBe(500);
    expect(mine.items.find((one) => one.mallItemId === mallItemId)).toMatchObject({
      standing: "exchangeable",
      mine: 0,
      missingPoints: 0,
    });
    expect(mine.items.find((one) => one.mallItemId === dear)).toMatchObject({
      standing: "points_short",
      reason: "还差 200 积分",
      missingPoints: 200,
    });
  });

  it("swaps points for a product by an order, and for a coupon at once", async () => {
    const { token } = shopper;
    const mallItemId = await publish(draft(product()));
    const lines = [{ lineId: id("lin"), skuId: shop.skuId, quantity: 1, mallItemId }];
    const delivery = { kind: "pickup", storeId: shop.storeId };
    const quote = await shop.call<{ totalFen: number; version: string }>("POST", "/v1/quotes", {
      token,
      body: { lines, delivery },
    });
    expect(quote.body).toMatchObject({ totalFen: 0, points: 200, pointsAvailable: 500 });
    const order = await shop.call<{ id: string }>("POST", "/v1/orders", {
      token,
      body: {
        orderId: id("ord"),
        lines,
        delivery,
        expectedTotalFen: 0,
        quoteVersion: quote.body.version,
      },
    });
    expect(order).toMatchObject({
      status: 201,
      body: { paymentState: "paid", lines: [{ mallItemId, points: 200, pointsFen: 2_000 }] },
    });
    const templateId = await buildTemplate(shop.world, {
      benefit: { kind: "amount_off", amountFen: 500 },
    });
    const couponItem = await publish(draft({ kind: "coupon", templateId }));
    const body = { exchangeId: id("pmx"), mallItemId: couponItem };
    const swapped = await shop.call<{ couponId: string }>("POST", "/v1/points-mall/exchanges", {
      token,
      body,
    });
    expect(swapped).toMatchObject({ status: 201, body: { points: 200, title: "绿茶换购" } });
    const held = await shop.call<{ items: { couponId: string }[] }>("GET", "/v1/me/coupons", {
      token,
    });
    expect(held.body.items.map((one) => one.couponId)).toContain(swapped.body.couponId);
    expect(
      await shop.call("POST", "/v1/points-mall/exchanges", {
        token,
        body: { ...body, exchangeId: id("pmx") },
      }),
    ).toMatchObject({ status: 409, body: { code: "points_insufficient" } });
    expect(await shop.call("GET", "/v1/me/points", { token })).toMatchObject({
      body: { available: 100 },
    });
  });

  it("is no part of the cart", async () => {
    const body = { lineId: id("lin"), skuId: shop.skuId, quantity: 1, mallItemId: id("pmi") };
    expect(await shop.call("POST", "/v1/cart/lines", { token: shopper.token, body })).toMatchObject(
      { status: 400 },
    );
  });
});
