import { currentSession, rawCollection } from "../../kernel/db.ts";
import { assert } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { PersonalPrices } from "./personal-prices/personal-price.model.ts";
import { forgetPersonalPrices } from "./personal-prices/read-personal-prices.ts";

/**
 * Gives the one that stays the personal prices of the record that turned out to be the same person, in the transaction
 * that joins them. The joined record never logged in: it has no orders, and nothing of it counts towards limits of
 * flash prices.
 */
export async function joinShoppers(
  _world: World,
  fromMemberId: string,
  toMemberId: string,
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "members are joined in a transaction");
  await rawCollection(PersonalPrices).updateMany(
    { memberId: fromMemberId },
    { $set: { memberId: toMemberId } },
    { session },
  );
  forgetPersonalPrices();
}
