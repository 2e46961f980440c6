import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import { shanghaiDay } from "@server/kernel/calendar.ts";
import { applyRefund, settleOrder } from "@server/modules/orders/index.ts";
import { useDatabase } from "@support/database.ts";
import { buildOrder, buildShopper, buildStockedSku } from "@support/orders.ts";
import { startShop, type TestShop } from "@support/shop.ts";
import {
  buildCampaign,
  buildPointsPolicy,
  buildTemplate,
  giveCoupon,
  givePoints,
} from "@support/value.ts";

useDatabase();
let shop: TestShop;
let token = "";
const DAY_MS = 86_400_000;

type Line = {
  kind: string;
  name: string;
  opening: number;
  issued: number;
  used: number;
  expired: number;
  reversed: number;
  closing: number;
  now: { units: number; maximumFen: number; expectedFen: number };
};
type Report = { lines: Line[]; now: { maximumFen: number; expectedFen: number } };

const today = () => shanghaiDay(shop.world.clock.now());
async function report(from: string, to: string): Promise<Report> {
  const path = `/v1/staff/liabilities?from=${from}&to=${to}`;
  const { status, body } = await shop.call<Report>("GET", path, { token });
  expect(status).toBe(200);
  return body;
}
const settle = async (orderId: string) =>
  await transaction(
    async () => await settleOrder(shop.world, { orderId, paidAt: shop.world.clock.now() }),
  );

beforeAll(async () => {
  shop = await startShop();
  ({ token } = await shop.loginOwner());
  await buildPointsPolicy(shop.world);
});
afterAll(async () => {
  await shop.stop();
});

describe("what the shop owes", () => {
  it("opens, comes, goes and closes over any two days, and closes today at what is counted anew", async () => {
    const { world, storeId } = shop;
    const first = today();
    const shopper = buildShopper(world);
    const { skuId, productId } = await buildStockedSku(world, storeId, { listPriceFen: 10_000 });
    const gift = await buildStockedSku(world, storeId, { title: "茶巾", listPriceFen: 900 });
    await buildCampaign(world, {
      benefit: { kind: "gift", skuId: gift.skuId, quantity: 1 },
      scope: { productIds: [productId] },
      threshold: { fen: 10_000 },
    });
    const short = await buildTemplate(
      world,
      { benefit: { kind: "amount_off", amountFen: 1_000 } },
      { name: "一日券", validity: { kind: "relative", days: 1 } },
    );
    const used = await giveCoupon(world, shopper.memberId, short);
    await giveCoupon(world, shopper.memberId, short);
    await givePoints(world, shopper.memberId, 2_000);
    const pickup = { kind: "pickup", storeId } as const;
    const order = await buildOrder(world, shopper, [{ skuId, quantity: 2 }], pickup, {
      couponIds: [used],
      points: 500,
    });
    await settle(order._id);
    const dayOne = await report(first, first);
    for (const line of dayOne.lines) {
      const { opening, issued, used: spent, expired, reversed, closing } = line;
      expect(opening + issued - spent - expired - reversed).toBe(closing);
      expect(line.now.units).toBe(closing);
    }
    const [points, coupons, gifts] = dayOne.lines;
    // 2,000 opened, 185 earned on ¥185.00 and 100 for the first order.
    expect(points).toMatchObject({ kind: "points", issued: 2_285, used: 500, closing: 1_785 });
    expect(coupons).toMatchObject({ name: "一日券", issued: 2, used: 1, closing: 1 });
    expect(coupons?.now).toEqual({ units: 1, maximumFen: 1_000, expectedFen: 1_000 });
    expect(gifts).toMatchObject({ name: "茶巾", issued: 1, closing: 1 });
    expect(gifts?.now.units).toBe(1);

    await shop.advance(3 * DAY_MS);
    ({ token } = await shop.loginOwner());
    const lines = order.lines
      .filter((line) => line.gift === null)
      .map(({ lineId, quantity }) => ({ lineId, quantity }));
    await transaction(
      async () =>
        await applyRefund(
          world,
          { kind: "system", name: "test" },
          {
            orderId: order._id,
            refundId: newId("ref", world.clock.now()),
            wish: { lines, freightFen: null, hasGoodsBack: false },
          },
        ),
    );
    const later = await report(first, today());
    expect(later.lines.map((line) => line.closing)).toEqual(
      later.lines.map((line) => line.now.units),
    );
    expect(later.lines[1]).toMatchObject({ expired: 2, used: 1, closing: 0 });
    expect(later.lines[2]).toMatchObject({ reversed: 1, closing: 0 });
    // What closed the first day opens the second.
    const second = shanghaiDay(new Date(Date.parse(`${first}T12:00:00Z`) + DAY_MS));
    const rest = await report(second, today());
    expect(rest.lines.map((line) => line.opening)).toEqual(
      dayOne.lines.map((line) => line.closing),
    );
  });

  it("names to whom, page by page", async () => {
    const { world } = shop;
    const template = await buildTemplate(world, {
      benefit: { kind: "amount_off", amountFen: 700 },
    });
    const shoppers = [buildShopper(world), buildShopper(world), buildShopper(world)];
    for (const { memberId } of shoppers) {
      await giveCoupon(world, memberId, template);
      await givePoints(world, memberId, 300, "2099-12-31");
    }
    for (const kind of ["points", "coupons", "gifts"]) {
      const seen: string[] = [];
      let cursor = "";
      do {
        const path = `/v1/staff/liabilities/creditors?kind=${kind}&limit=2${cursor}`;
        const { status, body } = await shop.call<{
          items: { memberId: string; units: number; maximumFen: number }[];
          nextCursor: string | null;
        }>("GET", path, { token });
        expect(status).toBe(200);
        seen.push(...body.items.map((item) => item.memberId));
        cursor = body.nextCursor === null ? "" : `&cursor=${body.nextCursor}`;
      } while (cursor !== "");
      if (kind !== "gifts") for (const { memberId } of shoppers) expect(seen).toContain(memberId);
    }
  });

  it("refuses days in the wrong order, with a pointer", async () => {
    const { status, body } = await shop.call<{ errors: { pointer: string }[] }>(
      "GET",
      "/v1/staff/liabilities?from=2026-02-02&to=2026-02-01",
      { token },
    );
    expect([status, body.errors[0]?.pointer]).toEqual([400, "/query/to"]);
    const future = await shop.call<{ errors: { pointer: string }[] }>(
      "GET",
      "/v1/staff/liabilities?from=2026-02-01&to=2199-02-01",
      { token },
    );
    expect([future.status, future.body.errors[0]?.pointer]).toEqual([400, "/query/to"]);
  });
});
