import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { createOwner } from "@server/modules/identity/index.ts";
import { endSending } from "@server/modules/fulfilment/end-sending.ts";
import { CarrierLists } from "@server/modules/fulfilment/carrier.model.ts";
import { Shipments } from "@server/modules/fulfilment/shipment.model.ts";
import { uploadDueShipments } from "@server/modules/fulfilment/upload-shipping.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { paymentIdOf } from "@server/modules/payments/index.ts";
import { buildStaff } from "@support/actors.ts";
import { useDatabase } from "@support/database.ts";
import { shanghai } from "@support/orders.ts";
import { startShop, type Shopper, type TestShop } from "@support/shop.ts";

useDatabase();
let shop: TestShop;
let staff: string;
const id = (prefix: string) => newId(prefix, new Date());

beforeAll(async () => {
  shop = await startShop();
  await createOwner(shop.world, { name: "林店主", login: "lin", password: "correct horse 9" });
  ({ token: staff } = await buildStaff(shop.world, { roles: ["manager"] }));
});
afterAll(async () => {
  await shop.audit();
  await shop.stop();
});

type Order = { id: string; lines: { lineId: string }[]; delivery: { pickupCode: string | null } };

/** A paid order for so many units, delivered or collected. */
async function buildPaid(
  shopper: Shopper,
  quantity: number,
  kind: "express" | "pickup",
): Promise<Order> {
  const lines = [{ lineId: id("lin"), skuId: shop.skuId, quantity }];
  const delivery =
    kind === "pickup" ? { kind, storeId: shop.storeId } : { kind, address: shanghai };
  const region =
    kind === "pickup" ? delivery : { kind, province: shanghai.province, city: shanghai.city };
  const quote = await shop.call<{ totalFen: number; version: string }>("POST", "/v1/quotes", {
    token: shopper.token,
    body: { lines, delivery: region },
  });
  const placed = await shop.call<Order>("POST", "/v1/orders", {
    token: shopper.token,
    body: {
      orderId: id("ord"),
      lines,
      delivery,
      expectedTotalFen: quote.body.totalFen,
      quoteVersion: quote.body.version,
    },
  });
  expect(placed.status).toBe(201);
  await shop.pay(shopper, placed.body.id);
  await vi.waitUntil(
    async () => (await Orders.findById(placed.body.id).lean())?.paymentState === "paid",
    { timeout: 10_000 },
  );
  return (await shop.call<Order>("GET", `/v1/orders/${placed.body.id}`, { token: shopper.token }))
    .body;
}

const ship = async (
  orderId: string,
  lineId: string,
  quantity: number,
  shipmentId = id("shp"),
  carrier = "ZTO",
) =>
  await shop.call("POST", `/v1/staff/orders/${orderId}/shipments`, {
    token: staff,
    body: {
      shipmentId,
      carrier,
      trackingNo: `ZT${shipmentId.slice(-10)}`,
      lines: [{ lineId, quantity }],
    },
  });

