import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { AuditEntries } from "@server/modules/audit-trail/audit-entry.model.ts";
import { readAvailable } from "@server/modules/inventory/index.ts";
import { Orders, type OrderRow } from "@server/modules/orders/order.model.ts";
import { redirectRefund } from "@server/modules/payments/redirect-refund.ts";
import { Refunds, type RefundRow } from "@server/modules/payments/refund.model.ts";
import { Purchases, type PurchaseRow } from "@server/modules/purchases/index.ts";
import { ensurePolicy, Standings } from "@server/modules/tiers/index.ts";
import { useDatabase } from "@support/database.ts";
import { buildStockedSku, shanghai } from "@support/orders.ts";
import { startShop, type Shopper, type TestShop } from "@support/shop.ts";

useDatabase();
const DAY_MS = 86_400_000;
let shop: TestShop;
let staff: { token: string };
/** A second SKU, at ¥5.01. */
let cup: string;
beforeAll(async () => {
  shop = await startShop();
  await ensurePolicy(shop.world);
  staff = await shop.loginStaff({ roles: ["service"], storeIds: [shop.storeId] });
  const { skuId } = await buildStockedSku(shop.world, shop.storeId, {
    listPriceFen: 501,
    quantity: 500,
    title: "白瓷杯",
  });
  cup = skuId;
});
afterEach(async () => await shop.wechat.control("DELETE", "/faults"));
afterAll(async () => {
  await shop.audit();
  await shop.stop();
});

const id = (prefix: string) => newId(prefix, shop.world.clock.now());
const post = async <Body = Record<string, unknown>>(
  { token }: { token: string },
  path: string,
  body?: unknown,
) => await shop.call<Body>("POST", path, { token, ...(body !== undefined && { body }) });
const countOf = (answers: readonly { status: number }[]) => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

type Wish = {
  lines: { lineId: string; quantity: number }[];
  freightFen?: number | null;
  hasGoodsBack?: boolean;
};
type Figures = {
  level: number;
  tierName: string;
  growth: number;
  termEnd: string | null;
  purchaseCount: number;
  netFen: number;
};
type Preview = {
  lines: {
    lineId: string;
    title: string;
    quantity: number;
    refundFen: number;
    restockQuantity: number;
    unitFens: number[];
  }[];
  goodsFen: number;
  freightFen: number;
  totalFen: number;
  isFull: boolean;
  tenders: { tender: string; amountFen: number }[];
  order: { refundedFen: number; fulfilmentState: string; afterSalesState: string };
  standing: { before: Figures; after: Figures; isDowngraded: boolean };
  version: string;
};
type Refund = { id: string; state: string; amountFen: number; decisionReason: string | null };

/** A paid order of so many units of tea and cups, delivered (¥8 freight) or collected. */
async function buyPaid(
  shopper: Shopper,
  kind: "express" | "pickup",
  quantities: { tea?: number; cups?: number } = { tea: 3 },
): Promise<OrderRow> {
  const lines = (
    [
      [shop.skuId, quantities.tea ?? 0],
      [cup, quantities.cups ?? 0],
    ] as const
  )
    .filter(([, quantity]) => quantity > 0)
    .map(([skuId, quantity]) => ({ lineId: id("lin"), skuId, quantity }));
  const delivery =
    kind === "pickup" ? { kind, storeId: shop.storeId } : { kind, address: shanghai };
  const { province, city } = shanghai;
  const quote = await post<{ totalFen: number; version: string }>(shopper, "/v1/quotes", {
    lines,
    delivery: kind === "pickup" ? delivery : { kind, province, city },
  });
  const placed = await post<{ id: string }>(shopper, "/v1/orders", {
    orderId: id("ord"),
    lines,
    delivery,
    expectedTotalFen: quote.body.totalFen,
    quoteVersion: quote.body.version,
  });
  expect(placed).toMatchObject({ status: 201 });
  await shop.pay(shopper, placed.body.id);
  await expect
    .poll(async () => (await orderOf(placed.body.id)).paymentState, { timeout: 10_000 })
    .toBe("paid");
  return await orderOf(placed.body.id);
}

async function orderOf(orderId: string): Promise<OrderRow> {
  const order = await Orders.findById(orderId).lean<OrderRow>();
  if (order === null) throw new Error(`no order ${orderId}`);
  return order;
}

const lineOf = (order: OrderRow, quantity: number, at = 0) => ({
  lineId: order.lines[at]?.lineId ?? "",
  quantity,
});
const preview = async (orderId: string, wish: Wish) =>
  await post<Preview>(staff, `/v1/staff/orders/${orderId}/refunds/preview`, wish);
const refund = async (orderId: string, wish: Wish, previewVersion: string, refundId = id("ref")) =>
  await post<Refund & { code: string }>(staff, `/v1/staff/orders/${orderId}/refunds`, {
    refundId,
    ...wish,
    reason: "不合适",
    previewVersion,
  });
/** Refunds as staff do: look, then decide. */
async function refundNow(orderId: string, wish: Wish) {
  const seen = await preview(orderId, wish);
  return await refund(orderId, wish, seen.body.version);
}
const ask = async (
  shopper: Shopper,
  orderId: string,
  wish: Wish,
  previewVersion?: string,
  refundId = id("ref"),
) => {
  const path = `/v1/orders/${orderId}/refunds`;
  const seen =
    previewVersion ?? (await post<Preview>(shopper, `${path}/preview`, wish)).body.version;
  return await post<Refund & { code: string }>(shopper, path, {
    refundId,
    ...wish,
    reason: "不想要了",
    previewVersion: seen,
  });
};
const approve = async (refundId: string, previewVersion: string, hasGoodsBack = false) =>
  await post<Refund>(staff, `/v1/staff/refunds/${refundId}/approve`, {
    hasGoodsBack,
    previewVersion,
  });
