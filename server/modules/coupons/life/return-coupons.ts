import { actorLabel, type Actor } from "../../../kernel/actor.ts";
import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { assert } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { untilAfterReturn } from "../coupon-rules.ts";
import { Coupons } from "../coupon.model.ts";
import { readPublished } from "../templates/read-templates.ts";

/** What becomes of a used coupon at a full refund: back, back but over, or kept by the template's policy. */
export type CouponReturn = {
  readonly couponId: string;
  readonly outcome: "returned" | "expired" | "kept";
  /** Until when it can be used (or could be, when it is over or kept). */
  readonly until: Date;
};

/** What a full refund would do with the coupons an order used, in the order given; nothing is written. */
export async function previewReturnCoupons(
  world: World,
  order: { orderId: string; couponIds: readonly string[] },
): Promise<CouponReturn[]> {
  const session = currentSession();
  const now = world.clock.now();
  const rows = await rawCollection(Coupons)
    .find(
      { _id: { $in: [...order.couponIds] }, orderId: order.orderId, state: "redeemed" },
      session ? { session } : {},
    )
    .toArray();
  const templates = await readPublished(rows.map((row) => row.templateId));
  return order.couponIds.flatMap((couponId): CouponReturn[] => {
    const row = rows.find((one) => one._id === couponId);
    if (row === undefined) return [];
    const template = templates.get(row.templateId);
    assert(template !== undefined, "a coupon's template was published");
    if (!template.isReturnedOnRefund) return [{ couponId, outcome: "kept", until: row.until }];
    const until = untilAfterReturn(row.until, template.daysAfterReturn, now);
    return [{ couponId, outcome: until > now ? "returned" : "expired", until }];
  });
}

/**
 * Gives back the coupons of an order that is refunded in full, as their templates say, inside the refund's
 * transaction: one read, and one write when something comes back. Coupons that came back before are not in the answer.
 */
export async function returnCoupons(
  world: World,
  actor: Actor,
  refund: { orderId: string; refundId: string; couponIds: readonly string[] },
): Promise<CouponReturn[]> {
  const session = currentSession();
  assert(session !== undefined, "coupons come back in a transaction");
  const { orderId, refundId } = refund;
  const returns = await previewReturnCoupons(world, refund);
  const at = world.clock.now();
  const writes = returns
    .filter(({ outcome }) => outcome !== "kept")
    .map(({ couponId, outcome, until }) => {
      const to = outcome === "returned" ? ("available" as const) : ("expired" as const);
      const step = { to, at, by: actorLabel(actor), orderId, reason: refundId };
      return {
        updateOne: {
          filter: { _id: couponId, orderId, state: "redeemed" as const },
          update: { $set: { state: to, until, orderId: null }, $push: { steps: step } },
        },
      };
    });
  if (writes.length > 0) {
    const written = await rawCollection(Coupons).bulkWrite(writes, { session });
    assert(written.matchedCount === writes.length, "what was read in a transaction is still so");
  }
  return returns;
}
