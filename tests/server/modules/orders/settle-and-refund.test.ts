import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { MemberActor } from "@server/kernel/actor.ts";
import { transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import { inventoryChecks, readAvailable } from "@server/modules/inventory/index.ts";
import {
  applyRefund,
  ordersChecks,
  settleOrder,
  type OrderRow,
} from "@server/modules/orders/index.ts";
import { Orders, type OrderLineRow } from "@server/modules/orders/order.model.ts";
import { planRefund } from "@server/modules/orders/plan-refund.ts";
import { Purchases } from "@server/modules/purchases/index.ts";
import {
  publishPolicy,
  readStanding,
  starterPolicy,
  tiersChecks,
} from "@server/modules/tiers/index.ts";
import { useDatabase } from "@support/database.ts";
import { fewestCommandsOf } from "@support/commands.ts";
import { buildOrder, buildShop, buildShopper, buildStockedSku } from "@support/orders.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();
const system = { kind: "system", name: "test" } as const;
let storeId = "";

beforeAll(async () => {
  ({ storeId } = await buildShop(world));
  await publishPolicy(world, system, { expectedVersion: 0, draft: starterPolicy, reason: "开店" });
});

const settle = async (orderId: string) =>
  await transaction(async () => await settleOrder(world, { orderId, paidAt: world.clock.now() }));

async function buildPaidOrder(
  shopper: MemberActor,
  wanted: { skuId: string; quantity: number }[],
): Promise<OrderRow> {
  const order = await buildOrder(world, shopper, wanted);
  expect(await settle(order._id)).toBe("settled");
  return order;
}

const refund = async (
  orderId: string,
  lines: { lineId: string; quantity: number }[],
  freightFen: number | null = null,
) =>
  await transaction(
    async () =>
      await applyRefund(world, system, {
        orderId,
        refundId: newId("ref", world.clock.now()),
        wish: { lines, freightFen, hasGoodsBack: false },
      }),
  );

async function mustBeClean(): Promise<void> {
  for (const check of [...inventoryChecks, ...ordersChecks, ...tiersChecks])
    expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });
}

describe("a paid order", () => {
  it("moves stock, purchase history and the member's tier", async () => {
    const { skuId } = await buildStockedSku(world, storeId, { quantity: 10, listPriceFen: 30_000 });
    const shopper = buildShopper(world);
    const order = await buildPaidOrder(shopper, [{ skuId, quantity: 2 }]);
    expect(await readAvailable(storeId, [skuId])).toEqual(new Map([[skuId, 8]]));
    expect(await Purchases.findOne({ externalId: order._id }).lean()).toMatchObject({
      memberId: shopper.memberId,
      source: "shop",
      netFen: 60_000,
    });
    expect(await readStanding(world, shopper.memberId)).toMatchObject({
      level: 1,
      tierName: "常客",
      growth: 600,
      purchaseCount: 1,
      netFen: 60_000,
      outlook: { toRise: 1_400, nextLevel: 2 },
    });
    await mustBeClean();
  });

  it("is settled once, however often and by how many at once", async () => {
    const { skuId } = await buildStockedSku(world, storeId, { quantity: 10 });
    const order = await buildOrder(world, buildShopper(world), [{ skuId, quantity: 1 }]);
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, async () => await settle(order._id)),
    );
    expect(outcomes.toSorted()).toEqual([
      "already",
      "already",
      "already",
      "already",
      "already",
      "settled",
    ]);
    expect(await Purchases.countDocuments({ externalId: order._id })).toBe(1);
    await mustBeClean();
  });

  it("counts both when one member pays two orders at the same moment", async () => {
    const { skuId } = await buildStockedSku(world, storeId, { listPriceFen: 25_000 });
    const shopper = buildShopper(world);
    const orders = [
      await buildOrder(world, shopper, [{ skuId, quantity: 1 }]),
      await buildOrder(world, shopper, [{ skuId, quantity: 1 }]),
    ];
    await Promise.all(orders.map(async (order) => await settle(order._id)));
    expect(await readStanding(world, shopper.memberId)).toMatchObject({
      purchaseCount: 2,
      netFen: 50_000,
      level: 1,
    });
    await mustBeClean();
  });

  it("costs the database at most twelve commands to settle, points included", async () => {
    const { skuId } = await buildStockedSku(world, storeId);
    const fewest = await fewestCommandsOf(async () => {
      const order = await buildOrder(world, buildShopper(world), [{ skuId, quantity: 1 }]);
      return async () => await settle(order._id);
    });
    expect(fewest).toBeLessThanOrEqual(12);
  });
});

