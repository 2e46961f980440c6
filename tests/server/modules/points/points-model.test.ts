import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addDays, dayStart } from "@server/kernel/calendar.ts";
import { transaction } from "@server/kernel/db.ts";
import { Refusal } from "@server/kernel/errors.ts";
import { newId } from "@server/kernel/ids.ts";
import {
  holdPoints,
  openBalances,
  pointsChecks,
  publishPointsPolicy,
  refundPoints,
  releasePoints,
  settlePoints,
  starterPointsRules,
} from "@server/modules/points/index.ts";
import { PointsEntries } from "@server/modules/points/points-entry.model.ts";
import { rollPoints } from "@server/modules/points/points.jobs.ts";
import { readPoints } from "@server/modules/points/read-points.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

/*
 * Points against a plain model, in which every single point is a coin with its last day written on it and somebody
 * looks at every midnight.
 */

useDatabase();
const world = createTestWorld();
const system = { kind: "system", name: "test" } as const;
const START = "2026-03-01";
const PENDING_DAYS = 4;
const GRACE_DAYS = 3;
const UNITS = 3;
const NEVER = "9999-12-31";
const numRuns = Number(process.env["MODEL_RUNS"] ?? 100);

beforeAll(async () => {
  world.clock.set(dayStart(START));
  await publishPointsPolicy(world, system, {
    expectedVersion: 0,
    rules: {
      ...starterPointsRules,
      earning: { ...starterPointsRules.earning, pendingDays: PENDING_DAYS, firstOrderBonus: 0 },
      expiry: { kind: "fixed_day", monthDay: "03-15", yearsLater: 0 },
      returnGraceDays: GRACE_DAYS,
    },
    reason: "测试",
  });
});
afterAll(async () => {
  for (const check of pointsChecks)
    expect({ code: check.code, ...(await check.run()) }).toMatchObject({ violations: [] });
});

type PaperOrder = {
  id: string;
  state: "open" | "closed" | "paid";
  yuanPerUnit: number;
  pointsPerUnit: number;
  coins: string[];
  /** What refunds of this order put among the coins, in that order. */
  own: string[];
  unitsLeft: number;
};

class Paper {
  day = START;
  coins: string[] = [];
  lots: { order: string; points: number; on: string; until: string }[] = [];
  debt = 0;
  orders: PaperOrder[] = [];

  nextDay(): void {
    this.day = addDays(this.day, 1);
    for (const lot of this.lots.filter(({ on }) => on === this.day))
      this.credit(Array.from({ length: lot.points }, () => lot.until));
    this.lots = this.lots.filter(({ on }) => on !== this.day);
    this.coins = this.coins.filter((last) => last >= this.day);
  }
  /** Puts coins down, but for those that pay debt; tells which were put down. */
  credit(coins: readonly string[]): string[] {
    const kept = coins.slice(this.debt);
    this.debt = Math.max(0, this.debt - coins.length);
    this.coins = [...this.coins, ...kept].toSorted();
    return kept;
  }
  remove(coins: readonly string[]): void {
    for (const coin of coins) this.coins.splice(this.coins.indexOf(coin), 1);
  }
  refund(order: PaperOrder, units: number): void {
    order.unitsLeft -= units;
    let owed = units * order.yuanPerUnit;
    const lot = this.lots.find((one) => one.order === order.id);
    const pending = Math.min(owed, lot?.points ?? 0);
    if (lot !== undefined) lot.points -= pending;
    owed -= pending;
    const others = [...this.coins];
    const own = order.own.filter((coin) => {
      const at = others.indexOf(coin);
      if (at >= 0) others.splice(at, 1);
      return at >= 0;
    });
    const ownTaken = own.slice(0, Math.max(0, owed - others.length));
    this.remove([...others.slice(0, owed), ...ownTaken]);
    for (const coin of ownTaken) order.own.splice(order.own.indexOf(coin), 1);
    this.debt += Math.max(0, owed - others.length - ownTaken.length);
    const back = order.coins.splice(0, units * order.pointsPerUnit);
    const grace = addDays(this.day, GRACE_DAYS);
    order.own.push(...this.credit(back.map((last) => (last < this.day ? grace : last))));
  }
  figures() {
    const counted = new Map<string, number>();
    for (const coin of this.coins) counted.set(coin, (counted.get(coin) ?? 0) + 1);
    const open = this.orders.filter(({ state }) => state === "open");
    return {
      available: this.coins.length,
      pending: this.lots.reduce((total, lot) => total + lot.points, 0),
      held: open.reduce((total, order) => total + order.coins.length, 0),
      debt: this.debt,
      buckets: [...counted].map(([last, points]) => ({
        expiresOn: last === NEVER ? null : last,
        points,
      })),
    };
  }
}

