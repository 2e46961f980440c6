import mongoose from "mongoose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { Coupons } from "@server/modules/coupons/coupon.model.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { AddressBooks } from "@server/modules/addresses/address-book.model.ts";
import { Sessions } from "@server/modules/identity/session.model.ts";
import { Consents } from "@server/modules/members/consent.model.ts";
import { Carts } from "@server/modules/orders/cart.model.ts";
import { Identities, Members } from "@server/modules/members/member.model.ts";
import { PointsAccounts } from "@server/modules/points/points-account.model.ts";
import { readMemberIds, readPersonalData } from "@server/modules/members/index.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type Shopper, type TestShop } from "@support/shop.ts";
import { buildPointsPolicy, buildTemplate, giveCoupon, givePoints } from "@support/value.ts";

useDatabase();

let shop: TestShop;
let templateId: string;
let phone = 19_933_330_000;
beforeAll(async () => {
  shop = await startShop();
  await shop.loginOwner();
  await buildPointsPolicy(shop.world);
  templateId = await buildTemplate(shop.world, {
    benefit: { kind: "amount_off", amountFen: 1_200 },
    threshold: { fen: 9_900 },
  });
});
afterAll(async () => {
  await shop.stop();
});

const address = {
  name: "苏晚晴晴",
  province: "浙江省",
  city: "杭州市",
  district: "西湖区",
  detail: "文三路九百九十九号",
};

/** A member with something of everything: phone, name, address, orders, points and a coupon. */
async function buildRegular(): Promise<Shopper & { phone: string; orderId: string }> {
  const shopper = await shop.loginShopper();
  const { token } = shopper;
  phone += 1;
  const mine = String(phone);
  const consents = await shop.call<{ items: { version: string }[] }>("GET", "/v1/me/consents", {
    token,
  });
  const version = consents.body.items[0]?.version ?? "";
  await shop.call("PUT", "/v1/me/consents", {
    token,
    body: { purpose: "membership", version, isGranted: true },
  });
  const { code } = await shop.wechat.control<{ code: string }>("POST", "/phone-codes", {
    phone: mine,
  });
  await shop.call("POST", "/v1/me/phone", { token, body: { code } });
  await shop.call("PATCH", "/v1/me", {
    token,
    body: {
      displayName: "晚晴的昵称",
      birthday: { calendar: "solar", year: 1990, month: 5, day: 6 },
    },
  });
  await shop.call("POST", "/v1/me/addresses", {
    token,
    body: { ...address, phone: mine, isDefault: true },
  });
  const orderId = await sendTo(shopper, mine);
  await givePoints(shop.world, shopper.memberId, 321);
  await giveCoupon(shop.world, shopper.memberId, templateId);
  await shop.call("POST", "/v1/cart/lines", {
    token,
    body: { lineId: newId("lin", new Date()), skuId: shop.skuId, quantity: 1 },
  });
  return { ...shopper, phone: mine, orderId };
}

/** An order sent to the address, paid. */
async function sendTo(shopper: Shopper, receiver: string): Promise<string> {
  const { token } = shopper;
  const lines = [{ lineId: newId("lin", new Date()), skuId: shop.skuId, quantity: 2 }];
  const region = { kind: "express", province: address.province, city: address.city };
  const quote = await shop.call<{ totalFen: number; version: string }>("POST", "/v1/quotes", {
    token,
    body: { lines, delivery: region },
  });
  const orderId = newId("ord", new Date());
  const placed = await shop.call("POST", "/v1/orders", {
    token,
    body: {
      orderId,
      lines,
      delivery: { kind: "express", address: { ...address, phone: receiver } },
      expectedTotalFen: quote.body.totalFen,
      quoteVersion: quote.body.version,
      buyerNote: "请放门口，晚晴收",
    },
  });
  expect(placed).toMatchObject({ status: 201 });
  await shop.pay(shopper, orderId);
  await expect
    .poll(async () => (await Orders.findById(orderId).lean())?.paymentState, { timeout: 10_000 })
    .toBe("paid");
  return orderId;
}

/** Sends the order and lets it be received. */
async function finish(shopper: Shopper, orderId: string): Promise<void> {
  const { token } = await shop.loginOwner();
  const order = await Orders.findById(orderId).lean();
  const shipped = await shop.call("POST", `/v1/staff/orders/${orderId}/shipments`, {
    token,
    body: {
      shipmentId: newId("shp", new Date()),
      carrier: "ZTO",
      trackingNo: "SF1234567890",
      lines: order?.lines.map(({ lineId, quantity }) => ({ lineId, quantity })),
    },
  });
  expect(shipped).toMatchObject({ status: 201 });
  const received = await shop.call("POST", `/v1/orders/${orderId}/confirm-receipt`, {
    token: shopper.token,
  });
  expect(received.status).toBeLessThan(300);
}

