import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { shelveProduct } from "@server/modules/catalog/index.ts";
import {
  addCartLine,
  cartKey,
  guestCartKey,
  mergeGuestCart,
  removeCartLines,
  updateCartLine,
} from "@server/modules/orders/change-cart.ts";
import { quoteLines, readCart } from "@server/modules/orders/read-cart.ts";
import { publishPolicy, Standings, starterPolicy } from "@server/modules/tiers/index.ts";
import { fewestCommandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";
import { buildShop, buildShopper, buildStockedSku } from "@support/orders.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();
const system = { kind: "system", name: "test" } as const;
let storeId = "";
const lineId = () => newId("lin", world.clock.now());

beforeAll(async () => {
  ({ storeId } = await buildShop(world));
  await publishPolicy(world, system, { expectedVersion: 0, draft: starterPolicy, reason: "开店" });
});

describe("a cart", () => {
  it("adds up units of one SKU, and counts a repeated tap once", async () => {
    const { skuId } = await buildStockedSku(world, storeId);
    const shopper = buildShopper(world);
    const key = cartKey(shopper, undefined);
    const first = { lineId: lineId(), skuId, quantity: 2 };
    const second = { lineId: lineId(), skuId, quantity: 1 };
    await addCartLine(world, key, first);
    await addCartLine(world, key, second);
    await Promise.all([addCartLine(world, key, first), addCartLine(world, key, second)]);
    expect(await readCart(world, shopper, key)).toMatchObject({
      lines: [{ lineId: first.lineId, quantity: 3 }],
      totalFen: 6_000,
    });
  });

  it("keeps both of two taps at the same moment", async () => {
    const shopper = buildShopper(world);
    const key = cartKey(shopper, undefined);
    const skus = await Promise.all(
      Array.from({ length: 5 }, async () => await buildStockedSku(world, storeId)),
    );
    await Promise.all(
      skus.map(
        async ({ skuId }) =>
          await addCartLine(world, key, { lineId: lineId(), skuId, quantity: 1 }),
      ),
    );
    expect((await readCart(world, shopper, key)).lines).toHaveLength(5);
  });

  it("is priced anew on every read and keeps what cannot be bought, with the reason", async () => {
    const gone = await buildStockedSku(world, storeId);
    const scarce = await buildStockedSku(world, storeId, { quantity: 1 });
    const good = await buildStockedSku(world, storeId, { listPriceFen: 1_500 });
    const shopper = buildShopper(world);
    const key = cartKey(shopper, undefined);
    for (const { skuId } of [gone, scarce, good])
      await addCartLine(world, key, { lineId: lineId(), skuId, quantity: 2 });
    await shelveProduct(world, system, {
      productId: gone.productId,
      version: gone.version,
      isOnShelf: false,
    });
    const cart = await readCart(world, shopper, key);
    expect(cart.lines.map((line) => line.fault?.code ?? null)).toEqual([
      "product_unavailable",
      "stock_insufficient",
      null,
    ]);
    expect(cart.totalFen).toBe(3_000);
    expect(cart.trace.reduce((total, step) => total + step.amountFen, 0)).toBe(3_000);
  });

  it("counts only what is selected", async () => {
    const { skuId } = await buildStockedSku(world, storeId);
    const shopper = buildShopper(world);
    const key = cartKey(shopper, undefined);
    const id = lineId();
    await addCartLine(world, key, { lineId: id, skuId, quantity: 1 });
    await updateCartLine(world, key, id, { isSelected: false });
    expect(await readCart(world, shopper, key)).toMatchObject({
      totalFen: 0,
      lines: [{ isSelected: false, payableFen: 2_000 }],
    });
    await expect(updateCartLine(world, key, lineId(), { quantity: 2 })).rejects.toMatchObject({
      code: "cart_line_missing",
    });
    await removeCartLines(world, key, new Set([id]));
    expect((await readCart(world, shopper, key)).lines).toEqual([]);
  });

  it("of a visitor moves to the member once, adding up", async () => {
    const [a, b] = [await buildStockedSku(world, storeId), await buildStockedSku(world, storeId)];
    const shopper = buildShopper(world);
    const memberKey = cartKey(shopper, undefined);
    const guestKey = guestCartKey("a-visitor-token-0000001");
    await addCartLine(world, memberKey, { lineId: lineId(), skuId: a.skuId, quantity: 1 });
    await addCartLine(world, guestKey, { lineId: lineId(), skuId: a.skuId, quantity: 2 });
    await addCartLine(world, guestKey, { lineId: lineId(), skuId: b.skuId, quantity: 1 });
    await Promise.all([mergeGuestCart(memberKey, guestKey), mergeGuestCart(memberKey, guestKey)]);
    await mergeGuestCart(memberKey, guestKey);
    const cart = await readCart(world, shopper, memberKey);
    expect(cart.lines.map((line) => line.quantity)).toEqual([3, 1]);
  });

  it("holds a hundred kinds and says so when it is full", async () => {
    const key = guestCartKey("a-visitor-token-0000002");
    for (let index = 0; index < 100; index += 1)
      await addCartLine(world, key, {
        lineId: lineId(),
        skuId: newId("sku", world.clock.now()),
        quantity: 1,
      });
    await expect(
      addCartLine(world, key, {
        lineId: lineId(),
        skuId: newId("sku", world.clock.now()),
        quantity: 1,
      }),
    ).rejects.toMatchObject({ code: "cart_full" });
  });

  it("asks a visitor for a token and staff not at all", () => {
    expect(() => cartKey({ kind: "guest" }, undefined)).toThrow(/malformed/);
    expect(() => cartKey({ kind: "guest" }, "short")).toThrow(/malformed/);
  });
});

const nothing = { couponIds: [], points: 0 };

describe("a quote", () => {
  it("gives the member's price by their tier and explains each step", async () => {
    const { skuId } = await buildStockedSku(world, storeId, {
      listPriceFen: 2_000,
      memberPricesFen: { "2": 1_700 },
    });
    const shopper = buildShopper(world);
    await Standings.create([
      {
        _id: shopper.memberId,
        level: 2,
        tierName: "熟客",
        hasFreeFreight: false,
        growth: 2_000,
        termBegin: "2026-03-01",
        termEnd: "2027-03-01",
        graceEnd: null,
        policyVersion: 1,
        giftedLevels: [],
        purchaseCount: 1,
        netFen: 200_000,
        averageFen: 200_000,
        firstPurchaseAt: null,
        lastPurchaseAt: null,
        countedOn: "2026-03-01",
        nextCheckDay: "2027-03-01",
      },
    ]);
    const lines = [{ lineId: lineId(), skuId, quantity: 2 }];
    const delivery = { kind: "express", province: "上海市", city: "上海市" } as const;
    const mine = await quoteLines(world, shopper, { lines, delivery, ...nothing });
    const visitors = await quoteLines(world, { kind: "guest" }, { lines, delivery, ...nothing });
    expect([mine.goodsFen, visitors.goodsFen]).toEqual([3_400, 4_000]);
    expect(mine.trace.map(({ rule, amountFen }) => [rule, amountFen])).toEqual([
      ["list_price", 4_000],
      ["member_price", -600],
      ["freight", 800],
      ["free_freight", 0],
    ]);
    expect(mine.trace.at(-1)?.missingFen).toBe(6_500);
  });

  it("costs at most eight database commands, session apart", async () => {
    const { skuId } = await buildStockedSku(world, storeId);
    const shopper = buildShopper(world);
    const quote = async () =>
      await quoteLines(world, shopper, {
        lines: [{ lineId: lineId(), skuId, quantity: 1 }],
        delivery: { kind: "pickup", storeId },
        ...nothing,
      });
    expect(await fewestCommandsOf(async () => quote)).toBeLessThanOrEqual(8);
  });
});