type Shop = { memberId: string };
type Command = fc.AsyncCommand<Paper, Shop>;

async function mustAgree(paper: Paper, { memberId }: Shop): Promise<void> {
  const { available, pending, held, debt, buckets } = await readPoints(world, memberId);
  expect({ available, pending, held, debt, buckets }).toEqual(paper.figures());
}

/** A command that does the same on paper and for real, and compares. */
function command(
  name: string,
  check: (paper: Paper) => boolean,
  run: (paper: Paper, shop: Shop) => Promise<void>,
): Command {
  return {
    check,
    async run(paper, shop) {
      await run(paper, shop);
      await mustAgree(paper, shop);
    },
    toString: () => name,
  };
}

const pick = (paper: Paper, nth: number, state: PaperOrder["state"]): PaperOrder | undefined => {
  const found = paper.orders.filter((order) => order.state === state);
  return found[nth % Math.max(1, found.length)];
};
const newOrder = () => newId("ord", world.clock.now());
const codeOf = async (work: Promise<unknown>): Promise<string | null> => {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

const open = (points: number, days: number | null): Command =>
  command(
    `open ${points} for ${days ?? "ever"}`,
    () => true,
    async (paper, { memberId }) => {
      const expiresOn = days === null ? null : addDays(paper.day, days);
      paper.credit(Array.from({ length: points }, () => expiresOn ?? NEVER));
      const causeId = newId("row", world.clock.now());
      await openBalances(world, system, [
        { memberId, causeId, points, expiresOn, reason: "旧系统" },
      ]);
    },
  );
const hold = (pointsPerUnit: number, yuanPerUnit: number): Command =>
  command(
    `hold ${UNITS} × ${pointsPerUnit}, to pay ${UNITS} × ¥${yuanPerUnit}`,
    () => true,
    async (paper, { memberId }) => {
      const id = newOrder();
      const points = UNITS * pointsPerUnit;
      const isEnough = paper.coins.length >= points;
      if (points > 0) {
        const placed = transaction(
          async () => await holdPoints(world, system, { memberId, orderId: id, points }),
        );
        expect(await codeOf(placed)).toBe(isEnough ? null : "points_insufficient");
      }
      if (!isEnough) return;
      // The coins come back latest first.
      const coins = paper.coins.splice(0, points).toReversed();
      const order = { id, yuanPerUnit, pointsPerUnit, coins, own: [], unitsLeft: UNITS };
      paper.orders.push({ ...order, state: "open" });
    },
  );
const settle = (nth: number): Command =>
  command(
    `settle ${nth}`,
    (paper) => pick(paper, nth, "open") !== undefined,
    async (paper, { memberId }) => {
      const order = pick(paper, nth, "open");
      if (order === undefined) return;
      order.state = "paid";
      const on = addDays(paper.day, PENDING_DAYS);
      const until = on <= "2026-03-15" ? "2026-03-15" : "2027-03-15";
      const points = UNITS * order.yuanPerUnit;
      paper.lots.push({ order: order.id, points, on, until });
      for (const _ of [1, 2])
        await transaction(async () => {
          await settlePoints(world, {
            memberId,
            orderId: order.id,
            at: world.clock.now(),
            tierLevel: 0,
            isFirstOrder: false,
            heldPoints: UNITS * order.pointsPerUnit,
            lines: [{ lineId: "a", categoryIds: [], netFen: points * 100 }],
          });
        });
    },
  );
const release = (nth: number): Command =>
  command(
    `release ${nth}`,
    (paper) => pick(paper, nth, "open") !== undefined,
    async (paper, { memberId }) => {
      const order = pick(paper, nth, "open");
      if (order === undefined) return;
      order.state = "closed";
      paper.credit(order.coins.filter((last) => last >= paper.day).toSorted());
      for (const _ of [1, 2])
        await transaction(
          async () => await releasePoints(world, system, { memberId, orderId: order.id }),
        );
    },
  );
const refund = (nth: number, wanted: number): Command =>
  command(
    `refund ${wanted} of ${nth}`,
    (paper) => (pick(paper, nth, "paid")?.unitsLeft ?? 0) > 0,
    async (paper, { memberId }) => {
      const order = pick(paper, nth, "paid");
      if (order === undefined) return;
      const units = Math.min(wanted, order.unitsLeft);
      paper.refund(order, units);
      const refundId = newId("ref", world.clock.now());
      for (const _ of [1, 2])
        await transaction(
          async () =>
            await refundPoints(world, system, {
              memberId,
              orderId: order.id,
              refundId,
              returnPoints: units * order.pointsPerUnit,
              lines: [{ lineId: "a", netFen: order.unitsLeft * order.yuanPerUnit * 100 }],
            }),
        );
    },
  );
const wait = (days: number, hasJob: boolean): Command =>
  command(
    `${days} days${hasJob ? ", then the job" : ""}`,
    () => true,
    async (paper) => {
      for (let day = 0; day < days; day += 1) paper.nextDay();
      world.clock.set(dayStart(paper.day));
      if (hasJob) await rollPoints(world);
    },
  );

const nth = fc.nat({ max: 4 });
const small = fc.nat({ max: 12 });
const commands = fc.commands(
  [
    fc
      .tuple(fc.integer({ min: 1, max: 30 }), fc.option(fc.nat({ max: 20 }), { nil: null }))
      .map(([points, days]) => open(points, days)),
    fc.tuple(small, small).map(([points, yuan]) => hold(points, yuan)),
    nth.map(settle),
    nth.map(release),
    fc.tuple(nth, fc.integer({ min: 1, max: UNITS })).map(([one, units]) => refund(one, units)),
    fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.boolean())
      .map(([days, hasJob]) => wait(days, hasJob)),
  ],
  { maxCommands: 30, size: "max" },
);

