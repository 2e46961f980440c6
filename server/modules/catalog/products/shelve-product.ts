import type { StaffProduct } from "../../../contract/catalog.ts";
import type { StaffActor, SystemActor } from "../../../kernel/actor.ts";
import type { World } from "../../../world.ts";
import { changeProduct } from "./change-product.ts";

/**
 * Puts a product on the shelf or takes it off; "new" counts from the first time it was on.
 * @throws not_found, conflict, shelf_refused when none of its SKUs is on.
 */
export async function shelveProduct(
  world: World,
  actor: StaffActor | SystemActor,
  input: { productId: string; version: number; isOnShelf: boolean },
): Promise<StaffProduct> {
  const { isOnShelf, ...head } = input;
  const action = isOnShelf ? "product.shelved" : "product.unshelved";
  return await changeProduct(world, actor, { ...head, action, reason: null }, (row) => ({
    isOnShelf,
    publishedAt: row.publishedAt ?? (isOnShelf ? world.clock.now() : null),
  }));
}
