import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { addDays, dayStart } from "@server/kernel/calendar.ts";
import { transaction } from "@server/kernel/db.ts";
import { Refusal } from "@server/kernel/errors.ts";
import { newId } from "@server/kernel/ids.ts";
import {
  couponsChecks,
  holdCoupons,
  redeemCoupons,
  releaseCoupons,
  returnCoupons,
} from "@server/modules/coupons/index.ts";
import { Coupons } from "@server/modules/coupons/coupon.model.ts";
import { claimCoupon } from "@server/modules/coupons/issuing/claim-coupon.ts";
import { expireCoupons } from "@server/modules/coupons/life/expire-coupons.ts";
import { acceptGift, giveCoupon } from "@server/modules/coupons/life/give-coupon.ts";
import { CouponTemplates } from "@server/modules/coupons/templates/coupon-template.model.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";
import { publishTemplate, shopper, system } from "./coupon-samples.ts";

/*
 * Coupons against a plain model: a list of slips of paper with a state and a last day, looked at every midnight.
 */

useDatabase();
const world = createTestWorld();
const START = "2026-03-01";
const TOTAL = 5;
const PER_MEMBER = 2;
const VALID_DAYS = 3;
const RETURN_DAYS = 2;
const numRuns = Number(process.env["MODEL_RUNS"] ?? 100);

afterAll(async () => {
  for (const check of couponsChecks)
    expect({ title: check.title, ...(await check.run()) }).toMatchObject({ violations: [] });
});

type Slip = {
  member: number;
  state: "available" | "held" | "redeemed" | "expired" | "gifted";
  /** The first day on which it is over. */
  until: string;
  orderId: string | null;
};
class Paper {
  day = START;
  issued = 0;
  slips: Slip[] = [];
}
type Shop = {
  templateId: string;
  members: ReturnType<typeof shopper>[];
  /** The coupon of each slip. */
  couponIds: string[];
};
type Command = fc.AsyncCommand<Paper, Shop>;

const codeOf = async (work: Promise<unknown>): Promise<string | null> => {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};
const newOrder = () => newId("ord", world.clock.now());
const ofMember = (paper: Paper, member: number) =>
  paper.slips.filter((slip) => slip.member === member).length;

async function mustAgree(paper: Paper, shop: Shop): Promise<void> {
  const rows = await Coupons.find({ templateId: shop.templateId }).lean();
  const byId = new Map(rows.map((row) => [row._id, row]));
  const now = world.clock.now();
  const real = shop.couponIds.map((couponId) => {
    const row = byId.get(couponId);
    const isOver = row?.state === "available" && row.until <= now;
    return {
      member: shop.members.findIndex(({ memberId }) => memberId === row?.memberId),
      state: isOver ? "expired" : row?.state,
      until: row?.until,
      orderId: row?.orderId,
    };
  });
  expect(real).toEqual(paper.slips.map((slip) => ({ ...slip, until: dayStart(slip.until) })));
  expect(rows).toHaveLength(paper.slips.length);
  const template = await CouponTemplates.findById(shop.templateId).lean();
  expect(template?.issued).toBe(paper.issued);
}

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

/** A command on one slip in a state. */
const onSlip = (
  name: string,
  nth: number,
  state: Slip["state"] | null,
  run: (slip: Slip, couponId: string, paper: Paper, shop: Shop) => Promise<void>,
): Command => {
  const pick = (paper: Paper): number => {
    const found = paper.slips.flatMap((slip, index) =>
      state === null || slip.state === state ? [index] : [],
    );
    return found[nth % Math.max(1, found.length)] ?? -1;
  };
  return command(
    `${name} ${nth}`,
    (paper) => pick(paper) >= 0,
    async (paper, shop) => {
      const index = pick(paper);
      const slip = paper.slips[index];
      if (slip !== undefined) await run(slip, shop.couponIds[index] ?? "", paper, shop);
    },
  );
};