const previewRequest = async (refundId: string, hasGoodsBack = false) =>
  await post<Preview>(staff, `/v1/staff/refunds/${refundId}/preview`, { hasGoodsBack });

/** Everything a refund touches, as it is stored. */
async function stateOf(order: OrderRow) {
  const skuIds = order.lines.map((line) => line.skuId);
  const stock = await readAvailable(order.storeId, skuIds);
  const purchase = await Purchases.findOne({ externalId: order._id }).lean<PurchaseRow>();
  const standing = await Standings.findById(order.memberId).lean<Figures>();
  if (purchase === null || standing === null) throw new Error("a paid order is remembered");
  const { level, tierName, growth, termEnd, purchaseCount, netFen } = standing;
  return {
    order: await orderOf(order._id),
    stock: skuIds.map((skuId) => stock.get(skuId) ?? 0),
    purchase,
    standing: { level, tierName, growth, termEnd, purchaseCount, netFen },
    refunds: await Refunds.find({ orderId: order._id }).sort({ _id: 1 }).lean<RefundRow[]>(),
  };
}

/** Previews, refunds, and holds every field of the preview against what then is. */
async function mustDoAsPreviewed(order: OrderRow, wish: Wish): Promise<Preview> {
  const before = await stateOf(order);
  const { status, body: said } = await preview(order._id, wish);
  expect(status).toBe(200);
  expect(await stateOf(order)).toEqual(before);
  expect(said.standing.before).toEqual(before.standing);
  const done = await refund(order._id, wish, said.version);
  expect(done).toMatchObject({ status: 201, body: { amountFen: said.totalFen } });
  const after = await stateOf(order);
  const { refundedFen, fulfilmentState, afterSalesState } = after.order;
  expect({ refundedFen, fulfilmentState, afterSalesState }).toEqual(said.order);
  expect(refundedFen).toBe(before.order.refundedFen + said.totalFen);
  expect(after.order.refundedFreightFen).toBe(before.order.refundedFreightFen + said.freightFen);
  expect(said.isFull).toBe(afterSalesState === "refunded");
  expect(after.standing).toEqual(said.standing.after);
  expect(said.standing.isDowngraded).toBe(after.standing.level < before.standing.level);
  expect(after.purchase.netFen).toBe(before.purchase.netFen - said.goodsFen);
  expect(after.purchase.refunds.at(-1)).toMatchObject({
    refundId: done.body.id,
    goodsFen: said.goodsFen,
    freightFen: said.freightFen,
  });
  expect(after.refunds).toHaveLength(before.refunds.length + 1);
  expect(after.refunds.find((row) => row._id === done.body.id)).toMatchObject({
    amountFen: said.totalFen,
    goodsFen: said.goodsFen,
    freightFen: said.freightFen,
    lines: said.lines.map(({ lineId, quantity, refundFen }) => ({ lineId, quantity, refundFen })),
  });
  for (const [at, line] of after.order.lines.entries()) {
    const part = said.lines.find(({ lineId }) => lineId === line.lineId);
    const earlier = before.order.lines[at];
    expect(line.refundedQuantity).toBe((earlier?.refundedQuantity ?? 0) + (part?.quantity ?? 0));
    expect(after.stock[at]).toBe((before.stock[at] ?? 0) + (part?.restockQuantity ?? 0));
    expect(part?.title ?? line.title).toBe(line.title);
  }
  const sum = (amounts: readonly number[]) => amounts.reduce((total, fen) => total + fen, 0);
  for (const line of said.lines) expect(sum(line.unitFens)).toBe(line.refundFen);
  expect(sum(said.lines.map((line) => line.refundFen))).toBe(said.goodsFen);
  expect(said.goodsFen + said.freightFen).toBe(said.totalFen);
  expect(said.tenders).toEqual([{ tender: "wechat_pay", amountFen: said.totalFen }]);
  return said;
}

async function ship(order: OrderRow, quantity: number): Promise<void> {
  const shipmentId = id("shp");
  expect(
    await post(staff, `/v1/staff/orders/${order._id}/shipments`, {
      shipmentId,
      carrier: "ZTO",
      trackingNo: `ZT${shipmentId.slice(-10)}`,
      lines: [lineOf(order, quantity)],
    }),
  ).toMatchObject({ status: 201 });
}

