import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { assert } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { Coupons } from "../coupon.model.ts";
import { CouponReminders } from "./remind-coupons.ts";

/**
 * Gives the coupons of a record that turned out to be the same person to the one that stays, in the transaction that
 * joins them. Together they may be more than one member could have claimed: what was promised stays.
 */
export async function joinCoupons(
  _world: World,
  fromMemberId: string,
  toMemberId: string,
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "members are joined in a transaction");
  const coupons = rawCollection(Coupons);
  const moving = await coupons
    .find({ memberId: fromMemberId }, { session, sort: { templateId: 1, nth: 1 } })
    .toArray();
  if (moving.length === 0) return;
  const templateIds = [...new Set(moving.map((row) => row.templateId))];
  const own = await coupons
    .find({ memberId: toMemberId, templateId: { $in: templateIds } }, { session })
    .toArray();
  const last = new Map<string, number>();
  for (const { templateId, nth } of own)
    last.set(templateId, Math.max(last.get(templateId) ?? 0, nth));
  await coupons.bulkWrite(
    moving.map(({ _id, templateId }) => {
      const nth = (last.get(templateId) ?? 0) + 1;
      last.set(templateId, nth);
      const change = { memberId: toMemberId, nth, joinedFrom: fromMemberId };
      return { updateOne: { filter: { _id }, update: { $set: change } } };
    }),
    { session },
  );
  await rawCollection(CouponReminders).updateMany(
    { memberId: fromMemberId },
    { $set: { memberId: toMemberId } },
    { session },
  );
}
