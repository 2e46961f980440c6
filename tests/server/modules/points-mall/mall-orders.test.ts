import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import { inventoryChecks } from "@server/modules/inventory/index.ts";
import {
  applyRefund,
  closeOrder,
  ordersChecks,
  settleOrder,
  viewOrder,
  type OrderRow,
} from "@server/modules/orders/index.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { placeOrder } from "@server/modules/orders/place-order.ts";
import { bestForLines, quoteLines } from "@server/modules/orders/read-cart.ts";
import { previewRefund } from "@server/modules/payments/preview-refund.ts";
import { PointsAccounts } from "@server/modules/points/points-account.model.ts";
import { pointsChecks } from "@server/modules/points/index.ts";
import { MallCounters } from "@server/modules/points-mall/mall-counter.model.ts";
import { endMallItem } from "@server/modules/points-mall/move-mall-item.ts";
import {
  compareMallCounters,
  pointsMallChecks,
  type TakenUnits,
} from "@server/modules/points-mall/index.ts";
import { forgetMall } from "@server/modules/points-mall/read-mall.ts";
import { priceLines } from "@server/modules/promotions/index.ts";
import { fewestCommandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";
import {
  buildOrder,
  buildShop,
  buildShopper,
  buildStockedSku,
  orderInput,
} from "@support/orders.ts";
import { pricingInput, pricingLine } from "@support/pricing.ts";
import {
  buildCampaign,
  buildPointsPolicy,
  buildTemplate,
  giveCoupon,
  givePoints,
  valueOwner,
} from "@support/value.ts";
import { createTestWorld } from "@support/world.ts";
import { buildMallItem } from "./mall-samples.ts";

useDatabase();
const world = createTestWorld();
const system = { kind: "system", name: "test" } as const;
let storeId = "";
let pickup: { kind: "pickup"; storeId: string };

beforeAll(async () => {
  ({ storeId } = await buildShop(world));
  pickup = { kind: "pickup", storeId };
  await buildPointsPolicy(world);
});
afterAll(async () => {
  for (const check of [...inventoryChecks, ...pointsChecks, ...pointsMallChecks, ...ordersChecks])
    expect({ code: check.code, violations: (await check.run()).violations }).toEqual({
      code: check.code,
      violations: [],
    });
});

const settle = async (orderId: string) =>
  await transaction(async () => await settleOrder(world, { orderId, paidAt: world.clock.now() }));
const close = async (orderId: string) =>
  await closeOrder(world, system, { orderId, reason: "测试" });
const refund = async (order: OrderRow, index: number, quantity: number) =>
  await transaction(
    async () =>
      await applyRefund(world, system, {
        orderId: order._id,
        refundId: newId("ref", world.clock.now()),
        wish: {
          lines: [{ lineId: order.lines[index]?.lineId ?? "", quantity }],
          freightFen: null,
          hasGoodsBack: false,
        },
      }),
  );
const account = async (memberId: string) => {
  const row = await PointsAccounts.findById(memberId).lean();
  return {
    available: row?.available ?? 0,
    pending: row?.pending ?? 0,
    held: row?.held ?? 0,
    debt: row?.debt ?? 0,
  };
};
const taken = async (counterId: string) => (await MallCounters.findById(counterId).lean())?.taken;
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => "ok",
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
const faultsOf = async (...given: Parameters<typeof quoteLines>) =>
  (await quoteLines(...given)).lines.map((line) => line.fault?.code ?? null);

/** A SKU at ¥50.00 in the mall for 200 points and ¥9.90, and a shopper with points. */
async function scene(
  points: number,
  change: Parameters<typeof buildMallItem>[2] = {},
  quantity = 100,
) {
  const shopper = buildShopper(world);
  const { skuId, productId } = await buildStockedSku(world, storeId, {
    listPriceFen: 5_000,
    memberPricesFen: { "0": 4_000 },
    quantity,
  });
  const item = await buildMallItem(world, { kind: "product", skuId }, change);
  if (points > 0) await givePoints(world, shopper.memberId, points);
  return { shopper, skuId, productId, mallItemId: item._id };
}

describe("a line from the points mall", () => {
  it("costs its points and its price, outside of member price, campaigns, coupons and points that pay", async () => {
    const { shopper, skuId, productId, mallItemId } = await scene(5_000);
    const other = await buildStockedSku(world, storeId, { listPriceFen: 10_000 });
    await buildCampaign(world, {
      benefit: { kind: "percent_off", payBps: 5_000 },
      scope: { productIds: [productId] },
    });
    const templateId = await buildTemplate(world, {
      benefit: { kind: "amount_off", amountFen: 1_000 },
      threshold: { fen: 10_000 },
    });
    const couponId = await giveCoupon(world, shopper.memberId, templateId);
    const order = await buildOrder(
      world,
      shopper,
      [
        { skuId, quantity: 3, mallItemId },
        { skuId: other.skuId, quantity: 1 },
      ],
      pickup,
      { couponIds: [couponId], points: 1_000 },
    );
    // 3 × ¥9.90 and 600 points; the other line ¥100 − ¥10 − 1,000 points worth ¥10.
    expect(order).toMatchObject({
      goodsListFen: 25_000,
      discountFen: 1_000,
      points: 1_600,
      pointsFen: 3 * 4_010 + 1_000,
      goodsFen: 2_970 + 8_000,
      totalFen: 10_970,
      lines: [
        {
          mallItemId,
          payableFen: 2_970,
          unitFens: [990, 990, 990],
          points: 600,
          pointsFen: 12_030,
          unitPoints: [200, 200, 200],
        },
        { payableFen: 8_000, points: 1_000, pointsFen: 1_000 },
      ],
    });
    const steps = order.trace.filter((step) => step.lineId === order.lines[0]?.lineId);
    expect(steps).toMatchObject([
      { rule: "list_price", amountFen: 15_000 },
      { rule: "points_mall", amountFen: -12_030, name: "积分商城：600 积分 + ¥29.70" },
    ]);
    expect(viewOrder(world, order).lines.map((line) => line.mallItemId)).toEqual([
      mallItemId,
      null,
    ]);
    expect(await account(shopper.memberId)).toMatchObject({ available: 3_400, held: 1_600 });
    await settle(order._id);
    // One point per yuan of money and 100 for the first order.
    expect(await account(shopper.memberId)).toEqual({
      available: 3_400,
      pending: 209,
      held: 0,
      debt: 0,
    });
  });

  it("does not lift an order over a threshold, and is no scope for a coupon", async () => {
    const { shopper, skuId, mallItemId } = await scene(1_000, { priceFen: 4_900 });
    const templateId = await buildTemplate(world, {
      benefit: { kind: "amount_off", amountFen: 100 },
    });
    const couponId = await giveCoupon(world, shopper.memberId, templateId);
    const lines = [{ lineId: newId("lin", world.clock.now()), skuId, quantity: 2, mallItemId }];
    const quote = await quoteLines(world, shopper, {
      lines,
      delivery: pickup,
      couponIds: [couponId],
      points: 500,
    });
    expect(quote).toMatchObject({
      totalFen: 9_800,
      points: 400,
      pointsMax: 0,
      couponIds: [],
      coupons: [{ isUsable: false, refusals: [{ code: "scope" }] }],
      isOrderable: true,
    });
    const best = await bestForLines(world, shopper, { lines, delivery: pickup });
    expect(best.best).toMatchObject({ couponIds: [], points: 0, totalFen: 9_800 });
  });

  it("for points alone is an order without money: paid at once, its points spent", async () => {
    const { shopper, skuId, mallItemId } = await scene(300, { priceFen: 0 });
    const order = await buildOrder(world, shopper, [{ skuId, quantity: 1, mallItemId }], pickup);
    expect(order).toMatchObject({ totalFen: 0, points: 200, pointsFen: 5_000, discountFen: 0 });
    expect(order.paymentState).toBe("paid");
    expect(await account(shopper.memberId)).toMatchObject({ available: 100, held: 0 });
  });

  it("never costs more than the list price, should that have fallen", () => {
    const mall = { mallItemId: "pmi_1", points: 200, priceFen: 6_000 };
    const priced = priceLines(
      pricingInput({ lines: [pricingLine(1, { quantity: 2, listPriceFen: 5_000, mall })] }),
    );
    expect(priced).toMatchObject({ totalFen: 10_000, discountFen: 0, points: 400, pointsFen: 0 });
  });

  it("gives its points, its stock and the member's limit back when the order closes, once", async () => {
    const { shopper, skuId, mallItemId } = await scene(500, { stock: 2, perMemberMax: 2 });
    const order = await buildOrder(world, shopper, [{ skuId, quantity: 2, mallItemId }], pickup);
    expect(await taken(mallItemId)).toBe(2);
    expect(await taken(`${mallItemId}:${shopper.memberId}`)).toBe(2);
    await Promise.all([close(order._id), close(order._id), close(order._id)]);
    expect(await taken(mallItemId)).toBe(0);
    expect(await taken(`${mallItemId}:${shopper.memberId}`)).toBe(0);
    expect(await account(shopper.memberId)).toMatchObject({ available: 500, held: 0 });
  });

  it("is refunded in parts as in whole: money, points, stock and limit, as the preview said", async () => {
    const ends = [];
    for (const parts of [[1, 1, 1], [2, 1], [3]]) {
      const { shopper, skuId, mallItemId } = await scene(1_000, { stock: 5, perMemberMax: 3 });
      const order = await buildOrder(
        world,
        shopper,
        [
          { skuId, quantity: 3, mallItemId },
          { skuId, quantity: 1 },
        ],
        pickup,
      );
      await settle(order._id);
      for (const quantity of parts) {
        const now = await Orders.findById(order._id).lean<OrderRow>();
        const preview = await previewRefund(world, now ?? order, {
          lines: [{ lineId: order.lines[0]?.lineId ?? "", quantity }],
          freightFen: null,
          hasGoodsBack: false,
        });
        expect(preview.lines).toMatchObject([
          { refundFen: 990 * quantity, refundPoints: 200 * quantity },
        ]);
        await refund(order, 0, quantity);
        expect(await account(shopper.memberId)).toEqual(preview.points.balanceAfter);
      }
      const end = await Orders.findById(order._id).lean<OrderRow>();
      ends.push({
        account: await account(shopper.memberId),
        refundedFen: end?.refundedFen,
        taken: await taken(mallItemId),
        mine: await taken(`${mallItemId}:${shopper.memberId}`),
      });
    }
    // What stays is one unit at ¥40.00, the member price: 40 points and the bonus of the first order.
    for (const end of ends)
      expect(end).toEqual({
        account: { available: 1_000, pending: 140, held: 0, debt: 0 },
        refundedFen: 2_970,
        taken: 0,
        mine: 0,
      });
  });
});

describe("a line that cannot be had", () => {
  const ask = (skuId: string, mallItemId: string, quantity = 1) => ({
    lines: [{ lineId: newId("lin", world.clock.now()), skuId, quantity, mallItemId }],
    delivery: pickup,
    couponIds: [],
    points: 0,
  });

  it("is told why in the quote", async () => {
    const { shopper, skuId, mallItemId } = await scene(500, { stock: 4, perMemberMax: 2 });
    const other = await buildStockedSku(world, storeId);
    expect(await faultsOf(world, shopper, ask(skuId, mallItemId))).toEqual([null]);
    expect(await faultsOf(world, { kind: "guest" }, ask(skuId, mallItemId))).toEqual([
      "mall_item_unavailable",
    ]);
    expect(await faultsOf(world, shopper, ask(other.skuId, mallItemId))).toEqual([
      "mall_item_unavailable",
    ]);
    expect(await faultsOf(world, shopper, ask(skuId, newId("pmi", world.clock.now())))).toEqual([
      "mall_item_unavailable",
    ]);
    expect(await faultsOf(world, shopper, ask(skuId, mallItemId, 3))).toEqual(["purchase_limit"]);
    expect(await faultsOf(world, shopper, ask(skuId, mallItemId, 5))).toEqual([
      "mall_item_sold_out",
    ]);
    const poor = await scene(399);
    const two = ask(poor.skuId, poor.mallItemId);
    two.lines.push(...ask(poor.skuId, poor.mallItemId).lines);
    expect(await faultsOf(world, poor.shopper, two)).toEqual([null, "points_insufficient"]);
    const high = await scene(500, { tierLevels: [3] });
    expect(await faultsOf(world, high.shopper, ask(high.skuId, high.mallItemId))).toEqual([
      "mall_item_unavailable",
    ]);
  });

  it("is refused when placing, with its place", async () => {
    const { shopper, skuId, mallItemId } = await scene(500);
    const other = await buildStockedSku(world, storeId);
    const lines = [
      { skuId: other.skuId, quantity: 1 },
      { skuId, quantity: 1, mallItemId },
    ];
    const input = await orderInput(world, shopper, lines, pickup);
    await endMallItem(world, valueOwner, { mallItemId, version: 2, reason: "换季" });
    await expect(placeOrder(world, shopper, input)).rejects.toMatchObject({
      code: "mall_item_unavailable",
      issues: [{ pointer: "/lines/1" }],
    });
    const poor = await scene(199);
    const wanted = [{ skuId: poor.skuId, quantity: 1, mallItemId: poor.mallItemId }];
    const asked = await orderInput(world, poor.shopper, wanted, pickup);
    await expect(placeOrder(world, poor.shopper, asked)).rejects.toMatchObject({
      code: "points_insufficient",
      issues: [{ pointer: "/lines/0" }],
    });
  });

  it("is refused by the write itself when the mall was read a moment ago", async () => {
    const { shopper, skuId, mallItemId } = await scene(1_000, { stock: 1 });
    const wanted = [{ skuId, quantity: 1, mallItemId }];
    const late = await orderInput(world, shopper, wanted, pickup);
    await MallCounters.updateOne({ _id: mallItemId }, { taken: 1 });
    await expect(placeOrder(world, shopper, late)).rejects.toMatchObject({
      code: "mall_item_sold_out",
      issues: [{ pointer: "/lines/0" }],
    });
    await MallCounters.updateOne({ _id: mallItemId }, { taken: 0, isOpen: false });
    forgetMall();
    await expect(placeOrder(world, shopper, late)).rejects.toMatchObject({
      code: "mall_item_unavailable",
    });
  });
});

describe("at once", () => {
  it("the last unit goes to one of twenty", async () => {
    const { skuId, mallItemId } = await scene(0, { stock: 1 });
    const shoppers = Array.from({ length: 20 }, () => buildShopper(world));
    await Promise.all(shoppers.map(async ({ memberId }) => await givePoints(world, memberId, 200)));
    const wanted = [{ skuId, quantity: 1, mallItemId }];
    const codes = await Promise.all(
      shoppers.map(async (shopper) => {
        const input = await orderInput(world, shopper, wanted, pickup);
        return await codeOf(placeOrder(world, shopper, input));
      }),
    );
    expect(codes.filter((code) => code === "ok")).toHaveLength(1);
    expect(new Set(codes.filter((code) => code !== "ok"))).toEqual(new Set(["mall_item_sold_out"]));
    expect(await taken(mallItemId)).toBe(1);
  });

  it("points are spent once by two phones, and a member's limit holds", async () => {
    const first = await scene(200);
    const second = await scene(2_000, { perMemberMax: 1 });
    for (const { shopper, skuId, mallItemId } of [first, second]) {
      const wanted = [{ skuId, quantity: 1, mallItemId }];
      const inputs = await Promise.all(
        [1, 2, 3, 4].map(async () => await orderInput(world, shopper, wanted, pickup)),
      );
      const codes = await Promise.all(
        inputs.map(async (input) => await codeOf(placeOrder(world, shopper, input))),
      );
      expect(codes.filter((code) => code === "ok")).toHaveLength(1);
      expect(await taken(mallItemId)).toBe(1);
    }
  });

  it("closing against paying ends one way", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { shopper, skuId, mallItemId } = await scene(200, { stock: 1 });
      const wanted = [{ skuId, quantity: 1, mallItemId }];
      const order = await buildOrder(world, shopper, wanted, pickup);
      const [paid, closed] = await Promise.all([settle(order._id), close(order._id)]);
      const isPaid = paid === "settled";
      expect(isPaid).toBe(closed === "paid");
      expect(await taken(mallItemId)).toBe(isPaid ? 1 : 0);
      expect((await account(shopper.memberId)).available).toBe(isPaid ? 0 : 200);
    }
  });
});