const claim = (member: number): Command =>
  command(
    `claim by ${member}`,
    () => true,
    async (paper, shop) => {
      const expected =
        paper.issued >= TOTAL
          ? "coupon_sold_out"
          : ofMember(paper, member) >= PER_MEMBER
            ? "coupon_claim_limit"
            : null;
      const claimId = newId("clm", world.clock.now());
      const actor = shop.members[member] ?? shopper(world);
      for (const _ of [1, 2]) {
        const code = await codeOf(
          claimCoupon(world, actor, { templateId: shop.templateId, claimId }),
        );
        expect(code).toBe(expected);
      }
      if (expected !== null) return;
      paper.issued += 1;
      const until = addDays(paper.day, VALID_DAYS + 1);
      paper.slips.push({ member, state: "available", until, orderId: null });
      const known = new Set(shop.couponIds);
      const rows = await Coupons.find({ templateId: shop.templateId }).lean();
      shop.couponIds.push(...rows.flatMap((row) => (known.has(row._id) ? [] : [row._id])));
    },
  );
const hold = (nth: number): Command =>
  onSlip("hold", nth, null, async (slip, couponId, _, shop) => {
    const orderId = newOrder();
    const { memberId } = shop.members[slip.member] ?? shopper(world);
    const held = transaction(
      async () => await holdCoupons(world, system, { memberId, orderId, couponIds: [couponId] }),
    );
    const isUsable = slip.state === "available";
    expect(await codeOf(held)).toBe(isUsable ? null : "coupon_unavailable");
    if (isUsable) Object.assign(slip, { state: "held", orderId });
  });
const redeem = (nth: number): Command =>
  onSlip("redeem", nth, "held", async (slip) => {
    slip.state = "redeemed";
    const redemption = { orderId: slip.orderId ?? "", at: world.clock.now() };
    for (const _ of [1, 2]) await transaction(async () => await redeemCoupons(world, redemption));
  });
const release = (nth: number): Command =>
  onSlip("release", nth, "held", async (slip, _, paper) => {
    const orderId = slip.orderId ?? "";
    Object.assign(slip, {
      state: slip.until <= paper.day ? "expired" : "available",
      orderId: null,
    });
    for (const _ of [1, 2])
      await transaction(async () => await releaseCoupons(world, system, { orderId }));
  });
const refund = (nth: number): Command =>
  onSlip("refund", nth, "redeemed", async (slip, couponId, paper) => {
    const orderId = slip.orderId ?? "";
    const atLeast = addDays(paper.day, RETURN_DAYS + 1);
    const until = slip.until < atLeast ? atLeast : slip.until;
    Object.assign(slip, { state: "available", until, orderId: null });
    const back = { orderId, refundId: newId("ref", world.clock.now()), couponIds: [couponId] };
    for (const _ of [1, 2]) await transaction(async () => await returnCoupons(world, system, back));
  });
const give = (nth: number, friend: number): Command =>
  onSlip(`give to ${friend}`, nth, "available", async (slip, couponId, paper, shop) => {
    const from = shop.members[slip.member] ?? shopper(world);
    const to = shop.members[friend] ?? shopper(world);
    const row = await Coupons.findById(couponId).lean();
    if (row?.source.scene === "gift") {
      expect(await codeOf(giveCoupon(world, from, couponId))).toBe("coupon_unavailable");
      return;
    }
    const { token } = await giveCoupon(world, from, couponId);
    const expected =
      friend === slip.member
        ? "coupon_unavailable"
        : ofMember(paper, friend) >= PER_MEMBER
          ? "coupon_claim_limit"
          : null;
    for (const _ of [1, 2]) expect(await codeOf(acceptGift(world, to, token))).toBe(expected);
    if (expected !== null) return;
    slip.state = "gifted";
    paper.slips.push({ member: friend, state: "available", until: slip.until, orderId: null });
    shop.couponIds.push((await acceptGift(world, to, token))._id);
  });
const wait = (days: number, hasJob: boolean): Command =>
  command(
    `${days} days${hasJob ? ", then the job" : ""}`,
    () => true,
    async (paper) => {
      paper.day = addDays(paper.day, days);
      for (const slip of paper.slips)
        if (slip.state === "available" && slip.until <= paper.day) slip.state = "expired";
      world.clock.set(dayStart(paper.day));
      if (hasJob) await expireCoupons(world);
    },
  );

async function openShop(): Promise<Shop> {
  world.clock.set(dayStart(START));
  const { _id } = await publishTemplate(world, {
    caps: { total: TOTAL, perMember: PER_MEMBER },
    validity: { kind: "relative", days: VALID_DAYS },
    isGiftable: true,
    daysAfterReturn: RETURN_DAYS,
  });
  return {
    templateId: _id,
    members: Array.from({ length: 3 }, () => shopper(world)),
    couponIds: [],
  };
}

