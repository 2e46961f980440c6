import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { assert } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { Coupons } from "../coupon.model.ts";

/** Uses up what an order holds, inside the transaction that settles it: one write. A repeat finds nothing to do. */
export async function redeemCoupons(
  _world: World,
  redemption: { orderId: string; at: Date },
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "coupons are redeemed in a transaction");
  const { orderId, at } = redemption;
  await rawCollection(Coupons).updateMany(
    { orderId, state: "held" },
    {
      $set: { state: "redeemed" },
      $push: { steps: { to: "redeemed", at, by: "system:settle", orderId, reason: null } },
    },
    { session },
  );
}