it(
  "points follow coins on paper through any sequence of orders, refunds and days",
  async () => {
    expect.hasAssertions();
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        world.clock.set(dayStart(START));
        const memberId = newId("mem", world.clock.now());
        await fc.asyncModelRun(() => ({ model: new Paper(), real: { memberId } }), sequence);
      }),
      { numRuns },
    );
  },
  numRuns * 2_000,
);

/** Everything at once: who wins is up to the database; what must hold is that each point is in one place. */
type Racing = {
  memberId: string;
  scheduler: fc.Scheduler;
  /** Orders that hold points when the race begins. */
  held: readonly string[];
  /** One that was paid with points before. */
  paid: string;
  started: Promise<string | null>[];
  refunds: number;
};

const ORDER_POINTS = 10;
const START_POINTS = 6 * ORDER_POINTS;
const REFUND_POINTS = 2;
const settleOne = async (memberId: string, orderId: string): Promise<void> =>
  await settlePoints(world, {
    memberId,
    orderId,
    at: world.clock.now(),
    tierLevel: 0,
    isFirstOrder: false,
    heldPoints: ORDER_POINTS,
    lines: [{ lineId: "a", categoryIds: [], netFen: 100 }],
  });
const holdOne = async (memberId: string, orderId: string): Promise<void> =>
  await holdPoints(world, system, { memberId, orderId, points: ORDER_POINTS });

