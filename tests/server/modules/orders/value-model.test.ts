import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import type { MemberActor } from "@server/kernel/actor.ts";
import { transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import { Coupons } from "@server/modules/coupons/coupon.model.ts";
import { couponsChecks } from "@server/modules/coupons/index.ts";
import {
  applyRefund,
  closeOrder,
  ordersChecks,
  settleOrder,
  type OrderRow,
} from "@server/modules/orders/index.ts";
import { Orders } from "@server/modules/orders/order.model.ts";
import { pointsChecks } from "@server/modules/points/index.ts";
import { readPoints } from "@server/modules/points/read-points.ts";
import { useDatabase } from "@support/database.ts";
import { buildOrder, buildShop, buildShopper, buildStockedSku } from "@support/orders.ts";
import { buildPointsPolicy, buildTemplate, giveCoupon, givePoints } from "@support/value.ts";
import { createTestWorld } from "@support/world.ts";

/*
 * Goal: whatever a member does with orders, coupons and points, the shop's books are those of a piece of paper on which
 * somebody notes it. Method: random sequences of steps on the real database beside the paper, compared after each; and
 * the same member's steps all at once, in the orders that a scheduler draws, whose end must be one that paper allows.
 */
useDatabase();
const world = createTestWorld();
const system = { kind: "system", name: "test" } as const;
const numRuns = Math.ceil(Number(process.env["MODEL_RUNS"] ?? 100));
const PRICE_FEN = 1_000;
const COUPON_FEN = 300;
const UNITS = 2;
let storeId = "";
let skuId = "";
let templateId = "";

beforeAll(async () => {
  ({ storeId } = await buildShop(world));
  ({ skuId } = await buildStockedSku(world, storeId, {
    listPriceFen: PRICE_FEN,
    quantity: 1_000_000,
  }));
  // A point for a yuan paid, at once available; a point is a fen, up to half of the goods.
  await buildPointsPolicy(world, {
    earning: {
      rates: [{ fromLevel: 0, milliPerYuan: 1_000 }],
      categories: [],
      excludedCategoryIds: [],
      doubleDays: null,
      birthdayMonthBps: 10_000,
      firstOrderBonus: 0,
      pendingDays: 7,
    },
    spending: { stepPoints: 100, stepFen: 100, maxBps: 5_000, isWithCoupons: true },
  });
  templateId = await buildTemplate(world, {
    benefit: { kind: "amount_off", amountFen: COUPON_FEN },
  });
});

/** An order on paper: what it costs, and how many of its two units came back. */
type Paper = {
  available: number;
  pending: number;
  held: number;
  debt: number;
  coupons: number;
  orders: { state: "open" | "paid" | "closed"; points: number; coupon: boolean; back: number }[];
};
type Real = { shopper: MemberActor; orders: OrderRow[] };
type Step = fc.AsyncCommand<Paper, Real>;

/** Money paid for the units that stay: the first to go back is the one that rounding made dearer. */
function paidFen(order: Paper["orders"][number]): number {
  const total = UNITS * PRICE_FEN - (order.coupon ? COUPON_FEN : 0) - order.points;
  return order.back === 0 ? total : order.back === UNITS ? 0 : Math.floor(total / UNITS);
}
const earned = (order: Paper["orders"][number]): number => Math.floor(paidFen(order) / 100);

async function compare(paper: Paper, real: Real): Promise<void> {
  const { memberId } = real.shopper;
  const { available, pending, held, debt } = await readPoints(world, memberId);
  expect({ available, pending, held, debt }).toEqual({
    available: paper.available,
    pending: paper.pending,
    held: paper.held,
    debt: paper.debt,
  });
  expect(await Coupons.countDocuments({ memberId, state: "available" })).toBe(paper.coupons);
}

class Claim implements Step {
  check = () => true;
  async run(paper: Paper, real: Real): Promise<void> {
    await giveCoupon(world, real.shopper.memberId, templateId);
    paper.coupons += 1;
    await compare(paper, real);
  }
  toString = () => "claim";
}

class Place implements Step {
  constructor(
    readonly isWithCoupon: boolean,
    readonly wanted: number,
  ) {}
  check = (paper: Readonly<Paper>) => !this.isWithCoupon || paper.coupons > 0;
  async run(paper: Paper, real: Real): Promise<void> {
    const { memberId } = real.shopper;
    const coupon = await Coupons.findOne({ memberId, state: "available" }).lean();
    const couponIds = this.isWithCoupon && coupon !== null ? [coupon._id] : [];
    const goodsFen = UNITS * PRICE_FEN - (this.isWithCoupon ? COUPON_FEN : 0);
    const steps = Math.min(
      this.wanted,
      Math.floor(paper.available / 100),
      Math.floor(goodsFen / 200),
    );
    const order = await buildOrder(
      world,
      real.shopper,
      [{ skuId, quantity: UNITS }],
      { kind: "pickup", storeId },
      {
        couponIds,
        points: this.wanted * 100,
      },
    );
    expect(order.totalFen).toBe(goodsFen - steps * 100);
    real.orders.push(order);
    paper.available -= steps * 100;
    paper.held += steps * 100;
    paper.coupons -= this.isWithCoupon ? 1 : 0;
    paper.orders.push({ state: "open", points: steps * 100, coupon: this.isWithCoupon, back: 0 });
    await compare(paper, real);
  }
  toString = () => `place(${this.isWithCoupon ? "coupon" : "plain"}, ${this.wanted})`;
}

/** A step on one of the orders, the nth from the last that it fits. */
abstract class OnOrder implements Step {
  constructor(readonly nth: number) {}
  protected abstract fits(order: Paper["orders"][number]): boolean;
  protected abstract act(
    paper: Paper,
    order: Paper["orders"][number],
    row: OrderRow,
  ): Promise<void>;
  private indexIn(paper: Readonly<Paper>): number {
    const fitting = paper.orders.flatMap((order, index) => (this.fits(order) ? [index] : []));
    return fitting.length === 0 ? -1 : (fitting[this.nth % fitting.length] ?? -1);
  }
  check = (paper: Readonly<Paper>) => this.indexIn(paper) >= 0;
  async run(paper: Paper, real: Real): Promise<void> {
    const index = this.indexIn(paper);
    const [order, row] = [paper.orders[index], real.orders[index]];
    if (order === undefined || row === undefined) throw new Error("checked before");
    await this.act(paper, order, row);
    await compare(paper, real);
  }
}

class Pay extends OnOrder {
  override fits = (order: Paper["orders"][number]) => order.state === "open";
  override async act(paper: Paper, order: Paper["orders"][number], row: OrderRow): Promise<void> {
    await transaction(
      async () => await settleOrder(world, { orderId: row._id, paidAt: world.clock.now() }),
    );
    order.state = "paid";
    paper.held -= order.points;
    paper.pending += earned(order);
  }
  override toString = () => `pay(${this.nth})`;
}

class Close extends OnOrder {
  override fits = (order: Paper["orders"][number]) => order.state === "open";
  override async act(paper: Paper, order: Paper["orders"][number], row: OrderRow): Promise<void> {
    await closeOrder(world, system, { orderId: row._id, reason: "测试" });
    order.state = "closed";
    paper.held -= order.points;
    paper.available += order.points;
    paper.coupons += order.coupon ? 1 : 0;
  }
  override toString = () => `close(${this.nth})`;
}

class Refund extends OnOrder {
  override fits = (order: Paper["orders"][number]) => order.state === "paid" && order.back < UNITS;
  override async act(paper: Paper, order: Paper["orders"][number], row: OrderRow): Promise<void> {
    const lines = [{ lineId: row.lines[0]?.lineId ?? "", quantity: 1 }];
    await transaction(
      async () =>
        await applyRefund(world, system, {
          orderId: row._id,
          refundId: newId("ref", world.clock.now()),
          wish: { lines, freightFen: null, hasGoodsBack: false },
        }),
    );
    const before = earned(order);
    order.back += 1;
    paper.pending -= before - earned(order);
    paper.available += order.points / UNITS;
    paper.coupons += order.coupon && order.back === UNITS ? 1 : 0;
  }
  override toString = () => `refund(${this.nth})`;
}

const nth = fc.nat({ max: 3 });
const steps = [
  fc.constant<Step>(new Claim()),
  fc
    .tuple(fc.boolean(), fc.integer({ min: 0, max: 8 }))
    .map(([isWithCoupon, wanted]): Step => new Place(isWithCoupon, wanted)),
  nth.map((at): Step => new Pay(at)),
  nth.map((at): Step => new Close(at)),
  nth.map((at): Step => new Refund(at)),
];

async function begin(): Promise<{ model: Paper; real: Real }> {
  const shopper = buildShopper(world);
  await givePoints(world, shopper.memberId, 1_500);
  return {
    model: { available: 1_500, pending: 0, held: 0, debt: 0, coupons: 0, orders: [] },
    real: { shopper, orders: [] },
  };
}

async function faults(): Promise<string[]> {
  const found: string[] = [];
  for (const check of [...couponsChecks, ...pointsChecks, ...ordersChecks])
    found.push(...(await check.run()).violations);
  return found;
}

it(
  "claiming, placing, paying, closing and refunding leave what is noted on paper",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands(steps, { maxCommands: 14 }),
        async (commands) => await fc.asyncModelRun(begin, commands),
      ),
      { numRuns },
    );
    expect(await faults()).toEqual([]);
  },
  numRuns * 3_000 + 60_000,
);

