import { actorLabel, type Actor } from "../../../kernel/actor.ts";
import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { assert } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { Coupons } from "../coupon.model.ts";

/**
 * Gives back what an unpaid order holds, inside the transaction that closes it: one write. A coupon whose end passed
 * while it was held becomes expired, not available.
 */
export async function releaseCoupons(
  world: World,
  actor: Actor,
  release: { orderId: string },
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "coupons are released in a transaction");
  const { orderId } = release;
  const now = world.clock.now();
  const to = { $cond: [{ $lte: ["$until", now] }, "expired", "available"] };
  const step = { to, at: now, by: { $literal: actorLabel(actor) }, orderId, reason: null };
  await rawCollection(Coupons).updateMany(
    { orderId, state: "held" },
    [
      {
        $set: { state: to, orderId: null, steps: { $concatArrays: ["$steps", [step]] } },
      },
    ],
    { session },
  );
}