describe("a preview says exactly what then happens", () => {
  it("when one unit of several goes back, and then all the rest with the freight", async () => {
    const order = await buyPaid(await shop.loginShopper(), "express", { tea: 2, cups: 3 });
    expect(await mustDoAsPreviewed(order, { lines: [lineOf(order, 2, 1)] })).toMatchObject({
      goodsFen: 1_002,
      freightFen: 0,
      isFull: false,
      order: { fulfilmentState: "unfulfilled", afterSalesState: "partly_refunded" },
    });
    expect(
      await mustDoAsPreviewed(order, { lines: [lineOf(order, 2), lineOf(order, 1, 1)] }),
    ).toMatchObject({
      totalFen: 4_000 + 501 + 800,
      freightFen: 800,
      isFull: true,
      order: { refundedFen: 4_000 + 3 * 501 + 800, fulfilmentState: "cancelled" },
      standing: { after: { purchaseCount: 0, netFen: 0, level: 0 } },
    });
  });

  it("when the tier falls by it", async () => {
    const order = await buyPaid(await shop.loginShopper(), "pickup", { tea: 25 });
    const said = await mustDoAsPreviewed(order, { lines: [lineOf(order, 1)] });
    expect(said.standing).toMatchObject({
      before: { level: 1, tierName: "常客", growth: 500 },
      after: { level: 0, tierName: "新朋友", growth: 480, termEnd: null },
      isDowngraded: true,
    });
  });

  it("when some was sent: what was not sent stays in the shop and the sending is over", async () => {
    const order = await buyPaid(await shop.loginShopper(), "express", { tea: 4 });
    await ship(order, 1);
    const rest = await mustDoAsPreviewed(order, { lines: [lineOf(order, 3)] });
    expect(rest).toMatchObject({
      freightFen: 0,
      isFull: false,
      lines: [{ quantity: 3, restockQuantity: 3 }],
      order: { fulfilmentState: "shipped", afterSalesState: "partly_refunded" },
    });
    // Else nobody would ever confirm the receipt for a shopper who forgets it.
    expect((await orderOf(order._id)).shippedAt).toBeInstanceOf(Date);
    expect(
      await mustDoAsPreviewed(order, { lines: [lineOf(order, 1)], freightFen: 800 }),
    ).toMatchObject({ isFull: true, lines: [{ restockQuantity: 0 }] });
  });

  it.each([
    [true, 2],
    [false, 0],
  ])("when all was sent and goods come back: %s", async (hasGoodsBack, restockQuantity) => {
    const order = await buyPaid(await shop.loginShopper(), "express");
    await ship(order, 3);
    expect(
      await mustDoAsPreviewed(order, { lines: [lineOf(order, 2)], hasGoodsBack }),
    ).toMatchObject({
      freightFen: 0,
      lines: [{ restockQuantity }],
      order: { fulfilmentState: "shipped" },
    });
  });

  it.each([
    [true, 3],
    [false, 0],
  ])("when it was collected and goods come back: %s", async (hasGoodsBack, restockQuantity) => {
    const order = await buyPaid(await shop.loginShopper(), "pickup");
    if (order.delivery.kind !== "pickup") throw new Error("a pickup order");
    const { pickupCode } = order.delivery;
    const owner = await shop.loginOwner();
    expect(await post(owner, `/v1/staff/orders/${order._id}/pickup`, { pickupCode })).toMatchObject(
      { status: 200 },
    );
    expect(
      await mustDoAsPreviewed(order, { lines: [lineOf(order, 3)], hasGoodsBack }),
    ).toMatchObject({
      isFull: true,
      lines: [{ restockQuantity }],
      order: { fulfilmentState: "received", afterSalesState: "refunded" },
    });
  });

  it("when only freight goes back, in parts, and never more of it than was paid", async () => {
    const order = await buyPaid(await shop.loginShopper(), "express");
    await mustDoAsPreviewed(order, { lines: [], freightFen: 300 });
    expect(await mustDoAsPreviewed(order, { lines: [], freightFen: 500 })).toMatchObject({
      goodsFen: 0,
      order: { fulfilmentState: "unfulfilled" },
      standing: { isDowngraded: false },
    });
    expect(await preview(order._id, { lines: [], freightFen: 1 })).toMatchObject({
      status: 409,
      body: { code: "refund_exceeds", errors: [{ pointer: "/freightFen" }] },
    });
    expect(await preview(order._id, { lines: [] })).toMatchObject({
      body: { code: "refund_exceeds", errors: [{ pointer: "/lines" }] },
    });
    expect(await preview(order._id, { lines: [lineOf(order, 4)] })).toMatchObject({
      body: { code: "refund_exceeds", errors: [{ pointer: "/lines/0/quantity" }] },
    });
    const strange = { lineId: id("lin"), quantity: 1 };
    expect(await preview(order._id, { lines: [lineOf(order, 1), strange] })).toMatchObject({
      body: { code: "refund_exceeds", errors: [{ pointer: "/lines/1/lineId" }] },
    });
  });

  it("and gives all of it back at WeChat", async () => {
    const order = await buyPaid(await shop.loginShopper(), "express", { tea: 1, cups: 1 });
    const wish = { lines: [lineOf(order, 1), lineOf(order, 1, 1)] };
    const { totalFen } = await mustDoAsPreviewed(order, wish);
    await shop.advance(5_000);
    await expect.poll(async () => (await stateOf(order)).refunds[0]?.state).toBe("succeeded");
    const { body } = await shop.call<{ items: Refund[] }>(
      "GET",
      `/v1/orders/${order._id}/refunds`,
      {
        token: await tokenOf(order.openid ?? ""),
      },
    );
    expect(body.items).toMatchObject([{ state: "succeeded", amountFen: totalFen }]);
    expect(totalFen).toBe(order.totalFen);
  });
});