describe("sending an order", () => {
  it("in one parcel tells WeChat and lets the shopper confirm", async () => {
    const shopper = await shop.loginShopper();
    const order = await buildPaid(shopper, 2, "express");
    const lineId = order.lines[0]?.lineId ?? "";
    expect(await ship(order.id, lineId, 2)).toMatchObject({
      status: 201,
      body: { uploadState: "uploaded", uploadError: null },
    });
    expect(
      await shop.call("GET", `/v1/orders/${order.id}`, { token: shopper.token }),
    ).toMatchObject({ body: { fulfilmentState: "shipped" } });
    const confirm = async () =>
      await shop.call("POST", `/v1/orders/${order.id}/confirm-receipt`, { token: shopper.token });
    expect(await confirm()).toMatchObject({ status: 200, body: { fulfilmentState: "received" } });
    expect(await confirm()).toMatchObject({ status: 200 });
  });

  it("in several parcels never sends more than was bought, and the same parcel once", async () => {
    const shopper = await shop.loginShopper();
    const order = await buildPaid(shopper, 3, "express");
    const lineId = order.lines[0]?.lineId ?? "";
    const shipmentId = id("shp");
    expect(await ship(order.id, lineId, 1, shipmentId)).toMatchObject({
      status: 201,
      body: { uploadState: "uploaded" },
    });
    expect(await ship(order.id, lineId, 1, shipmentId)).toMatchObject({ status: 201 });
    expect(await ship(order.id, lineId, 2, shipmentId)).toMatchObject({
      status: 409,
      body: { code: "idempotency_mismatch" },
    });
    expect(await ship(order.id, lineId, 3)).toMatchObject({
      status: 422,
      body: {
        code: "shipment_exceeds",
        errors: [{ pointer: "/lines/0/quantity", detail: "最多可发 2 件" }],
      },
    });
    const [first] = await Shipments.find({ orderId: order.id }).lean();
    const again = {
      shipmentId: id("shp"),
      carrier: "ZTO",
      trackingNo: first?.trackingNo ?? "",
      lines: [{ lineId, quantity: 1 }],
    };
    expect(
      await shop.call("POST", `/v1/staff/orders/${order.id}/shipments`, {
        token: staff,
        body: again,
      }),
    ).toMatchObject({ status: 409, body: { errors: [{ pointer: "/trackingNo" }] } });
    const both = await Promise.all([ship(order.id, lineId, 2), ship(order.id, lineId, 2)]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).not.toEqual([201, 201]);
    expect(await Orders.findById(order.id).lean()).toMatchObject({ fulfilmentState: "shipped" });
    expect(
      (
        await shop.call<{ items: unknown[] }>("GET", `/v1/orders/${order.id}/shipments`, {
          token: shopper.token,
        })
      ).body.items,
    ).toHaveLength(2);
  });

  it("goes on when WeChat does not answer: the job tells it later", async () => {
    const shopper = await shop.loginShopper();
    const order = await buildPaid(shopper, 1, "express");
    await shop.wechat.control("POST", "/faults", {
      on: "request",
      path: "/wxa/sec/order/upload_shipping_info",
      kind: "status",
      status: 503,
      count: 20,
    });
    const sent = await ship(order.id, order.lines[0]?.lineId ?? "", 1);
    expect(sent).toMatchObject({
      status: 201,
      body: { uploadState: "pending", uploadError: "微信没有响应" },
    });
    await shop.wechat.control("DELETE", "/faults");
    await shop.advance(10 * 60_000);
    await uploadDueShipments(shop.world);
    expect(await Shipments.findOne({ orderId: order.id }).lean()).toMatchObject({
      uploadState: "uploaded",
    });
  });

  it("is corrected once, as WeChat allows", async () => {
    const shopper = await shop.loginShopper();
    const order = await buildPaid(shopper, 1, "express");
    const sent = await shop.call<{ id: string }>("POST", `/v1/staff/orders/${order.id}/shipments`, {
      token: staff,
      body: {
        shipmentId: id("shp"),
        carrier: "SF",
        trackingNo: "SF1234567890",
        lines: [{ lineId: order.lines[0]?.lineId, quantity: 1 }],
      },
    });
    expect(sent).toMatchObject({ status: 201, body: { uploadState: "uploaded" } });
    const corrected = await shop.call("POST", `/v1/staff/shipments/${sent.body.id}/correct`, {
      token: staff,
      body: { carrier: "ZTO", trackingNo: "ZT99887766", reason: "填错了快递" },
    });
    expect(corrected).toMatchObject({
      status: 200,
      body: { carrier: "ZTO", uploadState: "uploaded" },
    });
    const again = await shop.call("POST", `/v1/staff/shipments/${sent.body.id}/correct`, {
      token: staff,
      body: { carrier: "YTO", trackingNo: "YT11223344", reason: "又填错了" },
    });
    // WeChat takes one correction for a payment: a second would leave shop and WeChat with two numbers.
    expect(again).toMatchObject({ status: 409, body: { code: "order_state" } });
    expect(
      await shop.call("GET", `/v1/staff/shipments?orderId=${order.id}`, { token: staff }),
    ).toMatchObject({ body: { items: [{ carrier: "ZTO", uploadState: "uploaded" }] } });
  });

  it("is refused for unpaid and pickup orders", async () => {
    const shopper = await shop.loginShopper();
    const unpaid = await shop.placeOrder(shopper);
    expect(await ship(unpaid.id, id("lin"), 1)).toMatchObject({
      status: 409,
      body: { code: "order_state" },
    });
  });
});

