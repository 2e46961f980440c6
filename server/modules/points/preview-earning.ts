import { addDays } from "../../kernel/calendar.ts";
import { fail } from "../../kernel/errors.ts";
import { earnedPoints, freezeEarning, type EarningPurchase } from "./earned-points.ts";
import { expiryDay } from "./expiry-day.ts";
import type { PointsRules } from "./points-policy.model.ts";
import { pointsRulesFaults } from "./publish-points-policy.ts";
import { worthFen } from "./read-points.ts";
import { unknownInRules } from "./unknown-in-rules.ts";

/**
 * Tells, before publishing, what an example purchase would earn by some rules, by the very functions that count it.
 * @throws points_policy_invalid
 */
export async function previewEarning(rules: PointsRules, purchase: EarningPurchase) {
  const issues = [...pointsRulesFaults(rules), ...(await unknownInRules(rules))];
  if (issues.length > 0)
    fail("points_policy_invalid", {
      issues: issues.map((issue) => ({ ...issue, pointer: `/rules${issue.pointer}` })),
    });
  const facts = freezeEarning({ ...rules, version: 0 }, purchase);
  const { points, bonus, lines } = earnedPoints(facts, facts.lines);
  const activatesOn = addDays(purchase.day, rules.earning.pendingDays);
  return {
    points,
    bonus,
    dayBps: facts.dayBps,
    dayReason: facts.dayReason,
    lines: [...lines],
    activatesOn,
    expiresOn: expiryDay(rules.expiry, activatesOn),
    worthFen: worthFen(rules.spending, points),
  };
}
