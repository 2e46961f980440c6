import { beforeAll, describe, expect, it } from "vitest";
import type { MemberActor } from "@server/kernel/actor.ts";
import { transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import { Coupons } from "@server/modules/coupons/coupon.model.ts";
import { couponsChecks, couponsJobs } from "@server/modules/coupons/index.ts";
import { inventoryChecks } from "@server/modules/inventory/index.ts";
import {
  applyRefund,
  closeOrder,
  ordersChecks,
  settleOrder,
  type OrderRow,
  type RefundWish,
} from "@server/modules/orders/index.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { placeOrder } from "@server/modules/orders/place-order.ts";
import { printReceipt } from "@server/modules/orders/print-receipt.ts";
import { bestForLines, quoteLines } from "@server/modules/orders/read-cart.ts";
import { previewRefund } from "@server/modules/payments/preview-refund.ts";
import { PointsAccounts } from "@server/modules/points/points-account.model.ts";
import { pointsChecks, readSpendablePoints } from "@server/modules/points/index.ts";
import { promotionsChecks } from "@server/modules/promotions/index.ts";
import { tiersChecks } from "@server/modules/tiers/index.ts";
import { Campaigns } from "@server/modules/promotions/campaigns/campaign.model.ts";
import { useDatabase } from "@support/database.ts";
import {
  buildOrder,
  buildShop,
  buildShopper,
  buildStockedSku,
  orderInput,
} from "@support/orders.ts";
import {
  buildCampaign,
  buildPointsPolicy,
  buildTemplate,
  giveCoupon,
  givePoints,
} from "@support/value.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();
const system = { kind: "system", name: "test" } as const;
const DAY_MS = 86_400_000;
let storeId = "";
let pickup: { kind: "pickup"; storeId: string };

beforeAll(async () => {
  ({ storeId } = await buildShop(world));
  pickup = { kind: "pickup", storeId };
  await buildPointsPolicy(world);
});

const settle = async (orderId: string) =>
  await transaction(async () => await settleOrder(world, { orderId, paidAt: world.clock.now() }));
const close = async (orderId: string) =>
  await closeOrder(world, system, { orderId, reason: "测试" });
const refund = async (order: OrderRow, lines: RefundWish["lines"]) =>
  await transaction(
    async () =>
      await applyRefund(world, system, {
        orderId: order._id,
        refundId: newId("ref", world.clock.now()),
        wish: { lines, freightFen: null, hasGoodsBack: false },
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
const couponState = async (couponId: string) => (await Coupons.findById(couponId).lean())?.state;
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => "ok",
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
async function audit(): Promise<void> {
  // All but the books with WeChat: here orders are settled and refunded without a payment.
  for (const check of [
    ...inventoryChecks,
    ...tiersChecks,
    ...pointsChecks,
    ...promotionsChecks,
    ...couponsChecks,
    ...ordersChecks,
  ])
    expect({ code: check.code, violations: (await check.run()).violations }).toEqual({
      code: check.code,
      violations: [],
    });
}
const firstLine = (order: OrderRow, quantity: number) => [
  { lineId: order.lines[0]?.lineId ?? "", quantity },
];

describe("an order that spends and earns", () => {
  it("holds coupon, points and budget at placing, takes them at payment, and earns on what was paid in money", async () => {
    const shopper = buildShopper(world);
    const { skuId, productId } = await buildStockedSku(world, storeId, { listPriceFen: 10_000 });
    const campaignId = await buildCampaign(
      world,
      { benefit: { kind: "percent_off", payBps: 9_000 }, scope: { productIds: [productId] } },
      { budgetFen: 50_000 },
    );
    const templateId = await buildTemplate(world, {
      benefit: { kind: "amount_off", amountFen: 3_000 },
      threshold: { fen: 15_000 },
    });
    const couponId = await giveCoupon(world, shopper.memberId, templateId);
    await givePoints(world, shopper.memberId, 5_000);
    const order = await buildOrder(world, shopper, [{ skuId, quantity: 2 }], pickup, {
      couponIds: [couponId],
      points: 2_000,
    });
    // 20,000 − 10 % − 3,000 − 2,000 points worth ¥20.
    expect(order).toMatchObject({
      goodsListFen: 20_000,
      discountFen: 5_000,
      points: 2_000,
      pointsFen: 2_000,
      totalFen: 13_000,
      couponIds: [couponId],
      campaignUses: [{ campaignId, amountFen: 2_000 }],
    });
    // What the receipt says is what the order froze, one sum: from the goods by named steps to what is paid.
    expect(
      printReceipt(order)
        .lines.slice(1)
        .map(({ value }) => value),
    ).toEqual(["¥200.00", "-¥20.00", "-¥30.00", "-¥20.00", "¥130.00"]);
    expect(await couponState(couponId)).toBe("held");
    expect(await account(shopper.memberId)).toMatchObject({ available: 3_000, held: 2_000 });
    expect(await settle(order._id)).toBe("settled");
    expect(await settle(order._id)).toBe("already");
    expect(await couponState(couponId)).toBe("redeemed");
    // 130 for ¥130.00 paid, and 100 for the first order.
    expect(await account(shopper.memberId)).toMatchObject({
      available: 3_000,
      held: 0,
      pending: 230,
    });
    world.clock.advance(8 * DAY_MS);
    expect(await readSpendablePoints(world, shopper.memberId)).toBe(3_230);
    await audit();
  });

  it("gives everything back when it closes unpaid, once", async () => {
    const shopper = buildShopper(world);
    const { skuId, productId } = await buildStockedSku(world, storeId, { listPriceFen: 10_000 });
    const campaignId = await buildCampaign(
      world,
      { benefit: { kind: "amount_off", amountFen: 1_000 }, scope: { productIds: [productId] } },
      { budgetFen: 5_000 },
    );
    const templateId = await buildTemplate(world, {
      benefit: { kind: "amount_off", amountFen: 500 },
    });
    const couponId = await giveCoupon(world, shopper.memberId, templateId);
    await givePoints(world, shopper.memberId, 1_000);
    const order = await buildOrder(world, shopper, [{ skuId, quantity: 1 }], pickup, {
      couponIds: [couponId],
      points: 1_000,
    });
    expect(await Campaigns.findById(campaignId).lean()).toMatchObject({ spentFen: 1_000 });
    await Promise.all([close(order._id), close(order._id), close(order._id)]);
    expect(await couponState(couponId)).toBe("available");
    expect(await account(shopper.memberId)).toMatchObject({ available: 1_000, held: 0 });
    expect(await Campaigns.findById(campaignId).lean()).toMatchObject({ spentFen: 0 });
    await audit();
  });

  it("costs nothing when points may pay all, and never touches WeChat", async () => {
    const shopper = buildShopper(world);
    const { skuId } = await buildStockedSku(world, storeId, { listPriceFen: 1_000 });
    const templateId = await buildTemplate(world, {
      benefit: { kind: "amount_off", amountFen: 5_000 },
    });
    const couponId = await giveCoupon(world, shopper.memberId, templateId);
    const order = await buildOrder(world, shopper, [{ skuId, quantity: 1 }], pickup, {
      couponIds: [couponId],
      points: 0,
    });
    expect(order).toMatchObject({ totalFen: 0, paymentState: "paid" });
    expect(await couponState(couponId)).toBe("redeemed");
    await audit();
  });

  it("carries gifts as lines at no price, and asks them back when what is kept no longer earns them", async () => {
    const shopper = buildShopper(world);
    const { skuId, productId } = await buildStockedSku(world, storeId, { listPriceFen: 10_000 });
    const gift = await buildStockedSku(world, storeId, { quantity: 5, title: "茶巾" });
    await buildCampaign(world, {
      benefit: { kind: "gift", skuId: gift.skuId, quantity: 1 },
      scope: { productIds: [productId] },
      threshold: { fen: 20_000 },
    });
    const order = await buildOrder(world, shopper, [{ skuId, quantity: 3 }], pickup);
    expect(order.lines).toHaveLength(2);
    expect(order.lines[1]).toMatchObject({ skuId: gift.skuId, payableFen: 0, quantity: 1 });
    await settle(order._id);
    const kept = await refund(order, firstLine(order, 1));
    expect(kept.plan.lines.some((line) => line.isGift)).toBe(false);
    const asked = await refund(order, firstLine(order, 1));
    expect(asked.plan.lines.find((line) => line.isGift)).toMatchObject({
      skuId: gift.skuId,
      quantity: 1,
      refundFen: 0,
      restockQuantity: 1,
    });
    await refund(order, firstLine(order, 1));
    expect(await Orders.findById(order._id).lean()).toMatchObject({
      afterSalesState: "refunded",
      fulfilmentState: "cancelled",
      refundedFen: 30_000,
    });
    await audit();
  });
});

describe("a refund", () => {
  /** Two units, a coupon, points: paid. */
  async function paidOrder(): Promise<{ shopper: MemberActor; couponId: string; order: OrderRow }> {
    const shopper = buildShopper(world);
    const { skuId } = await buildStockedSku(world, storeId, { listPriceFen: 10_000 });
    const templateId = await buildTemplate(world, {
      benefit: { kind: "amount_off", amountFen: 3_001 },
    });
    const couponId = await giveCoupon(world, shopper.memberId, templateId);
    await givePoints(world, shopper.memberId, 1_100, "2027-12-31");
    const order = await buildOrder(world, shopper, [{ skuId, quantity: 3 }], pickup, {
      couponIds: [couponId],
      points: 1_100,
    });
    await settle(order._id);
    return { shopper, couponId, order };
  }

  it("does exactly what its preview said: money, points by bucket, coupon, debt", async () => {
    const { shopper, couponId, order } = await paidOrder();
    const wish = { lines: firstLine(order, 1), freightFen: null, hasGoodsBack: false };
    const paid = await Orders.findById(order._id).lean<OrderRow>();
    const part = await previewRefund(world, paid ?? order, wish);
    expect(part.totalFen).toBe(part.lines[0]?.unitFens[0]);
    expect(part.points.returned).toEqual([
      { points: part.lines[0]?.refundPoints, expiresOn: "2027-12-31" },
    ]);
    expect(part.points.takenPending).toBeGreaterThan(0);
    expect(part.coupons).toMatchObject([{ couponId, outcome: "kept" }]);
    await refund(order, wish.lines);
    expect(await account(shopper.memberId)).toEqual(part.points.balanceAfter);
    expect(await couponState(couponId)).toBe("redeemed");

    const half = await Orders.findById(order._id).lean<OrderRow>();
    const rest = { ...wish, lines: firstLine(order, 2) };
    const all = await previewRefund(world, half ?? order, rest);
    expect(all.coupons).toMatchObject([{ couponId, outcome: "returned" }]);
    await refund(order, rest.lines);
    expect(await account(shopper.memberId)).toEqual(all.points.balanceAfter);
    expect(await account(shopper.memberId)).toEqual({
      available: 1_100,
      pending: 0,
      held: 0,
      debt: 0,
    });
    expect(await couponState(couponId)).toBe("available");
    await audit();
  });

  it("ends in parts where one whole ends, also eight at once", async () => {
    const parts = await paidOrder();
    await Promise.allSettled(
      Array.from({ length: 8 }, async () => await refund(parts.order, firstLine(parts.order, 1))),
    );
    const whole = await paidOrder();
    await refund(whole.order, firstLine(whole.order, 3));
    expect(await account(parts.shopper.memberId)).toEqual(await account(whole.shopper.memberId));
    expect(await couponState(parts.couponId)).toBe(await couponState(whole.couponId));
    await audit();
  });

  it("after the points were activated and spent leaves a debt that the next earnings pay", async () => {
    const shopper = buildShopper(world);
    const { skuId } = await buildStockedSku(world, storeId, { listPriceFen: 50_000 });
    const order = await buildOrder(world, shopper, [{ skuId, quantity: 1 }], pickup);
    await settle(order._id);
    world.clock.advance(8 * DAY_MS);
    const spent = await buildOrder(world, shopper, [{ skuId, quantity: 1 }], pickup, {
      couponIds: [],
      points: 600,
    });
    await settle(spent._id);
    await refund(order, firstLine(order, 1));
    const after = await account(shopper.memberId);
    expect(after).toMatchObject({ available: 0, debt: 600 });
    world.clock.advance(8 * DAY_MS);
    await readSpendablePoints(world, shopper.memberId);
    await givePoints(world, shopper.memberId, 1_000);
    expect((await account(shopper.memberId)).debt).toBeLessThan(600);
    await audit();
  });
});

describe("at once", () => {
  it("one coupon in ten orders is used by one", async () => {
    const shopper = buildShopper(world);
    const { skuId } = await buildStockedSku(world, storeId, { listPriceFen: 5_000 });
    const templateId = await buildTemplate(world, {
      benefit: { kind: "amount_off", amountFen: 1_000 },
    });
    const couponId = await giveCoupon(world, shopper.memberId, templateId);
    const choice = { couponIds: [couponId], points: 0 };
    const inputs = await Promise.all(
      Array.from(
        { length: 10 },
        async () => await orderInput(world, shopper, [{ skuId, quantity: 1 }], pickup, choice),
      ),
    );
    const codes = await Promise.all(
      inputs.map(async (input) => await codeOf(placeOrder(world, shopper, input))),
    );
    expect(codes.filter((code) => code === "ok")).toHaveLength(1);
    expect(new Set(codes.filter((code) => code !== "ok"))).toEqual(new Set(["coupon_unavailable"]));
    await audit();
  });

  it("points are spent once by two phones", async () => {
    const shopper = buildShopper(world);
    const { skuId } = await buildStockedSku(world, storeId, { listPriceFen: 5_000 });
    await givePoints(world, shopper.memberId, 2_000);
    const choice = { couponIds: [], points: 2_000 };
    const inputs = await Promise.all(
      Array.from(
        { length: 4 },
        async () => await orderInput(world, shopper, [{ skuId, quantity: 1 }], pickup, choice),
      ),
    );
    const codes = await Promise.all(
      inputs.map(async (input) => await codeOf(placeOrder(world, shopper, input))),
    );
    expect(codes.filter((code) => code === "ok")).toHaveLength(1);
    expect(await account(shopper.memberId)).toMatchObject({ available: 0, held: 2_000 });
    await audit();
  });

  it("one limit of a flash price holds for two phones, and nobody is kept from buying on", async () => {
    const [a, b] = [
      await buildStockedSku(world, storeId, { listPriceFen: 5_000, quantity: 50 }),
      await buildStockedSku(world, storeId, { listPriceFen: 4_000, quantity: 50 }),
    ];
    await buildCampaign(world, {
      benefit: {
        kind: "flash_price",
        perMemberMax: 2,
        prices: [
          { skuId: a.skuId, priceFen: 3_000, stock: 20 },
          { skuId: b.skuId, priceFen: 3_000, stock: 20 },
        ],
      },
    });
    const shopper = buildShopper(world);
    const quote = async (
      skuId: string,
      quantity: number,
      caller: Parameters<typeof quoteLines>[1],
    ) =>
      await quoteLines(world, caller, {
        lines: [{ lineId: newId("lin", world.clock.now()), skuId, quantity }],
        delivery: pickup,
        couponIds: [],
        points: 0,
      });
    const visitor = { kind: "guest" } as const;
    expect((await quote(a.skuId, 3, visitor)).totalFen).toBe(11_000);
    const buy = async (skuId: string, quantity: number) =>
      await orderInput(world, shopper, [{ skuId, quantity }], pickup);
    const [first, second] = [await buy(a.skuId, 3), await buy(a.skuId, 3)];
    expect(first.expectedTotalFen).toBe(11_000);
    const answers = await Promise.all(
      [first, second].map(async (input) => await codeOf(placeOrder(world, shopper, input))),
    );
    expect(answers.filter((one) => one === "ok")).toHaveLength(1);
    // The limit counts over both SKUs, and whoever has used it pays the price as ever.
    const more = await buy(b.skuId, 2);
    expect(more.expectedTotalFen).toBe(8_000);
    const placed = await placeOrder(world, shopper, more);
    await close(placed._id);
    const other = await orderInput(
      world,
      buildShopper(world),
      [
        { skuId: a.skuId, quantity: 1 },
        { skuId: b.skuId, quantity: 2 },
      ],
      pickup,
    );
    expect(other.expectedTotalFen).toBe(3_000 + 3_000 + 4_000);
    await audit();
  });

  it("a campaign's budget hit by fifty is never exceeded by a fen", async () => {
    const { skuId, productId } = await buildStockedSku(world, storeId, {
      listPriceFen: 5_000,
      quantity: 200,
    });
    const campaignId = await buildCampaign(
      world,
      { benefit: { kind: "amount_off", amountFen: 300 }, scope: { productIds: [productId] } },
      { budgetFen: 2_000 },
    );
    const shoppers = Array.from({ length: 50 }, () => buildShopper(world));
    const inputs = await Promise.all(
      shoppers.map(
        async (shopper) => await orderInput(world, shopper, [{ skuId, quantity: 1 }], pickup),
      ),
    );
    const codes = await Promise.all(
      shoppers.map(async (shopper, n) => {
        const input = inputs[n];
        return input === undefined ? "none" : await codeOf(placeOrder(world, shopper, input));
      }),
    );
    expect(codes.filter((code) => code === "ok")).toHaveLength(6);
    expect((await Campaigns.findById(campaignId).lean())?.spentFen).toBe(1_800);
    await audit();
  });

  it("cancelling against paying with coupon and points held ends one way", async () => {
    for (let round = 0; round < 6; round += 1) {
      const shopper = buildShopper(world);
      const { skuId } = await buildStockedSku(world, storeId, { listPriceFen: 5_000 });
      const templateId = await buildTemplate(world, {
        benefit: { kind: "amount_off", amountFen: 1_000 },
      });
      const couponId = await giveCoupon(world, shopper.memberId, templateId);
      await givePoints(world, shopper.memberId, 500);
      const order = await buildOrder(world, shopper, [{ skuId, quantity: 1 }], pickup, {
        couponIds: [couponId],
        points: 500,
      });
      const [paid, closed] = await Promise.all([settle(order._id), close(order._id)]);
      const isPaid = paid === "settled";
      expect(isPaid).toBe(closed === "paid");
      expect(await couponState(couponId)).toBe(isPaid ? "redeemed" : "available");
      expect(await account(shopper.memberId)).toMatchObject({
        available: isPaid ? 0 : 500,
        held: 0,
      });
    }
    await audit();
  });
});

describe("time", () => {
  it("a coupon that ends while it is held pays its order, and is over when the order closes", async () => {
    const shopper = buildShopper(world);
    const { skuId } = await buildStockedSku(world, storeId, { listPriceFen: 5_000 });
    const templateId = await buildTemplate(
      world,
      { benefit: { kind: "amount_off", amountFen: 1_000 } },
      { validity: { kind: "relative", days: 1 } },
    );
    const ids = [
      await giveCoupon(world, shopper.memberId, templateId),
      await giveCoupon(world, shopper.memberId, templateId),
    ];
    const [first, second] = await Promise.all(
      ids.map(
        async (couponId) =>
          await buildOrder(world, shopper, [{ skuId, quantity: 1 }], pickup, {
            couponIds: [couponId],
            points: 0,
          }),
      ),
    );
    world.clock.advance(3 * DAY_MS);
    for (const job of couponsJobs) await job.run(world);
    expect(await couponState(ids[0] ?? "")).toBe("held");
    await settle(first?._id ?? "");
    expect(await couponState(ids[0] ?? "")).toBe("redeemed");
    await close(second?._id ?? "");
    expect(await couponState(ids[1] ?? "")).toBe("expired");
    await audit();
  });

  it("a campaign that ends at midnight between quote and order is a changed price, not a surprise", async () => {
    const shopper = buildShopper(world);
    const { skuId, productId } = await buildStockedSku(world, storeId, { listPriceFen: 5_000 });
    // 23:59:30 in Shanghai.
    world.clock.set(new Date("2026-05-10T15:59:30.000Z"));
    await buildCampaign(
      world,
      { benefit: { kind: "amount_off", amountFen: 1_000 }, scope: { productIds: [productId] } },
      { schedule: { from: "2026-05-09T16:00:00.000Z", until: "2026-05-10T16:00:00.000Z" } },
    );
    const input = await orderInput(world, shopper, [{ skuId, quantity: 1 }], pickup);
    expect(input.expectedTotalFen).toBe(4_000);
    world.clock.advance(60_000);
    expect(await codeOf(placeOrder(world, shopper, input))).toBe("price_changed");
    expect(
      (await orderInput(world, shopper, [{ skuId, quantity: 1 }], pickup)).expectedTotalFen,
    ).toBe(5_000);
  });

  it("points that end while they are held pay their order; released later, they are over", async () => {
    const shopper = buildShopper(world);
    const { skuId } = await buildStockedSku(world, storeId, { listPriceFen: 5_000 });
    await givePoints(world, shopper.memberId, 1_000, "2026-05-12");
    const choice = { couponIds: [], points: 500 };
    const paid = await buildOrder(world, shopper, [{ skuId, quantity: 1 }], pickup, choice);
    const left = await buildOrder(world, shopper, [{ skuId, quantity: 1 }], pickup, choice);
    world.clock.advance(10 * DAY_MS);
    await settle(paid._id);
    await close(left._id);
    expect(await account(shopper.memberId)).toMatchObject({ available: 0, held: 0 });
    // Refunded now, they would be over at once but for the days of grace that the rules give.
    const { plan } = await refund(paid, firstLine(paid, 1));
    expect(plan.points).toBe(500);
    expect(await readSpendablePoints(world, shopper.memberId)).toBe(500);
    world.clock.advance(40 * DAY_MS);
    expect(await readSpendablePoints(world, shopper.memberId)).toBe(0);
    await audit();
  });
});

describe("the audit", () => {
  it("finds a coupon that two live orders use, and one whose coupon knows nothing of it", async () => {
    const shopper = buildShopper(world);
    const { skuId } = await buildStockedSku(world, storeId, { listPriceFen: 5_000 });
    const templateId = await buildTemplate(world, {
      benefit: { kind: "amount_off", amountFen: 1_000 },
    });
    const couponId = await giveCoupon(world, shopper.memberId, templateId);
    const choice = { couponIds: [couponId], points: 0 };
    const used = await buildOrder(world, shopper, [{ skuId, quantity: 1 }], pickup, choice);
    const other = await buildOrder(world, shopper, [{ skuId, quantity: 1 }], pickup);
    const check = ordersChecks.find(({ code }) => code === "I4");
    expect((await check?.run())?.violations).toEqual([]);
    await Orders.updateOne({ _id: other._id }, { $set: { couponIds: [couponId] } });
    expect((await check?.run())?.violations).toContainEqual(`${couponId}：被两张有效订单使用`);
    await Orders.updateOne({ _id: other._id }, { $set: { couponIds: [] } });
    await Coupons.updateOne({ _id: couponId }, { $set: { state: "available", orderId: null } });
    expect((await check?.run())?.violations).toEqual([
      `${couponId}：${used._id} 记为使用，券记为 available`,
    ]);
    await Coupons.updateOne({ _id: couponId }, { $set: { state: "held", orderId: used._id } });
    await audit();
  });
});

describe("tampering (S6)", () => {
  it("with coupons of others, more points than there are, or another total never changes what is owed", async () => {
    const shopper = buildShopper(world);
    const { skuId } = await buildStockedSku(world, storeId, { listPriceFen: 5_000 });
    const templateId = await buildTemplate(world, {
      benefit: { kind: "amount_off", amountFen: 4_000 },
    });
    const foreign = await giveCoupon(world, buildShopper(world).memberId, templateId);
    await givePoints(world, shopper.memberId, 300);
    const want = [{ skuId, quantity: 1 }];
    const theirs = await orderInput(world, shopper, want, pickup, {
      couponIds: [foreign],
      points: 100_000_000,
    });
    expect(theirs.expectedTotalFen).toBe(4_700);
    const order = await placeOrder(world, shopper, theirs);
    expect(order).toMatchObject({ totalFen: 4_700, couponIds: [], points: 300 });
    const quote = await quoteLines(world, shopper, { ...theirs, delivery: pickup });
    expect(quote.coupons).toMatchObject([
      { couponId: foreign, isUsable: false, refusals: [{ code: "unknown" }] },
    ]);
    expect(await couponState(foreign)).toBe("available");
    const honest = await orderInput(world, shopper, want, pickup);
    for (const totalFen of [0, 1, honest.expectedTotalFen - 1, honest.expectedTotalFen + 1])
      expect(
        await codeOf(placeOrder(world, shopper, { ...honest, expectedTotalFen: totalFen })),
      ).toBe("price_changed");
    await audit();
  });
});

describe("a quote", () => {
  it("tells of every held coupon whether it goes and every reason, and what is cheapest", async () => {
    const shopper = buildShopper(world);
    const { skuId } = await buildStockedSku(world, storeId, { listPriceFen: 8_700 });
    const far = await giveCoupon(
      world,
      shopper.memberId,
      await buildTemplate(world, {
        benefit: { kind: "amount_off", amountFen: 2_000 },
        threshold: { fen: 9_900 },
      }),
    );
    const good = await giveCoupon(
      world,
      shopper.memberId,
      await buildTemplate(world, { benefit: { kind: "amount_off", amountFen: 700 } }),
    );
    await givePoints(world, shopper.memberId, 1_000);
    const lines = [{ lineId: newId("lin", world.clock.now()), skuId, quantity: 1 }];
    const quote = await quoteLines(world, shopper, {
      lines,
      delivery: pickup,
      couponIds: [far],
      points: 0,
    });
    expect(quote.totalFen).toBe(8_700);
    expect(quote.coupons.find((one) => one.couponId === far)).toMatchObject({
      isChosen: true,
      isUsable: false,
      refusals: [{ code: "threshold", missingFen: 1_200 }],
    });
    expect(quote.coupons.find((one) => one.couponId === far)?.refusals[0]?.detail).toContain(
      "还差 ¥12.00",
    );
    expect(quote.coupons.find((one) => one.couponId === good)).toMatchObject({ isUsable: true });
    expect(await bestForLines(world, shopper, { lines, delivery: pickup })).toEqual({
      best: { couponIds: [good], points: 1_000, totalFen: 7_000 },
      withoutPoints: { couponIds: [good], points: 0, totalFen: 8_000 },
    });
  });
});