const erase = async (token: string) =>
  await shop.call<{ code: string; errors: { detail: string }[] }>("POST", "/v1/me/erasure", {
    token,
    body: { confirm: "delete" },
  });

/** Every place of the whole database in which a text stands. */
async function placesOf(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of (await mongoose.connection.db?.listCollections().toArray()) ?? []) {
    const rows = await mongoose.connection.collection(name).find().toArray();
    if (rows.some((row) => JSON.stringify(row).includes(text))) found.push(name);
  }
  return found;
}

describe("the export", () => {
  it("says everything, in one JSON, with what one's own pages hide", async () => {
    const me = await buildRegular();
    const answer = await fetch(`${shop.url}/v1/me/export`, {
      headers: { Authorization: `Bearer ${me.token}` },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("content-disposition")).toContain("attachment");
    const text = await answer.text();
    const all = JSON.parse(text) as Record<string, unknown[]>;
    expect(all).toMatchObject({
      profile: {
        memberId: me.memberId,
        displayName: "晚晴的昵称",
        phone: me.phone,
        wechat: [{ openid: me.openid }],
        birthday: { month: 5 },
      },
      consents: [{ purpose: "membership", isGranted: true }],
      addresses: [{ ...address, phone: me.phone, isDefault: true }],
      sessions: [{ isCurrent: true }],
      orders: [
        {
          id: me.orderId,
          paymentState: "paid",
          buyerNote: "请放门口，晚晴收",
          address: { ...address, phone: me.phone },
          refunds: [],
        },
      ],
      purchases: [{ paidFen: 4_800 }],
      points: { available: 321 },
      coupons: [{ state: "available" }],
      accessLog: [],
    });
    expect(all["pointsEntries"]?.length).toBeGreaterThanOrEqual(1);
    expect(all["timeline"]?.length).toBeGreaterThanOrEqual(2);
    expect(text).not.toMatch(/Sealed|Digest|costFen|internalNotes/);
  });

  it("is whole, however many pages there are", async () => {
    const shopper = await shop.loginShopper();
    for (let more = 0; more < 55; more += 1) await givePoints(shop.world, shopper.memberId, 1);
    const { body } = await shop.call<{ pointsEntries: { id: string }[] }>("GET", "/v1/me/export", {
      token: shopper.token,
    });
    expect(body.pointsEntries).toHaveLength(55);
    expect(new Set(body.pointsEntries.map(({ id }) => id)).size).toBe(55);
  });
});

describe("the erasure", () => {
  it("is refused while an order or a refund is under way, and says which", async () => {
    const me = await buildRegular();
    const refused = await erase(me.token);
    expect(refused).toMatchObject({ status: 409, body: { code: "erasure_refused" } });
    expect(refused.body.errors.map(({ detail }) => detail)).toEqual([
      `订单（尾号 ${me.orderId.slice(-8)}）还没有完成`,
    ]);
    const unpaid = await shop.placeOrder(me);
    const both = await erase(me.token);
    expect(both.body.errors.map(({ detail }) => detail).toSorted()).toEqual(
      [
        `订单（尾号 ${me.orderId.slice(-8)}）还没有完成`,
        `订单（尾号 ${unpaid.id.slice(-8)}）还没有付款，请先付款或取消`,
      ].toSorted(),
    );
    await shop.call("POST", `/v1/orders/${unpaid.id}/cancel`, { token: me.token, body: {} });
    await finish(me, me.orderId);
    const [line] = (await Orders.findById(me.orderId).lean())?.lines ?? [];
    const wish = { lines: [{ lineId: line?.lineId ?? "", quantity: 1 }] };
    const path = `/v1/orders/${me.orderId}/refunds`;
    const preview = await shop.call<{ version: string }>("POST", `${path}/preview`, {
      token: me.token,
      body: wish,
    });
    const refundId = newId("ref", new Date());
    const asked = await shop.call("POST", path, {
      token: me.token,
      body: { refundId, ...wish, reason: "不想要了", previewVersion: preview.body.version },
    });
    expect(asked).toMatchObject({ status: 201 });
    const waiting = await erase(me.token);
    expect(waiting.body.errors.map(({ detail }) => detail)).toContain(
      `订单（尾号 ${me.orderId.slice(-8)}）的退款还在处理`,
    );
    expect((await shop.call("GET", "/v1/me", { token: me.token })).body).toMatchObject({
      displayName: "晚晴的昵称",
    });
  });

  it("leaves the order and nobody in it; points and coupons are void by the books", async () => {
    const me = await buildRegular();
    await finish(me, me.orderId);
    await expect.poll(async () => (await erase(me.token)).status, { timeout: 10_000 }).toBe(204);
    for (const text of [me.openid, me.phone])
      expect({ text, places: await placesOf(text) }).toEqual({ text, places: [] });
    const { memberId } = me;
    expect([
      await AddressBooks.countDocuments({ _id: memberId }),
      await Carts.countDocuments({ _id: `member:${memberId}` }),
      await Consents.countDocuments({ memberId }),
      await Identities.countDocuments({ memberId }),
      await Sessions.countDocuments({ ownerId: memberId }),
    ]).toEqual([0, 0, 0, 0, 0]);
    expect(await readPersonalData(shop.world, memberId)).toEqual({
      phone: null,
      wechat: [],
      consents: [],
    });
    expect(await Members.findById(me.memberId).lean()).toMatchObject({
      displayName: null,
      phoneSealed: null,
      phoneDigest: null,
      phoneMasked: null,
      birthday: null,
      joinedAt: null,
    });
    expect(await Orders.findById(me.orderId).lean()).toMatchObject({
      memberId: me.memberId,
      openid: null,
      paymentState: "paid",
      totalFen: 4_800,
      delivery: { addressSealed: null, phoneDigest: null, province: "浙江省" },
    });
    expect(await PointsAccounts.findById(me.memberId).lean()).toMatchObject({
      available: 0,
      pending: 0,
      debt: 0,
    });
    expect(await Coupons.find({ memberId: me.memberId }).lean()).toMatchObject([{ state: "void" }]);
    expect(await readMemberIds("", 1_000)).not.toContain(me.memberId);
    expect((await shop.call("GET", "/v1/me", { token: me.token })).status).toBe(401);
    await shop.audit();
  });

  it("makes who comes again by the same WeChat or phone somebody new", async () => {
    const me = await buildRegular();
    await finish(me, me.orderId);
    await expect.poll(async () => (await erase(me.token)).status, { timeout: 10_000 }).toBe(204);
    const { code } = await shop.wechat.control<{ code: string }>("POST", "/codes", {
      openid: me.openid,
    });
    const again = await shop.call<{ memberId: string; token: string }>("POST", "/v1/sessions", {
      body: { code },
    });
    expect(again.body).toMatchObject({ isNew: true });
    expect(again.body.memberId).not.toBe(me.memberId);
    const mine = await shop.call("GET", "/v1/me", { token: again.body.token });
    expect(mine.body).toMatchObject({ displayName: null, phoneMasked: null, isMember: false });
    const orders = await shop.call("GET", "/v1/orders", { token: again.body.token });
    expect(orders.body).toMatchObject({ items: [] });
    expect(await Members.countDocuments({ erasedAt: { $ne: null } })).toBeGreaterThanOrEqual(1);
    await shop.audit();
  });

  it("still lets staff see the order, and give it back", async () => {
    const me = await buildRegular();
    await finish(me, me.orderId);
    await expect.poll(async () => (await erase(me.token)).status, { timeout: 10_000 }).toBe(204);
    const { token } = await shop.loginOwner();
    const path = `/v1/staff/orders/${me.orderId}`;
    expect(await shop.call("GET", path, { token })).toMatchObject({
      status: 200,
      body: { delivery: { kind: "express", address: { province: "浙江省" } } },
    });
    const [line] = (await Orders.findById(me.orderId).lean())?.lines ?? [];
    const wish = { lines: [{ lineId: line?.lineId ?? "", quantity: 1 }] };
    const preview = await shop.call<{ version: string }>("POST", `${path}/refunds/preview`, {
      token,
      body: wish,
    });
    expect(preview.status).toBe(200);
    const made = await shop.call("POST", `${path}/refunds`, {
      token,
      body: {
        refundId: newId("ref", new Date()),
        ...wish,
        reason: "少了一件",
        previewVersion: preview.body.version,
      },
    });
    expect(made).toMatchObject({ status: 201 });
    await shop.audit();
  });

  it("wants to be confirmed in so many words", async () => {
    const { token } = await shop.loginShopper();
    for (const body of [{}, { confirm: "yes" }, { confirm: true }])
      expect((await shop.call("POST", "/v1/me/erasure", { token, body })).status).toBe(400);
    expect((await erase(token)).status).toBe(204);
    await shop.audit();
  });
});
