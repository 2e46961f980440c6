import { actorLabel, type StaffActor } from "../../../kernel/actor.ts";
import { currentSession, rawCollection, transaction } from "../../../kernel/db.ts";
import { assert, fail } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { Coupons, type CouponRow } from "../coupon.model.ts";

/** Takes an unused coupon back for a reason, audited. @throws not_found, coupon_unavailable when it is in use or over */
export async function voidCoupon(
  world: World,
  actor: StaffActor,
  input: { couponId: string; reason: string },
): Promise<CouponRow> {
  return await transaction(async () => {
    const session = currentSession();
    assert(session !== undefined, "changes are made in a transaction");
    const step = {
      to: "void" as const,
      at: world.clock.now(),
      by: actorLabel(actor),
      orderId: null,
      reason: input.reason,
    };
    const voided = await rawCollection(Coupons).findOneAndUpdate(
      { _id: input.couponId, state: "available" },
      { $set: { state: "void", remindAt: null }, $push: { steps: step } },
      { session, returnDocument: "after" },
    );
    if (voided === null) {
      const row = await rawCollection(Coupons).findOne({ _id: input.couponId }, { session });
      fail(row === null ? "not_found" : "coupon_unavailable", {
        detail: row === null ? "没有这张券" : "只能作废未使用的券",
      });
    }
    await recordAction(world, actor, {
      action: "coupon.voided",
      subject: input.couponId,
      before: { state: "available" },
      after: { state: "void", memberId: voided.memberId },
      reason: input.reason,
    });
    return voided;
  });
}