it("an order tells what is decided and still on its way, until WeChat has paid it", async () => {
  const shopper = await shop.loginShopper();
  const order = await buyPaid(shopper, "pickup");
  const shown = async () => {
    const [own, staffView, list] = [
      await shop.call("GET", `/v1/orders/${order._id}`, shopper),
      await shop.call("GET", `/v1/staff/orders/${order._id}`, staff),
      await shop.call<{ items: object[] }>("GET", "/v1/orders", shopper),
    ];
    return [own.body, staffView.body, list.body.items[0]];
  };
  const pending = (refundPendingFen: number) =>
    Array.from({ length: 3 }, () => expect.objectContaining({ refundPendingFen }));
  expect(await shown()).toEqual(pending(0));
  await refundNow(order._id, { lines: [lineOf(order, 1)] });
  await refundNow(order._id, { lines: [lineOf(order, 2)] });
  expect((await orderOf(order._id)).afterSalesState).toBe("refunded");
  expect(await shown()).toEqual(pending(6_000));
  await shop.advance(5_000);
  await expect.poll(shown).toEqual(pending(4_000));
  await shop.advance(62_000);
  await shop.runJob("submit-refunds");
  await shop.advance(5_000);
  await expect.poll(shown).toEqual(pending(0));
});

it("what cost nothing goes back without WeChat, at once", async () => {
  const { skuId } = await buildStockedSku(shop.world, shop.storeId, { listPriceFen: 0 });
  const shopper = await shop.loginShopper();
  const lines = [{ lineId: id("lin"), skuId, quantity: 2 }];
  const delivery = { kind: "pickup", storeId: shop.storeId };
  const quote = await post<{ version: string }>(shopper, "/v1/quotes", { lines, delivery });
  const placed = await post<{ id: string }>(shopper, "/v1/orders", {
    orderId: id("ord"),
    lines,
    delivery,
    expectedTotalFen: 0,
    quoteVersion: quote.body.version,
  });
  expect(placed).toMatchObject({ status: 201 });
  expect(await post(shopper, `/v1/orders/${placed.body.id}/payment`)).toMatchObject({
    body: { paid: true },
  });
  const order = await orderOf(placed.body.id);
  const wish = { lines: [lineOf(order, 2)] };
  const seen = await preview(order._id, wish);
  expect(seen.body).toMatchObject({
    totalFen: 0,
    tenders: [{ tender: "none", amountFen: 0 }],
    lines: [{ restockQuantity: 2, unitFens: [0, 0] }],
  });
  const before = await stateOf(order);
  expect(seen.body.standing).toMatchObject({
    before: { purchaseCount: 1 },
    after: { purchaseCount: 0 },
  });
  expect(await refund(order._id, wish, seen.body.version)).toMatchObject({
    status: 201,
    body: { state: "succeeded", amountFen: 0 },
  });
  expect(await stateOf(order)).toMatchObject({
    order: { ...seen.body.order, refundPendingFen: 0 },
    purchase: { isVoid: true, netFen: 0 },
    stock: [(before.stock[0] ?? 0) + 2],
    standing: seen.body.standing.after,
  });
});

/** A fresh session of a shopper: a token ends after a month. */
async function tokenOf(openid: string): Promise<string> {
  const { code } = await shop.wechat.control<{ code: string }>("POST", "/codes", { openid });
  return (await shop.call<{ token: string }>("POST", "/v1/sessions", { body: { code } })).body
    .token;
}

it("partial refunds end the same in any order, down to the last fen", async () => {
  type Step = (order: OrderRow) => Wish;
  const [teaOne, teaTwo, cups, freight]: [Step, Step, Step, Step] = [
    (order) => ({ lines: [lineOf(order, 1)], freightFen: 0 }),
    (order) => ({ lines: [lineOf(order, 2)], freightFen: 0 }),
    (order) => ({ lines: [lineOf(order, 2, 1)], freightFen: 0 }),
    () => ({ lines: [], freightFen: 800 }),
  ];
  const ends: unknown[] = [];
  for (const steps of [
    [teaOne, teaTwo, cups, freight],
    [freight, cups, teaTwo, teaOne],
    [cups, freight, teaOne, teaTwo],
    [teaTwo, teaOne, freight, cups],
    [(order: OrderRow) => ({ lines: [lineOf(order, 3), lineOf(order, 2, 1)] })],
  ]) {
    const order = await buyPaid(await shop.loginShopper(), "express", { tea: 3, cups: 2 });
    const { stock } = await stateOf(order);
    for (const step of steps)
      expect(await refundNow(order._id, step(order))).toMatchObject({ status: 201 });
    const end = await stateOf(order);
    const { refundedFen, refundedFreightFen, fulfilmentState, afterSalesState, lines } = end.order;
    ends.push({
      refundedFen,
      refundedFreightFen,
      fulfilmentState,
      afterSalesState,
      lines: lines.map(({ refundedQuantity, cancelledQuantity, shippedQuantity }) => ({
        refundedQuantity,
        cancelledQuantity,
        shippedQuantity,
      })),
      stock: end.stock.map((now, at) => now - (stock[at] ?? 0)),
      netFen: end.purchase.netFen,
      isVoid: end.purchase.isVoid,
      standing: end.standing,
      amountFen: end.refunds.reduce((total, row) => total + row.amountFen, 0),
    });
  }
  const [first] = ends;
  expect(first).toMatchObject({
    refundedFen: 7_802,
    afterSalesState: "refunded",
    fulfilmentState: "cancelled",
    stock: [3, 2],
    netFen: 0,
    isVoid: true,
    standing: { purchaseCount: 0 },
    amountFen: 7_802,
  });
  for (const end of ends) expect(end).toEqual(first);
});

