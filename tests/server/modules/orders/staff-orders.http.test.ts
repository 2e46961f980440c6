import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import type { ordersEndpoints } from "@server/contract/orders.ts";
import { newId } from "@server/kernel/ids.ts";
import { Members } from "@server/modules/members/member.model.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { changeAddress } from "@server/modules/orders/change-order.ts";
import { markSent } from "@server/modules/orders/mark-fulfilled.ts";
import { settleOrder } from "@server/modules/orders/settle-order.ts";
import { transaction } from "@server/kernel/db.ts";
import { digestPii } from "@server/kernel/pii.ts";
import { createStore } from "@server/modules/stores/index.ts";
import { buildStaff } from "@support/actors.ts";
import { useDatabase } from "@support/database.ts";
import { buildOrder, buildShopper, buildStockedSku, shanghai } from "@support/orders.ts";
import { slowPlansOf } from "@support/plans.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();

type Page = z.output<(typeof ordersEndpoints)["GET /v1/staff/orders"]["response"]>;
type PickList = z.output<(typeof ordersEndpoints)["GET /v1/staff/orders/pick-list"]["response"]>;

const system = { kind: "system", name: "test" } as const;
let shop: TestShop;
let token: string;
let teaId: string;
let cakeId: string;
let otherStoreId: string;
/** A parcel of tea and cake, a pickup of cake, and an unpaid parcel of tea to another phone. */
let parcel: string;
let pickup: string;
let unpaid: string;

const settle = async (orderId: string) =>
  await transaction(
    async () => await settleOrder(shop.world, { orderId, paidAt: shop.world.clock.now() }),
  );
const list = async (query: string, by = token) =>
  (await shop.call<Page>("GET", `/v1/staff/orders?${query}`, { token: by })).body;
const found = async (query: string, by = token) =>
  (await list(query, by)).items.map(({ id }) => id).toSorted();

beforeAll(async () => {
  shop = await startShop();
  const { world, storeId } = shop;
  ({ token } = await buildStaff(world, { roles: ["manager"] }));
  const other = await createStore(world, system, {
    name: "分店",
    kind: "direct",
    isPickup: true,
    province: "浙江省",
    city: "杭州市",
    district: "西湖区",
    detail: "文三路 2 号",
    hours: "9:00-21:00",
    phone: null,
  });
  otherStoreId = other._id;
  teaId = (await buildStockedSku(world, storeId, { title: "明前龙井" })).skuId;
  cakeId = (await buildStockedSku(world, storeId, { title: "桂花酥" })).skuId;
  const shopper = buildShopper(world);
  await Members.create([
    {
      _id: shopper.memberId,
      displayName: "小满",
      source: "wechat",
      createdAt: world.clock.now(),
      phoneDigest: digestPii(world.config.pii, "13900000001"),
    },
  ]);
  const first = await buildOrder(world, shopper, [
    { skuId: teaId, quantity: 3 },
    { skuId: cakeId, quantity: 1 },
  ]);
  parcel = first._id;
  await settle(parcel);
  const second = await buildOrder(world, shopper, [{ skuId: cakeId, quantity: 2 }], {
    kind: "pickup",
    storeId,
  });
  pickup = second._id;
  await settle(pickup);
  const third = await buildOrder(world, buildShopper(world), [{ skuId: teaId, quantity: 1 }], {
    kind: "express",
    address: { ...shanghai, name: "李雷", phone: "13700000002" },
  });
  unpaid = third._id;
});
afterAll(async () => {
  await shop.stop();
});

