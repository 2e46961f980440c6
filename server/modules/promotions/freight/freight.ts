import { formatYuan } from "../../../kernel/money.ts";

/** What sending costs to some provinces: a first weight, then steps; free from an amount of goods, or not served. */
export type FreightRule = {
  /** Province names as WeChat's address picker gives them, shortened to how they begin (「新疆」); empty: all others. */
  readonly provinces: readonly string[];
  readonly isServed: boolean;
  readonly firstGrams: number;
  readonly firstFen: number;
  readonly stepGrams: number;
  readonly stepFen: number;
  readonly freeFromFen: number | null;
};

/** The shop's freight rules as versioned data; exactly one rule has no provinces and catches the rest. */
export type FreightPolicy = {
  readonly version: number;
  /** The store that sends delivery orders. */
  readonly storeId: string;
  readonly rules: readonly FreightRule[];
};

/**
 * The freight of a parcel to a region; null when the shop does not deliver there. Weight is rounded up to whole steps.
 * @returns fen, the threshold of goods fen from which it is free (null: never), and a Chinese explanation.
 */
export function freightFor(
  policy: FreightPolicy,
  region: { province: string },
  weightGrams: number,
): { freightFen: number; freeFromFen: number | null; explanation: string } | null {
  const rule =
    policy.rules.find((candidate) =>
      candidate.provinces.some((name) => region.province.startsWith(name)),
    ) ?? policy.rules.find((candidate) => candidate.provinces.length === 0);
  if (rule === undefined || !rule.isServed) return null;
  const steps = Math.max(0, Math.ceil((weightGrams - rule.firstGrams) / rule.stepGrams));
  const kilograms = (grams: number): string => `${(grams / 1_000).toString()} 公斤`;
  return {
    freightFen: rule.firstFen + steps * rule.stepFen,
    freeFromFen: rule.freeFromFen,
    explanation:
      `首重 ${kilograms(rule.firstGrams)} ${formatYuan(rule.firstFen)}` +
      (steps === 0 ? "" : `，续重 ${steps} × ${formatYuan(rule.stepFen)}`),
  };
}
