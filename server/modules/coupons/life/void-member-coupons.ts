import { actorLabel, type MemberActor } from "../../../kernel/actor.ts";
import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { assert } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { Coupons } from "../coupon.model.ts";

/** Voids what a member who leaves could still use, and the gift links of it, in the caller's transaction. */
export async function voidMemberCoupons(world: World, actor: MemberActor): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "changes are made in a transaction");
  const step = {
    to: "void" as const,
    at: world.clock.now(),
    by: actorLabel(actor),
    orderId: null,
    reason: "会员注销账号",
  };
  await rawCollection(Coupons).updateMany(
    { memberId: actor.memberId, state: "available" },
    { $set: { state: "void", remindAt: null, giftToken: null }, $push: { steps: step } },
    { session },
  );
}
