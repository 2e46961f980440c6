import { Refusal } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { readPointsPolicies, type PointsRules } from "./points-policy.model.ts";
import { publishPointsPolicy } from "./publish-points-policy.ts";

/**
 * The rules a new shop starts with: one point per yuan, more on higher levels, available after a week, good until the
 * end of the year after; 100 points pay ¥1, up to half of the goods.
 */
export const starterPointsRules: PointsRules = {
  earning: {
    rates: [
      { fromLevel: 0, milliPerYuan: 1_000 },
      { fromLevel: 2, milliPerYuan: 1_200 },
      { fromLevel: 3, milliPerYuan: 1_500 },
    ],
    categories: [],
    excludedCategoryIds: [],
    doubleDays: null,
    birthdayMonthBps: 10_000,
    firstOrderBonus: 100,
    pendingDays: 7,
  },
  expiry: { kind: "months", months: 12, roundUpTo: "year" },
  returnGraceDays: 30,
  spending: { stepPoints: 100, stepFen: 100, maxBps: 5_000, isWithCoupons: true },
  adjusting: { aloneMax: 1_000, max: 100_000 },
};

/** Gives a shop without rules of points those that a new shop starts with; another process may be first. */
export async function ensurePointsPolicy(world: World): Promise<void> {
  if ((await readPointsPolicies()).length > 0) return;
  try {
    await publishPointsPolicy(
      world,
      { kind: "system", name: "first-policy" },
      { expectedVersion: 0, rules: starterPointsRules, reason: "开店时的积分规则" },
    );
  } catch (error) {
    if (!(error instanceof Refusal && error.code === "conflict")) throw error;
  }
}