/** Does something in a transaction when the scheduler says so; the next command does not wait for it. */
const racing = (
  name: string,
  work: (real: Racing) => Promise<unknown>,
): fc.AsyncCommand<object, Racing> => ({
  check: () => true,
  async run(_, real) {
    const turn = real.scheduler.schedule(Promise.resolve(), name);
    real.started.push(
      turn.then(async () => await codeOf(transaction(async () => await work(real)))),
    );
  },
  toString: () => name,
});
const which = fc.nat({ max: 2 });
const raceCommands = fc.commands(
  [
    fc.constant(racing("hold", async ({ memberId }) => await holdOne(memberId, newOrder()))),
    which.map((one) =>
      racing(
        `release ${one}`,
        async ({ memberId, held }) =>
          await releasePoints(world, system, { memberId, orderId: held[one] ?? "" }),
      ),
    ),
    which.map((one) =>
      racing(`settle ${one}`, async ({ memberId, held }) => {
        const orderId = held[one] ?? "";
        // As the order's own state does: what was released is not settled.
        const { holds } = await readPoints(world, memberId);
        if (holds.some((hold) => hold.orderId === orderId)) await settleOne(memberId, orderId);
      }),
    ),
    fc.constant(
      racing("refund", async (real) => {
        if (real.refunds === ORDER_POINTS / REFUND_POINTS) return;
        real.refunds += 1;
        await refundPoints(world, system, {
          memberId: real.memberId,
          orderId: real.paid,
          refundId: `${real.paid}-${real.refunds}`,
          returnPoints: REFUND_POINTS,
          lines: [{ lineId: "a", netFen: 100 }],
        });
      }),
    ),
    fc.constant(racing("job", async () => await rollPoints(world))),
  ],
  { maxCommands: 12, size: "max" },
);

it(
  "points held, paid, released and given back at once are each in one place",
  async () => {
    let paidInRaces = 0;
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), raceCommands, async (scheduler, sequence) => {
        world.clock.set(dayStart(START));
        const memberId = newId("mem", world.clock.now());
        await openBalances(world, system, [
          { memberId, causeId: memberId, points: START_POINTS, expiresOn: null, reason: "旧系统" },
        ]);
        const [paid, ...held] = [newOrder(), newOrder(), newOrder(), newOrder()];
        for (const orderId of [paid, ...held])
          await transaction(async () => await holdOne(memberId, orderId));
        await transaction(async () => await settleOne(memberId, paid));
        const real: Racing = { memberId, scheduler, held, paid, started: [], refunds: 0 };
        await fc.scheduledModelRun(scheduler, () => ({ model: {}, real }), sequence);
        await scheduler.waitIdle();
        const codes = await Promise.all(real.started);
        for (const code of codes)
          expect([null, "points_insufficient", "order_state"]).toContain(code);
        const entries = await PointsEntries.find({ memberId }).lean();
        const count = (kind: string): number => entries.filter((one) => one.kind === kind).length;
        const now = await readPoints(world, memberId);
        paidInRaces += count("capture") - 1;
        // Every hold ended at most once, and every point is available, held or spent.
        expect(now.holds).toHaveLength(count("hold") - count("capture") - count("release"));
        expect(now).toMatchObject({
          held: now.holds.length * ORDER_POINTS,
          pending: count("capture"),
          debt: 0,
          available:
            START_POINTS -
            now.held -
            count("capture") * ORDER_POINTS +
            count("revert") * REFUND_POINTS,
        });
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
    expect(paidInRaces).toBeGreaterThan(0);
  },
  numRuns * 2_000,
);
