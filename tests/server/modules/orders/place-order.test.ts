import { beforeAll, describe, expect, it } from "vitest";
import { Refusal } from "@server/kernel/errors.ts";
import { newId } from "@server/kernel/ids.ts";
import { inventoryChecks, readAvailable } from "@server/modules/inventory/index.ts";
import { closeOrder, ordersChecks } from "@server/modules/orders/index.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { placeOrder } from "@server/modules/orders/place-order.ts";
import { useDatabase } from "@support/database.ts";
import {
  buildOrder,
  buildShop,
  buildShopper,
  buildStockedSku,
  orderInput,
  shanghai,
} from "@support/orders.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();
let storeId = "";

beforeAll(async () => {
  ({ storeId } = await buildShop(world));
});

const system = { kind: "system", name: "test" } as const;

/** The code a call was refused with; anything else fails the test. */
async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof Refusal)) throw error ?? new Error("was not refused");
  return error.code;
}

async function mustBeClean(): Promise<void> {
  for (const check of [...inventoryChecks, ...ordersChecks])
    expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });
}

describe("placing an order", () => {
  it("reserves the stock and freezes the price of each unit", async () => {
    const { skuId } = await buildStockedSku(world, storeId, { listPriceFen: 1_999 });
    const order = await buildOrder(world, buildShopper(world), [{ skuId, quantity: 3 }]);
    expect(order).toMatchObject({
      paymentState: "awaiting_payment",
      goodsFen: 5_997,
      freightFen: 800,
      totalFen: 6_797,
      lines: [{ unitFens: [1_999, 1_999, 1_999] }],
    });
    expect(await readAvailable(storeId, [skuId])).toEqual(new Map([[skuId, 97]]));
  });

  it("keeps nothing personal in the clear", async () => {
    const { skuId } = await buildStockedSku(world, storeId);
    const order = await buildOrder(world, buildShopper(world), [{ skuId, quantity: 1 }]);
    const stored = JSON.stringify(await Orders.findById(order._id).lean());
    for (const secret of [shanghai.name, shanghai.phone, shanghai.detail])
      expect(stored).not.toContain(secret);
  });

  it("gives the same order for the same id, also for twenty taps at once, and refuses other content under it", async () => {
    const { skuId } = await buildStockedSku(world, storeId);
    const shopper = buildShopper(world);
    const input = await orderInput(world, shopper, [{ skuId, quantity: 2 }]);
    const placed = await Promise.all(
      Array.from({ length: 20 }, async () => await placeOrder(world, shopper, input)),
    );
    expect(new Set(placed.map((order) => order._id)).size).toBe(1);
    expect(await readAvailable(storeId, [skuId])).toEqual(new Map([[skuId, 98]]));
    expect(await refusalOf(placeOrder(world, shopper, { ...input, buyerNote: "快点" }))).toBe(
      "idempotency_mismatch",
    );
    expect(await refusalOf(placeOrder(world, buildShopper(world), input))).toBe("not_found");
  });

  it("gives the last 3 units to exactly 3 of 50 shoppers at once", async () => {
    const { skuId } = await buildStockedSku(world, storeId, { quantity: 3 });
    const inputs = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const shopper = buildShopper(world);
        return { shopper, input: await orderInput(world, shopper, [{ skuId, quantity: 1 }]) };
      }),
    );
    const outcomes = await Promise.allSettled(
      inputs.map(async ({ shopper, input }) => await placeOrder(world, shopper, input)),
    );
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(3);
    for (const outcome of outcomes)
      if (outcome.status === "rejected")
        expect(outcome.reason).toMatchObject({ code: "stock_insufficient" });
    expect(await readAvailable(storeId, [skuId])).toEqual(new Map([[skuId, 0]]));
    await mustBeClean();
  });

  it("refuses a price that is no longer true, and a total that was tampered with", async () => {
    const { skuId } = await buildStockedSku(world, storeId);
    const shopper = buildShopper(world);
    const input = await orderInput(world, shopper, [{ skuId, quantity: 1 }]);
    for (const expectedTotalFen of [0, 1, input.expectedTotalFen - 1, input.expectedTotalFen + 1])
      expect(await refusalOf(placeOrder(world, shopper, { ...input, expectedTotalFen }))).toBe(
        "price_changed",
      );
    expect(await refusalOf(placeOrder(world, shopper, { ...input, quoteVersion: "stale" }))).toBe(
      "price_changed",
    );
    const dearer = await buildStockedSku(world, storeId, { listPriceFen: 9_999 });
    const swapped = {
      ...input,
      lines: input.lines.map((line) => ({ ...line, skuId: dearer.skuId })),
    };
    expect(await refusalOf(placeOrder(world, shopper, swapped))).toBe("price_changed");
    expect(await Orders.countDocuments({ memberId: shopper.memberId })).toBe(0);
  });

  it("refuses what cannot be sent, sold or found, with a pointer", async () => {
    const { skuId } = await buildStockedSku(world, storeId, { quantity: 1 });
    const shopper = buildShopper(world);
    const tibet = { kind: "express", address: { ...shanghai, province: "西藏自治区" } } as const;
    expect(await refusalOf(buildOrder(world, shopper, [{ skuId, quantity: 1 }], tibet))).toBe(
      "address_unserved",
    );
    expect(await refusalOf(buildOrder(world, shopper, [{ skuId, quantity: 2 }]))).toBe(
      "stock_insufficient",
    );
    const unknown = newId("sku", world.clock.now());
    const refused = await buildOrder(world, shopper, [
      { skuId, quantity: 1 },
      { skuId: unknown, quantity: 1 },
    ]).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "sku_unavailable", issues: [{ pointer: "/lines/1" }] });
  });

  it("keeps a limit per order and per member, also when ten phones try at once, and frees it on closing", async () => {
    const perOrder = await buildStockedSku(world, storeId, { perOrderLimit: 2 });
    expect(
      await refusalOf(
        buildOrder(world, buildShopper(world), [{ skuId: perOrder.skuId, quantity: 3 }]),
      ),
    ).toBe("purchase_limit");
    const { skuId } = await buildStockedSku(world, storeId, { perMemberLimit: 2 });
    const shopper = buildShopper(world);
    const inputs = await Promise.all(
      Array.from(
        { length: 8 },
        async () => await orderInput(world, shopper, [{ skuId, quantity: 1 }]),
      ),
    );
    const outcomes = await Promise.allSettled(
      inputs.map(async (input) => await placeOrder(world, shopper, input)),
    );
    const placed = outcomes.flatMap((outcome) =>
      outcome.status === "fulfilled" ? [outcome.value] : [],
    );
    expect(placed).toHaveLength(2);
    for (const outcome of outcomes)
      if (outcome.status === "rejected")
        expect(outcome.reason).toMatchObject({ code: "purchase_limit" });
    await closeOrder(world, system, { orderId: placed[0]?._id ?? "", reason: "顾客取消" });
    await buildOrder(world, shopper, [{ skuId, quantity: 1 }]);
    expect(await refusalOf(buildOrder(world, shopper, [{ skuId, quantity: 1 }]))).toBe(
      "purchase_limit",
    );
  });

  it("lets a member hold at most ten unpaid orders, also when twelve come at once", async () => {
    const { skuId } = await buildStockedSku(world, storeId);
    const shopper = buildShopper(world);
    const inputs = await Promise.all(
      Array.from(
        { length: 12 },
        async () => await orderInput(world, shopper, [{ skuId, quantity: 1 }]),
      ),
    );
    await Promise.allSettled(inputs.map(async (input) => await placeOrder(world, shopper, input)));
    // Losing a race more often than it is tried again is told as a conflict; the cap itself is never passed.
    for (const input of inputs) await placeOrder(world, shopper, input).catch(() => undefined);
    expect(
      await Orders.countDocuments({ memberId: shopper.memberId, paymentState: "awaiting_payment" }),
    ).toBe(10);
    const late = await orderInput(world, shopper, [{ skuId, quantity: 1 }]);
    expect(await refusalOf(placeOrder(world, shopper, late))).toBe("open_orders_limit");
  });

  it("closes once, gives the stock back once, whoever closes how often", async () => {
    const { skuId } = await buildStockedSku(world, storeId, { quantity: 5 });
    const order = await buildOrder(world, buildShopper(world), [{ skuId, quantity: 5 }]);
    const outcomes = await Promise.all(
      Array.from(
        { length: 6 },
        async () => await closeOrder(world, system, { orderId: order._id, reason: "超时" }),
      ),
    );
    expect(outcomes.toSorted()).toEqual([
      "already",
      "already",
      "already",
      "already",
      "already",
      "closed",
    ]);
    expect(await readAvailable(storeId, [skuId])).toEqual(new Map([[skuId, 5]]));
    await mustBeClean();
  });

  it("settles what costs nothing at once, without WeChat", async () => {
    const { skuId } = await buildStockedSku(world, storeId, { listPriceFen: 0 });
    const order = await buildOrder(world, buildShopper(world), [{ skuId, quantity: 1 }], {
      kind: "pickup",
      storeId,
    });
    expect(order).toMatchObject({
      totalFen: 0,
      paymentState: "paid",
      fulfilmentState: "awaiting_pickup",
      openSlot: null,
    });
    await mustBeClean();
  });
});
