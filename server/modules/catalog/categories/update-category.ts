import type { StaffActor } from "../../../kernel/actor.ts";
import { transaction } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { mustHaveMedia } from "../media/must-have-media.ts";
import { Categories, type CategoryRow } from "./category.model.ts";

/**
 * Changes a category's name, order, picture or visibility, if it is still as the caller saw it.
 * @throws not_found, conflict, malformed when the picture does not exist.
 */
export async function updateCategory(
  world: World,
  actor: StaffActor,
  input: Omit<CategoryRow, "_id" | "parentId"> & { categoryId: string },
): Promise<CategoryRow> {
  const { categoryId, version, ...change } = input;
  return await transaction(async () => {
    if (change.mediaId !== null) await mustHaveMedia([[change.mediaId, "/mediaId"]]);
    const before = await Categories.findById(categoryId).lean();
    if (before === null) fail("not_found");
    if (before.version !== version) fail("conflict");
    const after = { ...before, ...change, version: version + 1 };
    await Categories.updateOne(
      { _id: categoryId },
      { $set: { ...change, version: after.version } },
    );
    const { name, position, isShown, mediaId } = before;
    await recordAction(world, actor, {
      action: "category.updated",
      subject: categoryId,
      before: { name, position, isShown, mediaId },
      after: change,
      reason: null,
    });
    return after;
  });
}