describe("a decision on what was seen before", () => {
  it("is refused when another refund came between, and nothing is done", async () => {
    const order = await buyPaid(await shop.loginShopper(), "pickup");
    const wish = { lines: [lineOf(order, 1)] };
    const seen = await preview(order._id, wish);
    expect(await refundNow(order._id, wish)).toMatchObject({ status: 201 });
    const before = await stateOf(order);
    expect(await refund(order._id, wish, seen.body.version)).toMatchObject({
      status: 409,
      body: { code: "refund_changed", errors: [{ pointer: "/previewVersion" }] },
    });
    expect(await stateOf(order)).toEqual(before);
  });

  it("is refused when the member's figures are others by now", async () => {
    const shopper = await shop.loginShopper();
    const order = await buyPaid(shopper, "pickup");
    const wish = { lines: [lineOf(order, 1)] };
    const seen = await preview(order._id, wish);
    await buyPaid(shopper, "pickup", { cups: 1 });
    expect(await refund(order._id, wish, seen.body.version)).toMatchObject({
      body: { code: "refund_changed" },
    });
    expect(await refund(order._id, wish, "made-up")).toMatchObject({
      body: { code: "refund_changed" },
    });
  });

  it("of other lines is refused, and so is money for what was never paid", async () => {
    const shopper = await shop.loginShopper();
    const order = await buyPaid(shopper, "pickup", { tea: 2, cups: 2 });
    const seen = await preview(order._id, { lines: [lineOf(order, 1)] });
    expect(
      await refund(order._id, { lines: [lineOf(order, 1, 1)] }, seen.body.version),
    ).toMatchObject({ body: { code: "refund_changed" } });
    const unpaid = await orderOf((await shop.placeOrder(shopper, 1)).id);
    const wish = { lines: [lineOf(unpaid, 1)] };
    expect(await preview(unpaid._id, wish)).toMatchObject({
      status: 409,
      body: { code: "refund_state" },
    });
    expect(await ask(shopper, unpaid._id, wish, "any")).toMatchObject({
      body: { code: "refund_state" },
    });
  });
});

describe("many refunds at once", () => {
  it("under one number are one refund, whoever sends it how often", async () => {
    const order = await buyPaid(await shop.loginShopper(), "pickup");
    const wish = { lines: [lineOf(order, 1)] };
    const { version } = (await preview(order._id, wish)).body;
    const refundId = id("ref");
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => await refund(order._id, wish, version, refundId)),
    );
    expect(countOf(answers)).toEqual({ 201: 8 });
    expect(await refund(order._id, wish, version, refundId)).toMatchObject({
      status: 201,
      body: { id: refundId, amountFen: 2_000 },
    });
    const other = { lines: [lineOf(order, 2)] };
    expect(await refund(order._id, other, version, refundId)).toMatchObject({
      status: 409,
      body: { code: "idempotency_mismatch" },
    });
    expect(await stateOf(order)).toMatchObject({
      order: { refundedFen: 2_000 },
      refunds: [{ _id: refundId }],
    });
  });

  it("on one preview: one happens, seven are told that it changed", async () => {
    const order = await buyPaid(await shop.loginShopper(), "pickup", { tea: 8 });
    const wish = { lines: [lineOf(order, 1)] };
    const { version } = (await preview(order._id, wish)).body;
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => await refund(order._id, wish, version)),
    );
    expect(countOf(answers)).toEqual({ 201: 1, 409: 7 });
    expect(answers.filter(({ body }) => body.code === "refund_changed")).toHaveLength(7);
    expect(await stateOf(order)).toMatchObject({ order: { refundedFen: 2_000 } });
  });

  it("by eight who look again: three units go back to three of them", async () => {
    const order = await buyPaid(await shop.loginShopper(), "pickup");
    const wish = { lines: [lineOf(order, 1)] };
    const insist = async () => {
      for (;;) {
        const seen = await preview(order._id, wish);
        if (seen.status !== 200) return seen;
        const done = await refund(order._id, wish, seen.body.version);
        if (done.body.code !== "refund_changed") return done;
      }
    };
    const answers = await Promise.all(Array.from({ length: 8 }, insist));
    expect(countOf(answers)).toEqual({ 201: 3, 409: 5 });
    expect(await stateOf(order)).toMatchObject({
      order: { refundedFen: 6_000, afterSalesState: "refunded" },
      purchase: { netFen: 0 },
      standing: { netFen: 0 },
    });
  });
});

