import { actorLabel, type StaffActor, type SystemActor } from "../../kernel/actor.ts";
import { isDuplicateKey, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import {
  forgetPointsPolicy,
  PointsPolicies,
  readPointsPolicies,
  type PointsPolicyRow,
  type PointsRules,
} from "./points-policy.model.ts";
import { unknownInRules } from "./unknown-in-rules.ts";

/**
 * Tells what is wrong with rules beyond the form of each field, with a pointer into them per fault: everybody has a
 * rate, no level or category twice, nothing both excluded and multiplied, and who may act alone may at most what is
 * allowed at all.
 */
export function pointsRulesFaults(rules: PointsRules): { pointer: string; detail: string }[] {
  const faults: { pointer: string; detail: string }[] = [];
  const { rates, categories, excludedCategoryIds } = rules.earning;
  if (!rates.some((rate) => rate.fromLevel === 0))
    faults.push({ pointer: "/earning/rates", detail: "需要一条 0 级起的比例，适用于所有会员" });
  for (const [index, rate] of rates.entries())
    if (rates.findIndex((one) => one.fromLevel === rate.fromLevel) !== index)
      faults.push({ pointer: `/earning/rates/${index}/fromLevel`, detail: "同一等级只能写一次" });
  for (const [index, { categoryId }] of categories.entries()) {
    const pointer = `/earning/categories/${index}/categoryId`;
    if (categories.findIndex((one) => one.categoryId === categoryId) !== index)
      faults.push({ pointer, detail: "同一分类只能写一次" });
    if (excludedCategoryIds.includes(categoryId))
      faults.push({ pointer, detail: "该分类已设为不积分" });
  }
  if (rules.adjusting.aloneMax > rules.adjusting.max)
    faults.push({ pointer: "/adjusting/aloneMax", detail: "不能大于单次上限" });
  return faults;
}

/**
 * Publishes the next version of the rules of points, audited; it counts from now. What was earned before keeps the
 * rules it was earned by.
 * @throws points_policy_invalid with a pointer per fault, conflict when another version was published meanwhile
 */
export async function publishPointsPolicy(
  world: World,
  actor: StaffActor | SystemActor,
  input: { expectedVersion: number; rules: PointsRules; reason: string },
): Promise<PointsPolicyRow> {
  const faults = [...pointsRulesFaults(input.rules), ...(await unknownInRules(input.rules))];
  const issues = faults.map((fault) => ({
    ...fault,
    pointer: `/rules${fault.pointer}`,
  }));
  if (issues.length > 0) fail("points_policy_invalid", { issues });
  const version = input.expectedVersion + 1;
  const row: PointsPolicyRow = {
    _id: `points_policy:${version.toString().padStart(6, "0")}`,
    version,
    ...input.rules,
    publishedAt: world.clock.now(),
    publishedBy: actorLabel(actor),
    reason: input.reason,
  };
  try {
    await transaction(async () => {
      const before = (await readPointsPolicies()).at(0) ?? null;
      if ((before?.version ?? 0) !== input.expectedVersion)
        fail("conflict", { detail: "积分规则已被他人更新，请刷新" });
      await PointsPolicies.insertMany([row], { lean: true });
      await recordAction(world, actor, {
        action: "points_policy.published",
        subject: row._id,
        before: before === null ? null : rulesOf(before),
        after: rulesOf(row),
        reason: input.reason,
      });
    });
  } catch (error) {
    if (isDuplicateKey(error)) fail("conflict", { detail: "积分规则已被他人更新，请刷新" });
    throw error;
  }
  forgetPointsPolicy();
  return row;
}

/** The rules alone, for the audit trail. */
function rulesOf(row: PointsPolicyRow): PointsRules {
  const { earning, expiry, returnGraceDays, spending, adjusting } = row;
  return { earning, expiry, returnGraceDays, spending, adjusting };
}
