import { actorLabel, type Actor } from "../../../kernel/actor.ts";
import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { assert, fail } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { Coupons, type CouponStep } from "../coupon.model.ts";

/**
 * Holds a member's coupons for an order inside the caller's transaction, all or none: one conditional write, so a
 * coupon wanted by ten orders at once goes to one.
 * @throws coupon_unavailable naming each that cannot be used now.
 */
export async function holdCoupons(
  world: World,
  actor: Actor,
  hold: { memberId: string; orderId: string; couponIds: readonly string[] },
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "coupons are held in a transaction");
  if (hold.couponIds.length === 0) return;
  const now = world.clock.now();
  const step: CouponStep = {
    to: "held",
    at: now,
    by: actorLabel(actor),
    orderId: hold.orderId,
    reason: null,
  };
  const usable = {
    memberId: hold.memberId,
    state: "available" as const,
    from: { $lte: now },
    until: { $gt: now },
  };
  const held = await rawCollection(Coupons).updateMany(
    { _id: { $in: [...hold.couponIds] }, ...usable },
    { $set: { state: "held", orderId: hold.orderId }, $push: { steps: step } },
    { session },
  );
  if (held.matchedCount === hold.couponIds.length) return;
  const rows = await rawCollection(Coupons)
    .find({ _id: { $in: [...hold.couponIds] }, ...usable }, { projection: { _id: 1 } })
    .toArray();
  const left = new Set(rows.map((row) => row._id));
  fail("coupon_unavailable", {
    issues: hold.couponIds.flatMap((couponId, index) =>
      left.delete(couponId)
        ? []
        : [{ pointer: `/couponIds/${index}`, detail: "这张券现在不可用，请重新选择" }],
    ),
  });
}