describe("a refund of all that was not yet sent", () => {
  /** What WeChat knows of an order's shipping. */
  async function atWechat(orderId: string) {
    const { appid, appSecret: secret, mchid } = shop.wechat.credentials;
    const post = async (path: string, body: object) =>
      (await (
        await fetch(`${shop.wechat.url}${path}`, { method: "POST", body: JSON.stringify(body) })
      ).json()) as Record<string, unknown>;
    const grant = { grant_type: "client_credential", appid, secret };
    const { access_token: token } = await post("/cgi-bin/stable_token", grant);
    const { order } = await post(`/wxa/sec/order/get_order?access_token=${String(token)}`, {
      merchant_id: mchid,
      merchant_trade_no: paymentIdOf(orderId),
    });
    return order;
  }
  async function refundRest(orderId: string, lineId: string, quantity: number) {
    const path = `/v1/staff/orders/${orderId}/refunds`;
    const wish = { lines: [{ lineId, quantity }] };
    const preview = await shop.call<{ version: string }>("POST", `${path}/preview`, {
      token: staff,
      body: wish,
    });
    const body = {
      refundId: id("ref"),
      ...wish,
      reason: "缺货",
      previewVersion: preview.body.version,
    };
    expect(await shop.call("POST", path, { token: staff, body })).toMatchObject({ status: 201 });
  }
  const finished = { order_state: 2, shipping: { finish_shipping: true } };

  it("tells WeChat that the last parcel was the last, and keeps the correction", async () => {
    const order = await buildPaid(await shop.loginShopper(), 4, "express");
    const lineId = order.lines[0]?.lineId ?? "";
    await ship(order.id, lineId, 1);
    const last = await ship(order.id, lineId, 1);
    expect(await atWechat(order.id)).toMatchObject({ shipping: { finish_shipping: false } });
    await refundRest(order.id, lineId, 2);
    await uploadDueShipments(shop.world);
    expect(await atWechat(order.id)).toMatchObject(finished);
    expect(await Shipments.find({ orderId: order.id }).sort({ _id: 1 }).lean()).toMatchObject([
      { uploadState: "uploaded", isAllDelivered: false },
      { uploadState: "uploaded", isAllDelivered: true },
    ]);
    expect(
      await shop.call("POST", `/v1/staff/shipments/${String(last.body["id"])}/correct`, {
        token: staff,
        body: { carrier: "YTO", trackingNo: "YT77665544", reason: "写错了" },
      }),
    ).toMatchObject({ body: { uploadState: "uploaded" } });
  });

  it("is not told of what WeChat need not know", async () => {
    const order = await buildPaid(await shop.loginShopper(), 2, "express");
    await ship(order.id, order.lines[0]?.lineId ?? "", 1);
    const parcel = { orderId: order.id };
    await Shipments.updateOne(parcel, { $set: { uploadState: "not_needed" } });
    await endSending(shop.world, order.id);
    expect(await Shipments.findOne(parcel).lean()).toMatchObject({
      uploadState: "not_needed",
      isAllDelivered: false,
    });
  });

  it("is told also when it comes while WeChat is being told of the parcel", async () => {
    const order = await buildPaid(await shop.loginShopper(), 2, "express");
    const lineId = order.lines[0]?.lineId ?? "";
    await shop.wechat.control("POST", "/faults", {
      on: "request",
      path: "/wxa/sec/order/upload_shipping_info",
      kind: "slow",
      ms: 1_500,
    });
    const sending = ship(order.id, lineId, 1);
    await vi.waitUntil(
      async () => (await Shipments.countDocuments({ orderId: order.id, uploadAttempts: 1 })) === 1,
    );
    await refundRest(order.id, lineId, 1);
    expect(await sending).toMatchObject({ status: 201, body: { uploadState: "pending" } });
    await uploadDueShipments(shop.world);
    expect(await atWechat(order.id)).toMatchObject(finished);
  });
});

describe("an order whose shopper asked for their money", () => {
  it("stays in the shop until the request is decided", async () => {
    const shopper = await shop.loginShopper();
    const order = await buildPaid(shopper, 1, "express");
    const lineId = order.lines[0]?.lineId ?? "";
    const path = `/v1/orders/${order.id}/refunds`;
    const wish = { lines: [{ lineId, quantity: 1 }] };
    const preview = await shop.call<{ version: string }>("POST", `${path}/preview`, {
      token: shopper.token,
      body: wish,
    });
    const refundId = id("ref");
    const asked = await shop.call("POST", path, {
      token: shopper.token,
      body: { refundId, ...wish, reason: "不想要了", previewVersion: preview.body.version },
    });
    expect(asked.status).toBe(201);
    expect(await ship(order.id, lineId, 1)).toMatchObject({
      status: 409,
      body: { code: "order_state", detail: "有待处理的退款申请，请先处理" },
    });
    await shop.call("POST", `${path}/${refundId}/withdraw`, { token: shopper.token });
    expect(await ship(order.id, lineId, 1)).toMatchObject({ status: 201 });
  });
});

describe("collecting an order", () => {
  it("takes the code that only the shopper sees, once", async () => {
    const shopper = await shop.loginShopper();
    const order = await buildPaid(shopper, 1, "pickup");
    const { pickupCode } = order.delivery;
    expect(pickupCode).toMatch(/^\d{8}$/);
    const seen = await shop.call("GET", `/v1/staff/orders/${order.id}`, { token: staff });
    expect(JSON.stringify(seen.body)).not.toContain(pickupCode);
    const collect = async (code: string) =>
      await shop.call("POST", `/v1/staff/orders/${order.id}/pickup`, {
        token: staff,
        body: { pickupCode: code },
      });
    expect(await collect(pickupCode === "00000000" ? "11111111" : "00000000")).toMatchObject({
      status: 422,
      body: { code: "pickup_code_wrong" },
    });
    expect(await collect(pickupCode ?? "")).toMatchObject({
      status: 200,
      body: { fulfilmentState: "received" },
    });
    expect(await collect(pickupCode ?? "")).toMatchObject({
      status: 409,
      body: { code: "order_state" },
    });
    expect(await Shipments.findOne({ orderId: order.id }).lean()).toMatchObject({
      kind: "pickup",
      uploadState: "uploaded",
    });
  });
});

