import type { z } from "zod";
import type { liabilitiesEndpoints } from "../../contract/liabilities.ts";
import { addDays, dayStart, shanghaiDay } from "../../kernel/calendar.ts";
import { readSaleSkus } from "../catalog/index.ts";
import { couponsLiability, readCouponFlows } from "../coupons/index.ts";
import { readGiftFlows } from "../orders/index.ts";
import { pointsLiability } from "../points/index.ts";
import type { World } from "../../world.ts";

type Answer = z.output<(typeof liabilitiesEndpoints)["GET /v1/staff/liabilities"]["response"]>;
type Line = Answer["lines"][number];

/** Before the first day of any shop. */
const EVER = "2000-01-01";

/**
 * What the shop owes: what came and went between two Shanghai days, both inclusive, and what is open now at its
 * highest and its expected cost. Expected is the maximum by the part that was used of all that ended so far; all of it
 * while nothing has ended. A report: it reads every account, coupon and order with gifts once.
 */
export async function readLiabilities(
  world: World,
  span: { from: string; to: string },
): Promise<Pick<Answer, "lines" | "now">> {
  const lines = [
    await pointsLine(world, span),
    ...(await couponLines(world, span)),
    ...(await giftLines(span)),
  ];
  return {
    lines,
    now: {
      maximumFen: lines.reduce((total, line) => total + line.now.maximumFen, 0),
      expectedFen: lines.reduce((total, line) => total + line.now.expectedFen, 0),
    },
  };
}

async function pointsLine(world: World, { from, to }: { from: string; to: string }): Promise<Line> {
  const period = await pointsLiability(world, from, to);
  const ever = await pointsLiability(world, EVER, shanghaiDay(world.clock.now()));
  const maximumFen = ever.now.valueFen;
  return {
    kind: "points",
    subjectId: null,
    name: "积分",
    opening: period.openingPoints,
    issued: period.issuedPoints,
    used: period.usedPoints,
    expired: period.expiredPoints,
    reversed: period.reversedPoints,
    closing: period.closingPoints,
    now: {
      units: ever.now.points,
      maximumFen,
      expectedFen: share(maximumFen, ever.usedPoints, ever.usedPoints + ever.expiredPoints),
    },
  };
}

async function couponLines(world: World, span: { from: string; to: string }): Promise<Line[]> {
  const flows = await readCouponFlows(world, {
    from: dayStart(span.from),
    until: dayStart(addDays(span.to, 1)),
  });
  const open = new Map((await couponsLiability(world)).map((one) => [one.templateId, one]));
  return flows.map(({ templateId, ...flow }) => {
    const owed = open.get(templateId);
    return {
      kind: "coupons",
      subjectId: templateId,
      name: flow.name,
      opening: flow.opening,
      // What a refund gave back is owed again.
      issued: flow.issued + flow.returned,
      used: flow.used,
      expired: flow.expired,
      reversed: flow.voided + flow.gifted,
      closing: flow.closing,
      now: {
        units: owed?.open ?? 0,
        maximumFen: owed?.maximumFen ?? 0,
        expectedFen: owed?.expectedFen ?? 0,
      },
    };
  });
}

async function giftLines({ from, to }: { from: string; to: string }): Promise<Line[]> {
  const flows = await readGiftFlows({ from: dayStart(from), until: dayStart(addDays(to, 1)) });
  const skus = await readSaleSkus(flows.map((flow) => flow.skuId));
  return flows.map(({ skuId, title, owed, ...flow }) => {
    const sku = skus.get(skuId);
    // Without a known cost a gift is counted at what it is sold for: never too low.
    const maximumFen = owed * (sku?.costFen ?? sku?.listPriceFen ?? 0);
    return {
      kind: "gifts",
      subjectId: skuId,
      name: title,
      ...flow,
      expired: 0,
      now: { units: owed, maximumFen, expectedFen: maximumFen },
    };
  });
}

/** The part of an amount, rounded down; all of it when there is nothing to judge by. */
const share = (fen: number, part: number, whole: number): number =>
  whole <= 0 ? fen : Number((BigInt(fen) * BigInt(Math.max(0, part))) / BigInt(whole));