describe("a shopper's request", () => {
  it("is one at a time, the same number the same request", async () => {
    const shopper = await shop.loginShopper();
    const order = await buyPaid(shopper, "pickup");
    const wish = { lines: [lineOf(order, 1)] };
    const { version } = (await preview(order._id, wish)).body;
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => await ask(shopper, order._id, wish, version)),
    );
    expect(countOf(answers)).toEqual({ 201: 1, 409: 7 });
    expect(answers.filter(({ body }) => body.code === "refund_state")).toHaveLength(7);
    const made = answers.find(({ status }) => status === 201)?.body;
    expect(made).toMatchObject({ state: "requested", amountFen: 2_000 });
    expect(await ask(shopper, order._id, wish, version, made?.id)).toMatchObject({
      status: 201,
      body: { id: made?.id },
    });
    expect(
      await ask(shopper, order._id, { lines: [lineOf(order, 2)] }, version, made?.id),
    ).toMatchObject({ body: { code: "idempotency_mismatch" } });
    expect(await stateOf(order)).toMatchObject({
      order: { afterSalesState: "requested", refundedFen: 0 },
      purchase: { netFen: 6_000 },
      refunds: [{ state: "requested" }],
    });
  });

  it("sent eight times at once under one number is one request", async () => {
    const shopper = await shop.loginShopper();
    const order = await buyPaid(shopper, "pickup");
    const wish = { lines: [lineOf(order, 1)] };
    const { version } = (await preview(order._id, wish)).body;
    const refundId = id("ref");
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => await ask(shopper, order._id, wish, version, refundId)),
    );
    expect(countOf(answers)).toEqual({ 201: 8 });
    expect(await stateOf(order)).toMatchObject({ refunds: [{ _id: refundId }] });
  });

  it("is taken back, once, and may be made again", async () => {
    const shopper = await shop.loginShopper();
    const order = await buyPaid(shopper, "pickup");
    const wish = { lines: [lineOf(order, 1)] };
    const { body } = await ask(shopper, order._id, wish);
    const withdraw = async () =>
      await post(shopper, `/v1/orders/${order._id}/refunds/${body.id}/withdraw`);
    expect(await withdraw()).toMatchObject({ status: 200, body: { state: "withdrawn" } });
    expect(await withdraw()).toMatchObject({ status: 409, body: { code: "refund_state" } });
    expect(await stateOf(order)).toMatchObject({ order: { afterSalesState: "none" } });
    expect(await approve(body.id, "any")).toMatchObject({ body: { code: "refund_state" } });
    expect(await ask(shopper, order._id, wish)).toMatchObject({ status: 201 });
  });

  it("is refused for a reason that the shopper reads and the audit trail keeps", async () => {
    const shopper = await shop.loginShopper();
    const order = await buyPaid(shopper, "pickup");
    const { body } = await ask(shopper, order._id, { lines: [lineOf(order, 3)] });
    const path = `/v1/staff/refunds/${body.id}/reject`;
    expect(await post(staff, path, {})).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "/reason" }] },
    });
    expect(await post(staff, path, { reason: "已拆封" })).toMatchObject({
      status: 200,
      body: { state: "rejected" },
    });
    expect(await post(staff, path, { reason: "已拆封" })).toMatchObject({
      body: { code: "refund_state" },
    });
    const mine = await shop.call("GET", `/v1/orders/${order._id}/refunds`, {
      token: shopper.token,
    });
    expect(mine.body).toMatchObject({ items: [{ state: "rejected", decisionReason: "已拆封" }] });
    expect(await stateOf(order)).toMatchObject({
      order: { afterSalesState: "none", refundedFen: 0 },
    });
    expect(await AuditEntries.find({ subject: body.id }).lean()).toMatchObject([
      { action: "refund.rejected", reason: "已拆封" },
    ]);
  });

  it("is agreed to as its preview said, with the goods back or not", async () => {
    const shopper = await shop.loginShopper();
    const order = await buyPaid(shopper, "express", { tea: 2 });
    await ship(order, 2);
    const before = await stateOf(order);
    const { body } = await ask(shopper, order._id, { lines: [lineOf(order, 2)] });
    const without = await previewRequest(body.id);
    const seen = await previewRequest(body.id, true);
    expect(seen.body).toMatchObject({ lines: [{ restockQuantity: 2 }], totalFen: 4_000 });
    expect(await approve(body.id, without.body.version, true)).toMatchObject({
      status: 409,
      body: { code: "refund_changed" },
    });
    expect(await stateOf(order)).toMatchObject({
      order: { refundedFen: 0, afterSalesState: "requested" },
      refunds: [{ state: "requested" }],
    });
    expect(await approve(body.id, seen.body.version, true)).toMatchObject({
      status: 200,
      body: { state: "processing", amountFen: 4_000 },
    });
    const after = await stateOf(order);
    expect(after).toMatchObject({
      order: seen.body.order,
      standing: seen.body.standing.after,
      stock: [(before.stock[0] ?? 0) + 2],
    });
  });

  it("agreed to eight times at once, and taken back meanwhile, ends once", async () => {
    for (let round = 0; round < 3; round += 1) {
      const shopper = await shop.loginShopper();
      const order = await buyPaid(shopper, "pickup");
      const { body } = await ask(shopper, order._id, { lines: [lineOf(order, 1)] });
      const { version } = (await previewRequest(body.id)).body;
      const answers = await Promise.all([
        post(shopper, `/v1/orders/${order._id}/refunds/${body.id}/withdraw`),
        ...Array.from({ length: 8 }, async () => await approve(body.id, version)),
      ]);
      expect(countOf(answers)).toEqual({ 200: 1, 409: 8 });
      const isWithdrawn = answers[0]?.status === 200;
      expect(await stateOf(order)).toMatchObject({
        order: {
          refundedFen: isWithdrawn ? 0 : 2_000,
          afterSalesState: isWithdrawn ? "none" : "partly_refunded",
        },
      });
    }
  });

  it("overtaken by a refund of everything can still be taken back or refused", async () => {
    for (const how of ["withdraw", "reject"]) {
      const shopper = await shop.loginShopper();
      const order = await buyPaid(shopper, "pickup");
      const { body } = await ask(shopper, order._id, { lines: [lineOf(order, 1)] });
      expect(await refundNow(order._id, { lines: [lineOf(order, 3)] })).toMatchObject({
        status: 201,
      });
      expect(await previewRequest(body.id)).toMatchObject({ body: { code: "refund_exceeds" } });
      const ended =
        how === "withdraw"
          ? await post(shopper, `/v1/orders/${order._id}/refunds/${body.id}/withdraw`)
          : await post(staff, `/v1/staff/refunds/${body.id}/reject`, { reason: "已全额退款" });
      expect(ended).toMatchObject({ status: 200 });
      expect(await stateOf(order)).toMatchObject({ order: { afterSalesState: "refunded" } });
    }
  });
});