describe("the label of a parcel", () => {
  it("gives the full address and leaves a trace in the audit trail that the shopper sees as well", async () => {
    const shopper = await shop.loginShopper();
    const order = await buildPaid(shopper, 1, "express");
    const label = await shop.call("POST", `/v1/staff/orders/${order.id}/label`, { token: staff });
    expect(label).toMatchObject({ status: 200, body: { address: shanghai } });
    const trail = await shop.call("GET", `/v1/staff/audit?subject=${order.id}`, { token: staff });
    expect(trail).toMatchObject({
      status: 200,
      body: { items: [{ action: "order.address_read" }] },
    });
    expect(JSON.stringify(trail.body)).not.toContain(shanghai.phone);
    const seen = await shop.call("GET", "/v1/me/access-log", { token: shopper.token });
    expect(seen).toMatchObject({ body: { items: [{ what: "address", staffName: "员工" }] } });
  });
});

describe("carriers", () => {
  const LIST = "/cgi-bin/express/delivery/open_msg/get_delivery_list";
  const asked = () => shop.logLines.filter((line) => line.includes(`"${LIST}"`)).length;
  const find = async (q: string) =>
    await shop.call<{ items: { id: string; name: string }[] }>(
      "GET",
      `/v1/staff/carriers?q=${encodeURIComponent(q)}`,
      { token: staff },
    );
  const away = async () =>
    await shop.wechat.control("POST", "/faults", {
      on: "request",
      path: LIST,
      kind: "status",
      status: 503,
      count: 10,
    });

  it("are WeChat's, found by code or name, and asked for once a day", async () => {
    expect((await find("中通")).body.items).toEqual([{ id: "ZTO", name: "中通快递" }]);
    expect((await find("(au")).body.items).toEqual([{ id: "(AU)", name: "Interparcel" }]);
    shop.logLines.length = 0;
    expect((await find("没有这一家")).body.items).toEqual([]);
    expect(asked()).toBe(0);
    await shop.advance(25 * 3_600_000);
    ({ token: staff } = await buildStaff(shop.world, { roles: ["manager"] }));
    await find("中通");
    expect(asked()).toBe(1);
  });

  it("that WeChat does not know are refused with a pointer, after a look at a newer list", async () => {
    const order = await buildPaid(await shop.loginShopper(), 1, "express");
    const lineId = order.lines[0]?.lineId ?? "";
    await shop.advance(11 * 60_000);
    shop.logLines.length = 0;
    for (const carrier of ["ZTO2", "zto"])
      expect(await ship(order.id, lineId, 1, id("shp"), carrier)).toMatchObject({
        status: 422,
        body: { code: "carrier_unknown", errors: [{ pointer: "/carrier" }] },
      });
    expect(asked()).toBe(1);
    expect(await Shipments.countDocuments({ orderId: order.id })).toBe(0);
    const sent = await ship(order.id, lineId, 1, id("shp"), "5Post");
    expect(sent).toMatchObject({ status: 201, body: { uploadState: "uploaded" } });
    expect(
      await shop.call("POST", `/v1/staff/shipments/${String(sent.body["id"])}/correct`, {
        token: staff,
        body: { carrier: "5post", trackingNo: "ZT000001", reason: "写错了" },
      }),
    ).toMatchObject({ status: 422, body: { code: "carrier_unknown" } });
  });

  it("are those known before while WeChat does not answer, and any while none were ever known", async () => {
    const order = await buildPaid(await shop.loginShopper(), 1, "express");
    await shop.advance(25 * 3_600_000);
    ({ token: staff } = await buildStaff(shop.world, { roles: ["manager"] }));
    await away();
    expect((await find("中通")).body.items).toHaveLength(1);
    await CarrierLists.deleteMany({});
    expect(await find("中通")).toMatchObject({
      status: 503,
      body: { code: "wechat_unavailable" },
    });
    expect(
      await ship(order.id, order.lines[0]?.lineId ?? "", 1, id("shp"), "NEWONE"),
    ).toMatchObject({ status: 201, body: { carrier: "NEWONE", uploadState: "pending" } });
    await shop.wechat.control("DELETE", "/faults");
  });
});
