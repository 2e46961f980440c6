import { findUnknown } from "../catalog/index.ts";
import { readPolicies, starterPolicy } from "../tiers/index.ts";
import type { PointsRules } from "./points-policy.model.ts";

/** Tells with a pointer what rules name that there is not: categories, and levels that the newest rules of tiers lack. */
export async function unknownInRules({
  earning,
}: PointsRules): Promise<{ pointer: string; detail: string }[]> {
  const { rates, categories, excludedCategoryIds } = earning;
  const categoryIds = [...categories.map((one) => one.categoryId), ...excludedCategoryIds];
  const unknown = await findUnknown({ productIds: [], skuIds: [], categoryIds });
  const { levels } = (await readPolicies()).at(-1) ?? starterPolicy;
  const highest = levels.length;
  const noCategory = "没有这个分类";
  return [
    ...rates.flatMap(({ fromLevel }, index) =>
      fromLevel <= highest
        ? []
        : [{ pointer: `/earning/rates/${index}/fromLevel`, detail: `等级规则只到 ${highest} 级` }],
    ),
    ...categories.flatMap(({ categoryId }, index) =>
      unknown.has(categoryId)
        ? [{ pointer: `/earning/categories/${index}/categoryId`, detail: noCategory }]
        : [],
    ),
    ...excludedCategoryIds.flatMap((categoryId, index) =>
      unknown.has(categoryId)
        ? [{ pointer: `/earning/excludedCategoryIds/${index}`, detail: noCategory }]
        : [],
    ),
  ];
}
