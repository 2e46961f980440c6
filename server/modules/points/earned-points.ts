import { daysBetween } from "../../kernel/calendar.ts";
import type { PointsRules } from "./points-policy.model.ts";

/** What decides what a purchase earns, frozen when it was paid: a refund is counted by the same. */
export type EarningFacts = {
  readonly policyVersion: number;
  readonly day: string;
  readonly tierLevel: number;
  /** Multiplies every line, with why; 10 000 is once. */
  readonly dayBps: number;
  readonly dayReason: "double_day" | "birthday_month" | null;
  /** Points beside the lines, as long as anything that earns is left of the order. */
  readonly firstOrderBonus: number;
  readonly lines: readonly {
    readonly lineId: string;
    /** Money paid for the goods of the line: no freight, nothing that points paid. */
    readonly netFen: number;
    /** Thousandths of a point per yuan; 0 for goods that never earn. */
    readonly milliPerYuan: number;
    readonly categoryBps: number;
  }[];
};

/** What an order earns, explained. */
export type EarnedPoints = {
  readonly points: number;
  readonly bonus: number;
  readonly lines: readonly {
    readonly lineId: string;
    readonly netFen: number;
    readonly milliPerYuan: number;
    readonly categoryBps: number;
    /** Thousandths of a point, rounded down for reading: only the order's sum is rounded to points. */
    readonly milliPoints: number;
  }[];
};

/** What is known of a purchase when it is paid. */
export type EarningPurchase = {
  readonly day: string;
  readonly tierLevel: number;
  readonly isFirstOrder: boolean;
  readonly isBirthdayMonth: boolean;
  readonly lines: readonly {
    readonly lineId: string;
    readonly categoryIds: readonly string[];
    readonly netFen: number;
  }[];
};

const ONCE_BPS = 10_000;
/** fen per yuan × milli × two multipliers in basis points. */
const SCALE = 100n * 1_000n * 10_000n * 10_000n;

/** Freezes the rules for one purchase. */
export function freezeEarning(
  policy: PointsRules & { readonly version: number },
  purchase: EarningPurchase,
): EarningFacts {
  const { earning } = policy;
  const rate =
    earning.rates
      .toSorted((a, b) => a.fromLevel - b.fromLevel)
      .findLast((one) => one.fromLevel <= purchase.tierLevel)?.milliPerYuan ?? 0;
  const doubleBps = isDoubleDay(earning.doubleDays, purchase.day)
    ? (earning.doubleDays?.multiplierBps ?? ONCE_BPS)
    : ONCE_BPS;
  const birthdayBps = purchase.isBirthdayMonth ? earning.birthdayMonthBps : ONCE_BPS;
  const dayBps = Math.max(doubleBps, birthdayBps);
  return {
    policyVersion: policy.version,
    day: purchase.day,
    tierLevel: purchase.tierLevel,
    dayBps,
    dayReason:
      dayBps === ONCE_BPS ? null : birthdayBps > doubleBps ? "birthday_month" : "double_day",
    firstOrderBonus: purchase.isFirstOrder ? earning.firstOrderBonus : 0,
    lines: purchase.lines.map(({ lineId, categoryIds, netFen }) => {
      const isExcluded = categoryIds.some((one) => earning.excludedCategoryIds.includes(one));
      const multipliers = earning.categories
        .filter((one) => categoryIds.includes(one.categoryId))
        .map((one) => one.multiplierBps);
      return {
        lineId,
        netFen,
        milliPerYuan: isExcluded ? 0 : rate,
        categoryBps: multipliers.length === 0 ? ONCE_BPS : Math.max(...multipliers),
      };
    }),
  };
}

function isDoubleDay(rule: PointsRules["earning"]["doubleDays"], day: string): boolean {
  if (rule === null) return false;
  // 5 January 1970 was a Monday.
  const weekday = (((daysBetween("1970-01-05", day) % 7) + 7) % 7) + 1;
  return (
    rule.days.includes(day) ||
    rule.weekdays.includes(weekday) ||
    rule.monthDays.includes(Number(day.slice(8)))
  );
}

/**
 * The points that an order earns for what is left of it, by its frozen facts; lines that are not named have nothing
 * left. The sum is exact and rounded down once, so it only falls when less is left, and parts of a refund take what
 * the whole would take.
 */
export function earnedPoints(
  facts: EarningFacts,
  left: readonly { readonly lineId: string; readonly netFen: number }[],
): EarnedPoints {
  const netOf = new Map(left.map((line) => [line.lineId, line.netFen]));
  let sum = 0n;
  let earningFen = 0;
  const lines = facts.lines.map(({ lineId, milliPerYuan, categoryBps }) => {
    const netFen = netOf.get(lineId) ?? 0;
    const exact =
      BigInt(netFen) * BigInt(milliPerYuan) * BigInt(categoryBps) * BigInt(facts.dayBps);
    sum += exact;
    if (milliPerYuan > 0) earningFen += netFen;
    return {
      lineId,
      netFen,
      milliPerYuan,
      categoryBps,
      milliPoints: Number((exact * 1_000n) / SCALE),
    };
  });
  const bonus = earningFen > 0 ? facts.firstOrderBonus : 0;
  return { points: Number(sum / SCALE) + bonus, bonus, lines };
}