const member = fc.nat({ max: 2 });
const nth = fc.nat({ max: 4 });
const commands = fc.commands(
  [
    member.map(claim),
    nth.map(hold),
    nth.map(redeem),
    nth.map(release),
    nth.map(refund),
    fc.tuple(nth, member).map(([one, friend]) => give(one, friend)),
    fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean()).map(([days, job]) => wait(days, job)),
  ],
  { maxCommands: 20, size: "max" },
);

it(
  "coupons follow slips of paper through any sequence of claims, orders, refunds, gifts and days",
  async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const real = await openShop();
        await fc.asyncModelRun(() => ({ model: new Paper(), real }), sequence);
      }),
      { numRuns },
    );
    expect(await Coupons.countDocuments()).toBeGreaterThan(numRuns);
  },
  numRuns * 3_000,
);

/** Everything at once: who wins is up to the database; what must hold is that each coupon is in one place. */
type Racing = Shop & {
  scheduler: fc.Scheduler;
  orders: string[];
  started: Promise<string | null>[];
};

const racing = (
  name: string,
  work: (real: Racing) => Promise<unknown>,
): fc.AsyncCommand<object, Racing> => ({
  check: () => true,
  async run(_, real) {
    const turn = real.scheduler.schedule(Promise.resolve(), name);
    real.started.push(turn.then(async () => await codeOf(work(real))));
  },
  toString: () => name,
});
const which = fc.nat({ max: 1 });
const raceCommands = fc.commands(
  [
    member.map((one) =>
      racing(`claim by ${one}`, async ({ templateId, members }) => {
        const claimId = newId("clm", world.clock.now());
        await claimCoupon(world, members[one] ?? shopper(world), { templateId, claimId });
      }),
    ),
    which.map((one) =>
      racing(`hold by order ${one}`, async ({ members, orders, couponIds }) => {
        const orderId = orders[one] ?? "";
        const memberId = members[0]?.memberId ?? "";
        await transaction(
          async () => await holdCoupons(world, system, { memberId, orderId, couponIds }),
        );
      }),
    ),
    which.map((one) =>
      racing(`pay order ${one}`, async ({ orders }) => {
        const redemption = { orderId: orders[one] ?? "", at: world.clock.now() };
        await transaction(async () => await redeemCoupons(world, redemption));
      }),
    ),
    which.map((one) =>
      racing(`close order ${one}`, async ({ orders }) => {
        const orderId = orders[one] ?? "";
        await transaction(async () => await releaseCoupons(world, system, { orderId }));
      }),
    ),
    fc.constant(
      racing("give", async ({ members, couponIds }) => {
        const [giver = shopper(world), friend = shopper(world)] = members;
        const { token } = await giveCoupon(world, giver, couponIds[0] ?? "");
        await acceptGift(world, friend, token);
      }),
    ),
  ],
  { maxCommands: 12, size: "max" },
);

it(
  "claimed, held, paid, closed and given at once, each coupon is in one place and none too many",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), raceCommands, async (scheduler, sequence) => {
        const shop = await openShop();
        const { templateId } = shop;
        const giver = shop.members[0] ?? shopper(world);
        const claimId = newId("clm", world.clock.now());
        const first = await claimCoupon(world, giver, { templateId, claimId });
        const real: Racing = {
          ...shop,
          couponIds: [first._id],
          scheduler,
          orders: [newOrder(), newOrder()],
          started: [],
        };
        await fc.scheduledModelRun(scheduler, () => ({ model: {}, real }), sequence);
        await scheduler.waitIdle();
        const known = new Set([
          null,
          "coupon_unavailable",
          "coupon_claim_limit",
          "coupon_sold_out",
        ]);
        for (const code of await Promise.all(real.started)) expect(known).toContain(code);
        const rows = await Coupons.find({ templateId }).lean();
        const template = await CouponTemplates.findById(templateId).lean();
        expect(rows.filter(({ state }) => state !== "gifted")).toHaveLength(template?.issued ?? -1);
        expect(rows.length).toBeLessThanOrEqual(TOTAL + 1);
        for (const { memberId } of shop.members)
          expect(rows.filter((row) => row.memberId === memberId).length).toBeLessThanOrEqual(
            PER_MEMBER,
          );
      }),
      { numRuns },
    );
  },
  numRuns * 3_000,
);