describe("a refund", () => {
  it("takes back exactly what the purchase had brought, stock and tier included", async () => {
    const { skuId } = await buildStockedSku(world, storeId, { quantity: 10, listPriceFen: 30_000 });
    const shopper = buildShopper(world);
    const order = await buildPaidOrder(shopper, [{ skuId, quantity: 2 }]);
    const [line] = order.lines;
    await refund(order._id, [{ lineId: line?.lineId ?? "", quantity: 1 }]);
    expect(await readStanding(world, shopper.memberId)).toMatchObject({
      level: 0,
      netFen: 30_000,
      purchaseCount: 1,
    });
    expect(await Orders.findById(order._id).lean()).toMatchObject({
      afterSalesState: "partly_refunded",
      fulfilmentState: "unfulfilled",
      refundedFen: 30_000,
    });
    await refund(order._id, [{ lineId: line?.lineId ?? "", quantity: 1 }]);
    expect(await readStanding(world, shopper.memberId)).toMatchObject({
      level: 0,
      netFen: 0,
      purchaseCount: 0,
      giftedLevels: [1],
    });
    expect(await Orders.findById(order._id).lean()).toMatchObject({
      afterSalesState: "refunded",
      fulfilmentState: "cancelled",
      refundedFen: order.totalFen,
    });
    expect(await readAvailable(storeId, [skuId])).toEqual(new Map([[skuId, 10]]));
    await mustBeClean();
  });

  it("never gives back more than was paid, also when eight come at once", async () => {
    const { skuId } = await buildStockedSku(world, storeId);
    const order = await buildPaidOrder(buildShopper(world), [{ skuId, quantity: 3 }]);
    const lineId = order.lines[0]?.lineId ?? "";
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, async () => await refund(order._id, [{ lineId, quantity: 1 }])),
    );
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(3);
    for (const outcome of outcomes)
      if (outcome.status === "rejected")
        expect(outcome.reason).toMatchObject({ code: "refund_exceeds" });
    expect(await Orders.findById(order._id).lean()).toMatchObject({
      refundedFen: order.totalFen,
      afterSalesState: "refunded",
    });
    await mustBeClean();
  });

  it("is refused before payment, for strangers' lines and for more freight than was paid", async () => {
    const { skuId } = await buildStockedSku(world, storeId);
    const unpaid = await buildOrder(world, buildShopper(world), [{ skuId, quantity: 1 }]);
    const lineId = unpaid.lines[0]?.lineId ?? "";
    await expect(refund(unpaid._id, [{ lineId, quantity: 1 }])).rejects.toMatchObject({
      code: "refund_state",
    });
    await settle(unpaid._id);
    const stranger = newId("lin", world.clock.now());
    await expect(refund(unpaid._id, [{ lineId: stranger, quantity: 1 }])).rejects.toMatchObject({
      code: "refund_exceeds",
      issues: [{ pointer: "/lines/0/lineId" }],
    });
    await expect(refund(unpaid._id, [], unpaid.freightFen + 1)).rejects.toMatchObject({
      code: "refund_exceeds",
    });
    await expect(refund(unpaid._id, [], 0)).rejects.toMatchObject({ code: "refund_exceeds" });
  });
});

const line = (index: number, unitFens: number[], pointsPerUnit: number): OrderLineRow => ({
  lineId: `lin_${index}`,
  skuId: `sku_${index}`,
  productId: "prd",
  title: "茶",
  optionsText: "",
  pictureUrl: null,
  quantity: unitFens.length,
  listPriceFen: 0,
  payableFen: unitFens.reduce((total, fen) => total + fen, 0),
  unitFens,
  unitPoints: unitFens.map(() => pointsPerUnit),
  points: pointsPerUnit * unitFens.length,
  pointsFen: pointsPerUnit * unitFens.length,
  categoryIds: [],
  gift: null,
  refundedQuantity: 0,
  shippedQuantity: 0,
  cancelledQuantity: 0,
});