describe("nobody else", () => {
  it("sees or touches a shopper's refunds, not even with every word of the request", async () => {
    const [shopper, stranger] = [await shop.loginShopper(), await shop.loginShopper()];
    const order = await buyPaid(shopper, "pickup");
    const wish = { lines: [lineOf(order, 1)] };
    const { version } = (await preview(order._id, wish)).body;
    const made = await ask(shopper, order._id, wish, version);
    const path = `/v1/orders/${order._id}/refunds`;
    for (const answer of [
      await post(stranger, `${path}/preview`, wish),
      await ask(stranger, order._id, wish, version),
      await ask(stranger, order._id, wish, version, made.body.id),
      await post(stranger, `${path}/${made.body.id}/withdraw`),
      await shop.call("GET", path, { token: stranger.token }),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  it("among staff: without refunds.decide, or of another store", async () => {
    const shopper = await shop.loginShopper();
    const order = await buyPaid(shopper, "pickup");
    const wish = { lines: [lineOf(order, 1)] };
    const { version } = (await preview(order._id, wish)).body;
    const done = await refund(order._id, wish, version);
    const request = await ask(shopper, order._id, wish);
    const decisions = async ({ token }: { token: string }) => [
      await post({ token }, `/v1/staff/orders/${order._id}/refunds/preview`, wish),
      await post({ token }, `/v1/staff/orders/${order._id}/refunds`, {
        refundId: done.body.id,
        ...wish,
        reason: "不合适",
        previewVersion: version,
      }),
      await post({ token }, `/v1/staff/refunds/${request.body.id}/preview`, {}),
      await post({ token }, `/v1/staff/refunds/${request.body.id}/approve`, {
        previewVersion: version,
      }),
      await post({ token }, `/v1/staff/refunds/${request.body.id}/reject`, { reason: "不" }),
      await post({ token }, `/v1/staff/refunds/${done.body.id}/redirect`, {
        destination: "merchant_account",
        reason: "改退",
      }),
      await post({ token }, `/v1/staff/refunds/${done.body.id}/retry`, {
        newRefundId: id("ref"),
        reason: "再试",
      }),
    ];
    for (const role of ["guide", "cashier"] as const)
      for (const answer of await decisions(
        await shop.loginStaff({ roles: [role], storeIds: null }),
      ))
        expect(answer).toMatchObject({ status: 403, body: { code: "forbidden" } });
    for (const answer of await decisions(shopper)) expect(answer).toMatchObject({ status: 403 });
    const elsewhere = await shop.loginStaff({ roles: ["service"], storeIds: [id("sto")] });
    for (const answer of await decisions(elsewhere))
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
    const list = await shop.call("GET", "/v1/staff/refunds", { token: elsewhere.token });
    expect(list).toMatchObject({ status: 200, body: { items: [] } });
  });
});

describe("a refund that WeChat cannot give back the way it came", () => {
  const CARD = "6222020200112233445";
  const toCard = {
    destination: "user_card",
    bankType: "ICBC_DEBIT",
    bankAccount: CARD,
    realName: "苏晚晴",
    reason: "零钱账户已注销",
  };
  const redirect = async (refundId: string, body: object) =>
    await post<{ code: string; state: string; destination: string }>(
      staff,
      `/v1/staff/refunds/${refundId}/redirect`,
      body,
    );
  /** An order with one abnormal refund of ¥20. */
  async function abnormal() {
    const order = await buyPaid(await shop.loginShopper(), "pickup");
    await shop.wechat.control("POST", "/faults", { on: "refund", kind: "abnormal" });
    const { body } = await refundNow(order._id, { lines: [lineOf(order, 1)] });
    await shop.advance(5_000);
    await expect.poll(async () => (await stateOf(order)).refunds[0]?.state).toBe("abnormal");
    return { orderId: order._id, refundId: body.id };
  }

  it.each([
    ["the shopper's bank card", toCard],
    ["the merchant's account", { destination: "merchant_account", reason: "店里转账" }],
  ])("goes to %s, and has arrived when WeChat says so", async (_, body) => {
    const { orderId, refundId } = await abnormal();
    expect((await orderOf(orderId)).refundPendingFen).toBe(2_000);
    expect(await redirect(refundId, body)).toMatchObject({
      status: 200,
      body: { state: "processing", destination: body.destination },
    });
    expect(await redirect(refundId, body)).toMatchObject({
      status: 409,
      body: { code: "refund_state" },
    });
    await shop.advance(5_000);
    await expect
      .poll(async () => await Refunds.findById(refundId).lean())
      .toMatchObject({ state: "succeeded", destination: body.destination });
    expect((await orderOf(orderId)).refundPendingFen).toBe(0);
    const entries = await AuditEntries.find({ subject: refundId, action: "refund.redirected" });
    expect(entries).toMatchObject([{ after: { destination: body.destination } }]);
    expect(JSON.stringify([entries, await Refunds.findById(refundId).lean()])).not.toMatch(
      /6222020|苏晚晴/,
    );
    expect(shop.logLines.join("\n")).not.toMatch(/6222020|苏晚晴/);
  });

  it("goes once, though WeChat's first answer is lost", async () => {
    const { refundId } = await abnormal();
    await shop.wechat.control("POST", "/faults", {
      on: "request",
      method: "POST",
      path: "/v3/refund/domestic/refunds/*",
      kind: "truncated_answer",
    });
    expect(await redirect(refundId, toCard)).toMatchObject({
      status: 200,
      body: { state: "processing", destination: "user_card" },
    });
  });

  it("is refused with WeChat's words while WeChat refuses it, and for what is not abnormal", async () => {
    const { refundId } = await abnormal();
    const refused = await redirect(refundId, { ...toCard, bankAccount: "1".repeat(9) });
    expect(refused).toMatchObject({ status: 400, body: { code: "malformed" } });
    const { wechatPay } = shop.world;
    const spoilt = {
      ...shop.world,
      wechatPay: {
        ...wechatPay,
        redirectRefund: async (input: Parameters<typeof wechatPay.redirectRefund>[0]) =>
          await wechatPay.redirectRefund({ ...input, refundId: "50300000000000000000000000000" }),
      },
    };
    await expect(
      redirectRefund(spoilt, shop.owner, refundId, {
        destination: "merchant_account",
        reason: "店里转账",
      }),
    ).rejects.toMatchObject({
      code: "refund_refused",
      detail: "RESOURCE_NOT_EXISTS 退款单不存在",
    });
    expect(await Refunds.findById(refundId).lean()).toMatchObject({
      state: "abnormal",
      destination: "original",
    });
    const order = await buyPaid(await shop.loginShopper(), "pickup");
    const { body } = await refundNow(order._id, { lines: [lineOf(order, 1)] });
    expect(await redirect(body.id, toCard)).toMatchObject({ body: { code: "refund_state" } });
  });
});

describe("a refund that WeChat closed", () => {
  it("is sent once more under a new number, and the order's books stay as they are", async () => {
    const order = await buyPaid(await shop.loginShopper(), "pickup");
    await shop.wechat.control("POST", "/faults", { on: "refund", kind: "closed" });
    const { body } = await refundNow(order._id, { lines: [lineOf(order, 1)] });
    await shop.advance(62_000);
    await expect.poll(async () => (await stateOf(order)).refunds[0]?.state).toBe("closed");
    expect((await orderOf(order._id)).refundPendingFen).toBe(2_000);
    const before = await stateOf(order);
    const retry = async (newRefundId: string) =>
      await post<Refund>(staff, `/v1/staff/refunds/${body.id}/retry`, {
        newRefundId,
        reason: "用户已更换银行卡",
      });
    expect(await retry(body.id)).toMatchObject({
      status: 409,
      body: { code: "idempotency_mismatch" },
    });
    const newRefundId = id("ref");
    const answers = await Promise.all([
      retry(newRefundId),
      retry(newRefundId),
      retry(newRefundId),
      retry(newRefundId),
    ]);
    expect(countOf(answers)).toEqual({ 201: 4 });
    expect(await retry(id("ref"))).toMatchObject({ status: 409, body: { code: "refund_state" } });
    const after = await stateOf(order);
    expect({ ...after, refunds: [] }).toEqual({ ...before, refunds: [] });
    expect(after.refunds).toMatchObject([
      { _id: body.id, state: "closed", successorId: newRefundId },
      { _id: newRefundId, amountFen: 2_000 },
    ]);
    await shop.advance(62_000);
    await shop.runJob("submit-refunds");
    await expect
      .poll(async () => (await Refunds.findById(newRefundId).lean())?.state)
      .toBe("succeeded");
    expect((await orderOf(order._id)).refundPendingFen).toBe(0);
    expect(
      await post(staff, `/v1/staff/refunds/${newRefundId}/retry`, {
        newRefundId: id("ref"),
        reason: "再试",
      }),
    ).toMatchObject({ status: 409, body: { code: "refund_state" } });
  });
});

// Last, for it moves the clock by a year.
it("money goes back for 365 days, whoever asks", async () => {
  const shopper = await shop.loginShopper();
  const order = await buyPaid(shopper, "pickup");
  const wish = { lines: [lineOf(order, 1)] };
  await shop.advance(365 * DAY_MS - 600_000);
  const again = async () => {
    staff = await shop.loginStaff({ roles: ["service"], storeIds: [shop.storeId] });
    return { ...shopper, token: await tokenOf(shopper.openid) };
  };
  const before = await again();
  expect(await refundNow(order._id, wish)).toMatchObject({
    status: 201,
    body: { state: "processing" },
  });
  const request = await ask(before, order._id, wish);
  expect(request).toMatchObject({ status: 201 });
  await shop.advance(700_000);
  const after = await again();
  const refusal = { status: 422, body: { code: "refund_window" } };
  expect(await preview(order._id, wish)).toMatchObject(refusal);
  expect(await refund(order._id, wish, "seen before")).toMatchObject(refusal);
  expect(await previewRequest(request.body.id)).toMatchObject(refusal);
  expect(await approve(request.body.id, "seen before")).toMatchObject(refusal);
  expect(
    await post(staff, `/v1/staff/refunds/${request.body.id}/reject`, { reason: "超过期限" }),
  ).toMatchObject({ status: 200 });
  expect(await post(after, `/v1/orders/${order._id}/refunds/preview`, wish)).toMatchObject(refusal);
  expect(await ask(after, order._id, wish, "seen before")).toMatchObject(refusal);
  expect(await stateOf(order)).toMatchObject({ order: { refundedFen: 2_000 } });
});
