import type { StaffActor, SystemActor } from "../../kernel/actor.ts";
import { transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { Stores, type StoreRow } from "./store.model.ts";

/**
 * Opens a store; the first one becomes the default.
 * @throws forbidden to staff who only see some stores
 */
export async function createStore(
  world: World,
  actor: StaffActor | SystemActor,
  input: Omit<StoreRow, "_id" | "isDefault">,
): Promise<StoreRow> {
  if (actor.kind === "staff" && actor.storeIds !== null) fail("forbidden");
  return await transaction(async () => {
    const isDefault = (await Stores.exists({ isDefault: true })) === null;
    const store = { _id: newId("sto", world.clock.now()), ...input, isDefault };
    await Stores.create([store]);
    await recordAction(world, actor, {
      action: "store.opened",
      subject: store._id,
      before: null,
      after: store,
      reason: null,
    });
    return store;
  });
}