it(
  "the same by two phones in any interleaving ends with every coupon and point in one place",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(nth, { minLength: 3, maxLength: 6 }),
        async (s, draws) => {
          const { real } = await begin();
          const { shopper } = real;
          await giveCoupon(world, shopper.memberId, templateId);
          const orders: OrderRow[] = [];
          const phone = async (draw: number): Promise<void> => {
            const coupon = await Coupons.findOne({
              memberId: shopper.memberId,
              state: "available",
            }).lean();
            try {
              const order = await buildOrder(
                world,
                shopper,
                [{ skuId, quantity: UNITS }],
                { kind: "pickup", storeId },
                { couponIds: coupon === null ? [] : [coupon._id], points: 800 },
              );
              orders.push(order);
              if (draw % 2 === 0)
                await closeOrder(world, system, { orderId: order._id, reason: "测试" });
              else
                await transaction(
                  async () =>
                    await settleOrder(world, { orderId: order._id, paidAt: world.clock.now() }),
                );
            } catch (error) {
              // Another phone was quicker: refused whole.
              expect(["coupon_unavailable", "price_changed", "points_insufficient"]).toContain(
                (error as { code?: string }).code,
              );
            }
          };
          const phones = s.scheduleFunction(phone);
          void Promise.all(draws.map(async (draw) => await phones(draw)));
          await s.waitIdle();
          const rows = await readPoints(world, shopper.memberId);
          const spent = orders.reduce((total, { points }) => total + points, 0);
          expect(rows.held).toBe(0);
          const [coupon] = await Coupons.find({ memberId: shopper.memberId }).lean();
          const paid = await paidOf(orders);
          expect(rows.available).toBe(1_500 - paid.points);
          expect(spent).toBeGreaterThanOrEqual(paid.points);
          expect(coupon?.state).toBe(paid.coupons > 0 ? "redeemed" : "available");
          expect(paid.coupons).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: Math.ceil(numRuns / 4) },
    );
    expect(await faults()).toEqual([]);
  },
  numRuns * 3_000 + 60_000,
);

/** What the paid ones among these orders spent. */
async function paidOf(orders: readonly OrderRow[]): Promise<{ points: number; coupons: number }> {
  const ids = orders.map(({ _id }) => _id);
  const rows = await Orders.find({ _id: { $in: ids }, paymentState: "paid" }).lean();
  return {
    points: rows.reduce((total, row) => total + row.points, 0),
    coupons: rows.reduce((total, row) => total + row.couponIds.length, 0),
  };
}