/** Two units given for nothing as long as these lines are worth so much. */
const gift = (lineIds: string[], fromFen: number): OrderLineRow => ({
  ...line(99, [0, 0], 0),
  gift: {
    offerId: "cmp_1",
    offerName: "满额赠",
    lineIds,
    fromFen,
    fromUnits: 0,
    base: "after_discounts",
    onRefund: "send_back",
  },
});

describe("the plan of a refund", () => {
  it("sums to what was paid for any order and any sequence of partial refunds, and ends where one full refund ends", () => {
    const orders = fc
      .record({
        units: fc.array(
          fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 6 }),
          { minLength: 1, maxLength: 5 },
        ),
        pointsPerUnit: fc.integer({ min: 0, max: 300 }),
        giftFromFen: fc.option(fc.integer({ min: 0, max: 300_000 })),
        freightFen: fc.integer({ min: 0, max: 3_000 }),
      })
      .map(({ units, pointsPerUnit, giftFromFen, freightFen }) => {
        const bought = units.map((unitFens, index) => line(index, unitFens, pointsPerUnit));
        const lines = [
          ...bought,
          ...(giftFromFen === null
            ? []
            : [
                gift(
                  bought.map(({ lineId }) => lineId),
                  giftFromFen,
                ),
              ]),
        ];
        const goodsFen = lines.reduce((total, row) => total + row.payableFen, 0);
        return {
          lines,
          goodsFen,
          freightFen,
          totalFen: goodsFen + freightFen,
          refundedFen: 0,
          refundedFreightFen: 0,
          fulfilmentState: "unfulfilled",
        } as unknown as OrderRow;
      });
    fc.assert(
      fc.property(orders, fc.infiniteStream(fc.nat()), (start, stream) => {
        let order = start;
        let paidBack = 0;
        const wish = (lines: { lineId: string; quantity: number }[]) => ({
          lines,
          freightFen: null,
          hasGoodsBack: false,
        });
        const isBought = (row: OrderLineRow): boolean => row.gift === null;
        const full = planRefund(
          start,
          wish(start.lines.filter(isBought).map(({ lineId, quantity }) => ({ lineId, quantity }))),
        );
        let points = 0;
        if ("faults" in full) throw new Error("a full refund is always possible");
        const draw = stream[Symbol.iterator]();
        const isOpen = (row: OrderLineRow): boolean =>
          isBought(row) && row.refundedQuantity < row.quantity;
        while (order.lines.some(isOpen)) {
          const open = order.lines.filter(isOpen);
          const row = open[(draw.next().value ?? 0) % open.length] ?? open[0];
          if (row === undefined) break;
          const quantity = 1 + ((draw.next().value ?? 0) % (row.quantity - row.refundedQuantity));
          const plan = planRefund(order, wish([{ lineId: row.lineId, quantity }]));
          if ("faults" in plan) throw new Error(JSON.stringify(plan.faults));
          paidBack += plan.totalFen;
          points += plan.points;
          const back = new Map(plan.lines.map((one) => [one.lineId, one.quantity]));
          order = {
            ...order,
            refundedFen: order.refundedFen + plan.totalFen,
            refundedFreightFen: order.refundedFreightFen + plan.freightFen,
            fulfilmentState: plan.fulfilmentAfter,
            lines: order.lines.map((candidate) => ({
              ...candidate,
              refundedQuantity: candidate.refundedQuantity + (back.get(candidate.lineId) ?? 0),
              cancelledQuantity: candidate.cancelledQuantity + (back.get(candidate.lineId) ?? 0),
            })),
          };
        }
        expect(paidBack).toBe(start.totalFen);
        expect(full.totalFen).toBe(start.totalFen);
        expect(order.fulfilmentState).toBe(full.fulfilmentAfter);
        expect(points).toBe(full.points);
        expect(points).toBe(start.lines.reduce((total, row) => total + row.points, 0));
        for (const row of order.lines) expect(row.refundedQuantity).toBe(row.quantity);
      }),
    );
  });
});
