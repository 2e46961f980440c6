import type { StaffActor, SystemActor } from "../../../kernel/actor.ts";
import { transaction } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import { newId } from "../../../kernel/ids.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { mustHaveMedia } from "../media/must-have-media.ts";
import { Categories, type CategoryRow } from "./category.model.ts";

/**
 * Adds a category, on top or under a top-level one.
 * @throws malformed when the parent or picture does not exist, or the parent is itself a child.
 */
export async function createCategory(
  world: World,
  actor: StaffActor | SystemActor,
  input: Omit<CategoryRow, "_id" | "version">,
): Promise<CategoryRow> {
  return await transaction(async () => {
    if (input.mediaId !== null) await mustHaveMedia([[input.mediaId, "/mediaId"]]);
    if (input.parentId !== null) {
      const parent = await Categories.findById(input.parentId, { parentId: 1 }).lean();
      if (parent?.parentId !== null)
        fail("malformed", { issues: [{ pointer: "/parentId", detail: "上级应为一级分类" }] });
    }
    const row: CategoryRow = { _id: newId("cat", world.clock.now()), ...input, version: 1 };
    await Categories.insertMany([row]);
    await recordAction(world, actor, {
      action: "category.created",
      subject: row._id,
      before: null,
      after: input,
      reason: null,
    });
    return row;
  });
}