it("the audit sees units that no order has, and more than an item or a member may", async () => {
  const { shopper, skuId, mallItemId } = await scene(1_000, { stock: 2, perMemberMax: 1 });
  await buildOrder(world, shopper, [{ skuId, quantity: 1, mallItemId }], pickup);
  const counterId = `${mallItemId}:${shopper.memberId}`;
  await MallCounters.updateMany({ _id: { $in: [mallItemId, counterId] } }, { $inc: { taken: 2 } });
  const check = ordersChecks.find(({ code }) => code === "I17");
  expect((await check?.run())?.violations).toEqual([
    `${mallItemId}：兑出 3 件，总量 2 件`,
    `${mallItemId}：记录兑出 3 件，实有 1 件`,
    `${counterId}：记录兑出 3 件，实有 1 件`,
    `${counterId}：兑了 3 件，每人限兑 1 件`,
  ]);
  await MallCounters.updateMany({ _id: { $in: [mallItemId, counterId] } }, { $inc: { taken: -2 } });
  async function* nothing(): AsyncGenerator<TakenUnits> {}
  const { violations } = await compareMallCounters("product", nothing());
  expect(violations).toContain(`${mallItemId}：记录兑出 1 件，实有 0 件`);
});

it("placing asks the database at most fourteen times", async () => {
  for (const change of [{ stock: 10 }, { stock: 10, perMemberMax: 5 }]) {
    const { shopper, skuId, mallItemId } = await scene(1_000, change);
    const wanted = [{ skuId, quantity: 1, mallItemId }];
    const fewest = await fewestCommandsOf(async () => {
      const input = await orderInput(world, shopper, wanted, pickup);
      return async () => await placeOrder(world, shopper, input);
    });
    expect(fewest).toBeLessThanOrEqual(14);
  }
});
