import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import type { todayEndpoints } from "@server/contract/today.ts";
import type { StaffActor } from "@server/kernel/actor.ts";
import { newId } from "@server/kernel/ids.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { Cases } from "@server/modules/payments/case.model.ts";
import { PointsAdjustments } from "@server/modules/points/points-adjustment.model.ts";
import { recordPurchase, recordPurchaseRefund } from "@server/modules/purchases/index.ts";
import { Purchases } from "@server/modules/purchases/purchase.model.ts";
import { createStore } from "@server/modules/stores/index.ts";
import { readToday } from "@server/modules/today/read-today.ts";
import { buildStaff } from "@support/actors.ts";
import { owner } from "@support/catalog.ts";
import { commandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";
import { slowPlansOf } from "@support/plans.ts";
import { createTestWorld } from "@support/world.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();

type Today = z.output<(typeof todayEndpoints)["GET /v1/staff/today"]["response"]>;

let shop: TestShop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(async () => {
  await shop.stop();
});

describe("the figures of a day", () => {
  // Tuesday, 15:30 in Shanghai.
  const world = createTestWorld({ at: "2026-03-10T07:30:00.000Z" });
  const here = newId("sto", world.clock.now());
  const there = newId("sto", world.clock.now());
  const anna = newId("mem", world.clock.now());
  const bert = newId("mem", world.clock.now());
  let number = 0;
  const buy = async (at: string, paidFen: number, memberId = anna, storeId = here) => {
    const externalId = `T${(number += 1)}`;
    await recordPurchase(world, {
      memberId,
      source: "pos",
      externalId,
      at: new Date(at),
      storeId,
      lines: [{ skuId: null, title: "茶", quantity: 1, paidFen }],
      paidFen,
      freightFen: 0,
    });
    return externalId;
  };
  const giveBack = async (externalId: string, goodsFen: number, at: string) => {
    await recordPurchaseRefund({
      source: "pos",
      externalId,
      refundId: newId("ref", world.clock.now()),
      goodsFen,
      freightFen: 0,
      at: new Date(at),
      lines: [],
    });
  };
  const only: StaffActor = { ...owner, storeIds: [here] };

  beforeAll(async () => {
    const old = await buy("2026-02-20T02:00:00.000Z", 9_000);
    await buy("2026-01-01T02:00:00.000Z", 7_777); // before the series
    await buy("2026-03-09T15:59:59.999Z", 100); // yesterday, by a hair
    await buy("2026-03-09T16:00:00.000Z", 2_000); // today's first moment
    await buy("2026-03-10T07:30:00.000Z", 3_001, bert);
    await buy("2026-03-10T03:00:00.000Z", 500, bert, there);
    await giveBack(old, 1_000, "2026-03-10T01:00:00.000Z");
    const week = await buy("2026-03-03T07:30:00.000Z", 4_000);
    await buy("2026-03-03T07:30:00.001Z", 8_000, bert); // a week ago, but later in the day
    await giveBack(week, 300, "2026-03-03T07:00:00.000Z");
    await giveBack(week, 200, "2026-03-03T09:00:00.000Z");
  });
  afterAll(async () => {
    await Purchases.deleteMany({});
  });

  it("counts from midnight in Shanghai, less what was given back today of whatever purchase", async () => {
    const { day, today } = await readToday(world, owner);
    expect({ day, ...today }).toEqual({
      day: "2026-03-10",
      paidFen: 2_000 + 3_001 + 500 - 1_000,
      orders: 3,
      buyers: 2,
      averageFen: 1_834,
    });
  });

  it("stands beside the same weekday up to the same time of day", async () => {
    const { lastWeek } = await readToday(world, owner);
    expect(lastWeek).toEqual({ paidFen: 3_700, orders: 1, buyers: 1, averageFen: 4_000 });
  });

  it("has thirty days, those without a purchase too", async () => {
    const { series } = await readToday(world, owner);
    expect(series).toHaveLength(30);
    expect(series[0]).toEqual({ day: "2026-02-09", paidFen: 0, orders: 0 });
    expect(series.filter(({ orders }) => orders > 0)).toEqual([
      { day: "2026-02-20", paidFen: 9_000, orders: 1 },
      { day: "2026-03-03", paidFen: 11_500, orders: 2 },
      { day: "2026-03-09", paidFen: 100, orders: 1 },
      { day: "2026-03-10", paidFen: 4_501, orders: 3 },
    ]);
  });

  it("is that of the caller's stores", async () => {
    const { today } = await readToday(world, only);
    expect(today).toEqual({ paidFen: 4_001, orders: 2, buyers: 2, averageFen: 2_501 });
    const nothing = await readToday(world, { ...owner, storeIds: [newId("sto", new Date(0))] });
    expect(nothing.today).toEqual({ paidFen: 0, orders: 0, buyers: 0, averageFen: null });
  });

  it("takes few commands, none of which reads a collection", async () => {
    for (const actor of [owner, only]) {
      const slow = await slowPlansOf(async () => await readToday(world, actor), ["stores"]);
      expect(slow).toEqual([]);
    }
    const { commands } = await commandsOf(async () => await readToday(world, owner));
    expect(commands.length).toBeLessThanOrEqual(13);
  });
});

describe("what waits", () => {
  const ask = async (token: string) =>
    (await shop.call<Today>("GET", "/v1/staff/today", { token })).body;

  it("is counted for who may see it and null for who may not", async () => {
    const { token } = await buildStaff(shop.world, { roles: ["cashier"] });
    expect((await ask(token)).toDo).toEqual({
      ordersToShip: 0,
      ordersToPickUp: 0,
      refundsToDecide: null,
      pointsToApprove: null,
      codesToApprove: null,
      personalPricesToApprove: null,
      campaignsToApprove: null,
      lowStock: 0,
      openCases: null,
    });
  });

  it("are orders, refunds, stock, cases, and what colleagues asked for", async () => {
    const shopper = await shop.loginShopper();
    const order = await shop.placeOrder(shopper);
    await shop.pay(shopper, order.id);
    await expect
      .poll(async () => (await Orders.findById(order.id).lean())?.paymentState, { timeout: 10_000 })
      .toBe("paid");
    const other = await createStore(
      shop.world,
      { kind: "system", name: "test" },
      {
        name: "分店",
        kind: "direct",
        isPickup: true,
        province: "浙江省",
        city: "杭州市",
        district: "西湖区",
        detail: "文三路 2 号",
        hours: "9:00-21:00",
        phone: null,
      },
    );
    const now = shop.world.clock.now();
    await Cases.create([
      {
        _id: newId("cas", now),
        billDay: "2026-01-01",
        class: "only_theirs",
        number: "1",
        detail: "x",
        state: "open",
        openedAt: now,
      },
    ]);
    const boss = await buildStaff(shop.world, { roles: ["owner"] });
    const clerk = await buildStaff(shop.world, { roles: ["manager"], storeIds: [other._id] });
    const adjustment = (by: string) => ({
      _id: newId("adj", now),
      memberId: shopper.memberId,
      points: 1,
      state: "requested" as const,
      reason: "x",
      requestedBy: `staff:${by}`,
      requestedAt: now,
      day: "2026-01-01",
    });
    await PointsAdjustments.create([adjustment(clerk.staffId), adjustment(boss.staffId)]);
    expect(await ask(boss.token)).toMatchObject({
      toDo: {
        ordersToShip: 0,
        ordersToPickUp: 1,
        refundsToDecide: 0,
        pointsToApprove: 1,
        codesToApprove: 0,
        personalPricesToApprove: 0,
        campaignsToApprove: 0,
        openCases: 1,
      },
      today: { orders: 1, buyers: 1, paidFen: order.totalFen },
    });
    expect(await ask(clerk.token)).toMatchObject({
      toDo: { ordersToPickUp: 0, openCases: 0, lowStock: 0 },
      today: { orders: 0 },
    });
  });
});
