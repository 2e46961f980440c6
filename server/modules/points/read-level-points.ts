import type { LevelPoints } from "../tiers/index.ts";
import { earnedPoints, freezeEarning } from "./earned-points.ts";
import { readPointsPolicy, type PointsPolicyRow } from "./points-policy.model.ts";
import { worthFen } from "./read-points.ts";

const ANY_DAY = "2000-01-01";

/**
 * What levels earn by the rules in force, told to tiers by the very functions that count an order: the level's rate
 * alone, without categories, special days, birthdays and first orders. Null before the first rules.
 */
export async function readLevelPoints(): Promise<LevelPoints | null> {
  const policy = await readPointsPolicy();
  if (policy === null) return null;
  const plain: PointsPolicyRow = {
    ...policy,
    earning: {
      ...policy.earning,
      categories: [],
      excludedCategoryIds: [],
      doubleDays: null,
      birthdayMonthBps: 10_000,
      firstOrderBonus: 0,
    },
  };
  const facts = (tierLevel: number, netFen: number) =>
    freezeEarning(plain, {
      day: ANY_DAY,
      tierLevel,
      isFirstOrder: false,
      isBirthdayMonth: false,
      lines: [{ lineId: "all", categoryIds: [], netFen }],
    });
  return {
    version: policy.version,
    milliPerYuan: (level) => facts(level, 0).lines[0]?.milliPerYuan ?? 0,
    pointsFor: (level, netFen) => {
      const frozen = facts(level, netFen);
      return earnedPoints(frozen, frozen.lines).points;
    },
    worthFen: (points) => (policy.spending === null ? null : worthFen(policy.spending, points)),
  };
}