describe("the list of orders", () => {
  it("shows whom an order goes to, masked, and what a colleague must see at once", async () => {
    const { items } = await list("");
    expect(items.find(({ id }) => id === parcel)).toMatchObject({
      memberName: "小满",
      hasBuyerNote: false,
      delivery: {
        kind: "express",
        receiverName: "王**",
        receiverPhone: "138****5678",
        province: "上海市",
        city: "上海市",
      },
    });
    expect(items.find(({ id }) => id === pickup)).toMatchObject({
      paidAt: expect.any(String) as string,
      delivery: { kind: "pickup", storeId: shop.storeId },
    });
    expect(items.find(({ id }) => id === unpaid)).toMatchObject({ memberName: null, paidAt: null });
    expect(JSON.stringify(items)).not.toContain("pickupCode");
  });

  it("finds by number, by its end, by a phone and by what was bought", async () => {
    expect(await found(`q=${parcel}`)).toEqual([parcel]);
    expect(await found(`q=${parcel.slice(4).toLowerCase()}`)).toEqual([parcel]);
    expect(await found(`q=${pickup.slice(-6)}`)).toEqual([pickup]);
    expect(await found(`q=${pickup.slice(-12).toLowerCase()}`)).toEqual([pickup]);
    expect(await found(`q=${pickup.slice(-5)}`)).toEqual([]);
    expect(await found("q=13812345678")).toEqual([parcel]);
    expect(await found("q=13700000002")).toEqual([unpaid]);
    expect(await found("q=13900000001")).toEqual([parcel, pickup].toSorted());
    expect(await found(`q=${encodeURIComponent("龙井")}`)).toEqual([parcel, unpaid].toSorted());
    expect(await found(`q=${encodeURIComponent("桂花")}`)).toEqual([parcel, pickup].toSorted());
    expect(await found(`q=${encodeURIComponent("没有的")}`)).toEqual([]);
    expect(await found("q=1381234567")).toEqual([]);
  });

  it("narrows by state, way, day and store, together and page by page", async () => {
    expect(await found("deliveryKind=pickup")).toEqual([pickup]);
    expect(await found("deliveryKind=express&paymentState=paid")).toEqual([parcel]);
    expect(await found("paymentState=paid&fulfilmentState=unfulfilled,partly_shipped")).toEqual([
      parcel,
    ]);
    await Orders.updateOne({ _id: parcel }, { $set: { fulfilmentState: "partly_shipped" } });
    expect(await found("paymentState=paid&fulfilmentState=unfulfilled,partly_shipped")).toEqual([
      parcel,
    ]);
    await Orders.updateOne({ _id: parcel }, { $set: { fulfilmentState: "unfulfilled" } });
    expect(await found(`storeId=${shop.storeId}`)).toHaveLength(3);
    expect(await found(`storeId=${otherStoreId}`)).toEqual([]);
    const old = new Date("2026-01-05T15:59:59.000Z");
    await Orders.updateOne({ _id: unpaid }, { $set: { createdAt: old } });
    expect(await found("fromDay=2026-01-05&toDay=2026-01-05")).toEqual([unpaid]);
    expect(await found("toDay=2026-01-04")).toEqual([]);
    expect(await found("fromDay=2026-01-06")).toEqual([parcel, pickup].toSorted());
    const seen: string[] = [];
    let cursor = "";
    for (let pages = 0; pages < 3; pages += 1) {
      const page = await list(`q=13900000001&fromDay=2026-01-01&limit=1${cursor}`);
      seen.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(seen).toEqual([pickup, parcel]);
    const backwards = await shop.call(
      "GET",
      "/v1/staff/orders?fromDay=2026-02-01&toDay=2026-01-01",
      { token },
    );
    expect(backwards).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "/query/toDay" }] },
    });
  });

  it("finds a receiver after the address was changed, by the new phone only", async () => {
    const order = await Orders.findById(unpaid).lean();
    await changeAddress(
      shop.world,
      {
        kind: "member",
        memberId: order?.memberId ?? "",
        openid: order?.openid ?? "",
        sessionId: "ses_1",
      },
      unpaid,
      { ...shanghai, phone: "13600000003" },
    );
    expect(await found("q=13700000002")).toEqual([]);
    expect(await found("q=13600000003")).toEqual([unpaid]);
  });

  it("is of the caller's stores only", async () => {
    const other = await buildStaff(shop.world, { roles: ["manager"], storeIds: [otherStoreId] });
    for (const q of [parcel, parcel.slice(-6), "13812345678", encodeURIComponent("龙井")])
      expect(await found(`q=${q}`, other.token)).toEqual([]);
    const outside = await shop.call("GET", `/v1/staff/orders?storeId=${shop.storeId}`, {
      token: other.token,
    });
    expect(outside.status).toBe(404);
  });

  it("asks indexes, however it is asked", async () => {
    const slow = await slowPlansOf(async () => {
      for (const query of [
        `q=${parcel}`,
        `q=${parcel.slice(-6)}`,
        "q=13812345678",
        "q=13900000001",
        `q=${encodeURIComponent("龙井")}`,
        `storeId=${shop.storeId}&fromDay=2026-01-01`,
        "fromDay=2026-01-01&toDay=2026-02-01",
      ])
        await list(query);
      await shop.call("GET", "/v1/staff/orders/pick-list", { token });
    }, ["stores"]);
    expect(slow.filter((one) => one.includes("COLLSCAN"))).toEqual([]);
  });
});

