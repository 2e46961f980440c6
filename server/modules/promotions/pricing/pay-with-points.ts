import { allocate, applyBps, formatYuan, sumFen } from "../../../kernel/money.ts";
import type { PricingInput } from "./pricing-input.ts";
import { mallPart } from "./price-goods.ts";
import { traceStep, type Running } from "./running.ts";

/** What points pay of a price beside the points mall, per line; all 0 when none are used. */
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
 * the lines by largest remainder so that each unit knows what points paid of it (rules as in macrozheng/mall). Lines of
 * the points mall have their own points, which go first, and are out of it.
 */
export function payWithPoints(input: PricingInput, running: Running): PointsPart {
  const none = input.lines.map(() => ({ points: 0, fen: 0 }));
  if (input.points === null) return { points: 0, fen: 0, maxPoints: 0, perLine: none, running };
  const { wanted, rule } = input.points;
  const available = input.points.available - mallPointsOf(input);
  const payable = running.payable.map((fen, index) =>
    input.lines[index]?.mall === undefined ? fen : 0,
  );
  const goodsFen = sumFen(payable);
  const capFen = applyBps(goodsFen, rule.maxBps);
  const whyNot = refusalOf(input, running, available);
  const steps =
    whyNot === null
      ? Math.min(
          Math.floor(capFen / rule.stepFen),
          Math.floor(Math.max(0, available) / rule.stepPoints),
        )
      : 0;
  const maxPoints = steps * rule.stepPoints;
  const usedSteps = Math.min(steps, Math.floor(wanted / rule.stepPoints));
  if (wanted === 0) return { points: 0, fen: 0, maxPoints, perLine: none, running };
  const points = usedSteps * rule.stepPoints;
  const fen = usedSteps * rule.stepFen;
  const fens = fen === 0 ? none.map(() => 0) : allocate(fen, payable);
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

/** The points that the lines of the points mall cost. */
function mallPointsOf(input: PricingInput): number {
  return input.lines.reduce(
    (total, line) => total + (line.mall === undefined ? 0 : mallPart(line, line.mall).points),
    0,
  );
}

function refusalOf(input: PricingInput, running: Running, available: number): string | null {
  if (input.points === null) return null;
  const { rule } = input.points;
  const coupon = running.applied.find(
    ({ offer }) =>
      !offer.terms.stacking.isWithPoints || (offer.kind === "coupon" && !rule.isWithCoupons),
  );
  if (coupon !== undefined) return `积分不能与「${coupon.offer.name}」同时使用`;
  if (available < rule.stepPoints)
    return `满 ${rule.stepPoints} 积分可抵 ${formatYuan(rule.stepFen)}`;
  return null;
}
