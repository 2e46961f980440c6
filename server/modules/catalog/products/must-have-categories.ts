import { fail } from "../../../kernel/errors.ts";
import { Categories } from "../categories/category.model.ts";

/**
 * Checks that categories exist, and adds their parents, so that browsing a parent finds what hangs below it.
 * @throws malformed naming each category that is missing.
 */
export async function mustHaveCategories(categoryIds: readonly string[]): Promise<string[]> {
  const rows = await Categories.find({ _id: { $in: [...categoryIds] } }, { parentId: 1 }).lean();
  const parentOf = new Map(rows.map((row) => [row._id, row.parentId]));
  const issues = categoryIds.flatMap((categoryId, index) =>
    parentOf.has(categoryId) ? [] : [{ pointer: `/categoryIds/${index}`, detail: "分类不存在" }],
  );
  if (issues.length > 0) fail("malformed", { issues });
  const withParents = categoryIds.flatMap((categoryId) => {
    const parentId = parentOf.get(categoryId) ?? null;
    return parentId === null ? [categoryId] : [categoryId, parentId];
  });
  return [...new Set(withParents)];
}