describe("the pick list", () => {
  const pick = async (query = "", by = token) =>
    await shop.call<PickList>("GET", `/v1/staff/orders/pick-list${query}`, { token: by });

  it("sums what is still to be sent of paid parcels, the longest waiting first", async () => {
    const whole = (await pick()).body;
    expect(whole.hasMore).toBe(false);
    expect(whole.items.map(({ title, units, orders }) => `${title} ${units} ${orders}`)).toEqual(
      expect.arrayContaining(["明前龙井 3 1", "桂花酥 1 1"]),
    );
    expect(whole.items).toHaveLength(2);
    const order = await Orders.findById(parcel).lean();
    const tea = order?.lines.find(({ skuId }) => skuId === teaId);
    await transaction(
      async () =>
        await markSent(shop.world, system, {
          orderId: parcel,
          lines: [{ lineId: tea?.lineId ?? "", quantity: 2 }],
        }),
    );
    const { items } = (await pick(`?storeId=${shop.storeId}`)).body;
    expect(items.map(({ skuId, units }) => [skuId, units])).toEqual(
      [
        [teaId, 1],
        [cakeId, 1],
      ].toSorted(([a], [b]) => String(a).localeCompare(String(b))),
    );
    expect(items[0]?.oldestPaidAt).toBe(order?.paidAt?.toISOString());
  });

  it("is empty for other stores, and leaves out what may not be sent", async () => {
    const other = await buildStaff(shop.world, { roles: ["cashier"], storeIds: [otherStoreId] });
    expect((await pick("", other.token)).body.items).toEqual([]);
    expect((await pick(`?storeId=${shop.storeId}`, other.token)).status).toBe(404);
    await Orders.updateOne({ _id: parcel }, { $set: { afterSalesState: "requested" } });
    expect((await pick()).body.items).toEqual([]);
    await Orders.updateOne({ _id: parcel }, { $set: { afterSalesState: "none" } });
  });
});

describe("an order looked up by its pickup code", () => {
  const lookUp = async (code: string, by: string) =>
    await shop.call("POST", "/v1/staff/pickups/lookup", { token: by, body: { code } });
  const codeOf = async (orderId: string) => {
    const delivery = (await Orders.findById(orderId).lean())?.delivery;
    return delivery?.kind === "pickup" ? delivery.pickupCode : "";
  };

  it("is the one that waits in the caller's stores, and its code is not told again", async () => {
    const { token: cashier } = await buildStaff(shop.world, { roles: ["cashier"] });
    const answer = await lookUp(await codeOf(pickup), cashier);
    expect(answer).toMatchObject({
      status: 200,
      body: { id: pickup, fulfilmentState: "awaiting_pickup", delivery: { pickupCode: null } },
    });
    const away = await buildStaff(shop.world, { roles: ["cashier"], storeIds: [otherStoreId] });
    expect((await lookUp(await codeOf(pickup), away.token)).status).toBe(404);
    const guide = await buildStaff(shop.world, { roles: ["guide"] });
    expect((await lookUp(await codeOf(pickup), guide.token)).status).toBe(403);
  });

  it("is not found once collected or with a wrong code, and guessing ends", async () => {
    const { token: cashier } = await buildStaff(shop.world, { roles: ["cashier"] });
    const code = await codeOf(pickup);
    await Orders.updateOne({ _id: pickup }, { $set: { fulfilmentState: "received" } });
    expect((await lookUp(code, cashier)).status).toBe(404);
    const answers = [];
    for (let n = 0; n < 60; n += 1)
      answers.push((await lookUp(n.toString().padStart(8, "9"), cashier)).status);
    expect(answers.slice(0, 59).every((status) => status === 404)).toBe(true);
    expect(answers[59]).toBe(429);
  });

  it("refuses to choose between two orders that have the same code by chance", async () => {
    const { token: cashier } = await buildStaff(shop.world, { roles: ["cashier"] });
    const waiting = { fulfilmentState: "awaiting_pickup" };
    await Orders.updateOne({ _id: pickup }, { $set: waiting });
    const twin = await Orders.findById(pickup).lean();
    const _id = newId("ord", shop.world.clock.now());
    await Orders.create(twin === null ? [] : [{ ...twin, _id, tail: _id.slice(-6) }]);
    expect(await lookUp(await codeOf(pickup), cashier)).toMatchObject({
      status: 409,
      body: { code: "conflict" },
    });
    await Orders.deleteOne({ _id });
  });
});
