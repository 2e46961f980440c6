import type { StaffActor } from "../../kernel/actor.ts";
import { transaction } from "../../kernel/db.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { mustSeeStore } from "../identity/index.ts";
import { forgetStores, readStore } from "./read-store.ts";
import { Stores, type StoreRow } from "./store.model.ts";

/** What can change about a store; a default store stops being it only when another one becomes it. */
export type StoreChanges = {
  readonly [Field in keyof Omit<StoreRow, "_id" | "isDefault">]?: StoreRow[Field] | undefined;
} & { readonly isDefault?: true | undefined };

/**
 * Changes a store's card, or makes it the default.
 * @throws not_found also outside of the actor's scope
 */
export async function editStore(
  world: World,
  actor: StaffActor,
  input: { storeId: string; changes: StoreChanges; reason: string },
): Promise<StoreRow> {
  mustSeeStore(actor, input.storeId);
  const changes = Object.fromEntries(
    Object.entries(input.changes).filter(([, value]) => value !== undefined),
  ) as Partial<StoreRow>;
  const edited = await transaction(async () => {
    const before = await readStore(input.storeId);
    const after = { ...before, ...changes };
    if (after.isDefault && !before.isDefault)
      await Stores.updateMany({ isDefault: true }, { $set: { isDefault: false } });
    await Stores.updateOne({ _id: before._id }, { $set: changes });
    await recordAction(world, actor, {
      action: "store.edited",
      subject: before._id,
      before,
      after,
      reason: input.reason,
    });
    return after;
  });
  forgetStores();
  return edited;
}
