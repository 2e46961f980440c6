import { allocate, applyBps, formatYuan } from "../../../kernel/money.ts";
import type { PricingInput } from "./pricing-input.ts";
import { traceStep, type Running } from "./running.ts";

/** What points pay of a price, per line; all 0 when none are used. */
export type PointsPart = {
  readonly points: number;
  readonly fen: number;
  /** The most that could be used on this price. */
  readonly maxPoints: number;
  readonly perLine: readonly { readonly points: number; readonly fen: number }[];
  readonly running: Running;
};

/**
 * Lets points pay for goods: whole steps only, rounded down, up to a share of the goods and never freight; spread over
 * the lines by largest remainder so that each unit knows what points paid of it (rules as in macrozheng/mall).
 */
export function payWithPoints(input: PricingInput, running: Running): PointsPart {
  const none = input.lines.map(() => ({ points: 0, fen: 0 }));
  if (input.points === null) return { points: 0, fen: 0, maxPoints: 0, perLine: none, running };
  const { wanted, available, rule } = input.points;
  const goodsFen = running.payable.reduce((total, fen) => total + fen, 0);
  const capFen = applyBps(goodsFen, rule.maxBps);
  const whyNot = refusalOf(input, running);
  const steps =
    whyNot === null
      ? Math.min(Math.floor(capFen / rule.stepFen), Math.floor(available / rule.stepPoints))
      : 0;
  const maxPoints = steps * rule.stepPoints;
  const usedSteps = Math.min(steps, Math.floor(wanted / rule.stepPoints));
  if (wanted === 0) return { points: 0, fen: 0, maxPoints, perLine: none, running };
  const points = usedSteps * rule.stepPoints;
  const fen = usedSteps * rule.stepFen;
  const fens = fen === 0 ? none.map(() => 0) : allocate(fen, running.payable);
  const counts = points === 0 ? none.map(() => 0) : allocate(points, fens);
  return {
    points,
    fen,
    maxPoints,
    perLine: fens.map((lineFen, index) => ({ fen: lineFen, points: counts[index] ?? 0 })),
    running: {
      ...running,
      payable: running.payable.map((amount, index) => amount - (fens[index] ?? 0)),
      trace: [
        ...running.trace,
        traceStep({
          rule: "points",
          name: points === 0 ? "积分抵扣" : `${points} 积分抵扣`,
          isApplied: points > 0,
          baseFen: goodsFen,
          amountFen: fen === 0 ? 0 : -fen,
          reason: whyNot ?? (points < wanted ? `本单最多可用 ${maxPoints} 积分` : null),
          allocation: fens.flatMap((lineFen, index) =>
            lineFen === 0
              ? []
              : [{ lineId: input.lines[index]?.lineId ?? "", amountFen: -lineFen }],
          ),
        }),
      ],
    },
  };
}

function refusalOf(input: PricingInput, running: Running): string | null {
  if (input.points === null) return null;
  const { available, rule } = input.points;
  const coupon = running.applied.find(
    ({ offer }) =>
      !offer.terms.stacking.isWithPoints || (offer.kind === "coupon" && !rule.isWithCoupons),
  );
  if (coupon !== undefined) return `积分不能与「${coupon.offer.name}」同时使用`;
  if (available < rule.stepPoints)
    return `满 ${rule.stepPoints} 积分可抵 ${formatYuan(rule.stepFen)}`;
  return null;
}
