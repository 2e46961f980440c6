import { currentSession, defineModel, rawCollection, transaction } from "../../../kernel/db.ts";
import { assert } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { Coupons } from "../coupon.model.ts";

const BATCH = 500;

/** That a member should hear of a coupon that ends soon; `_id` is the coupon's, so there is one per coupon. */
export type CouponReminderRow = {
  _id: string;
  memberId: string;
  templateId: string;
  until: Date;
  at: Date;
};

/** Reminders for those who send messages. */
export const CouponReminders = defineModel<CouponReminderRow>(
  "coupon_reminders",
  {
    memberId: { type: String, required: true },
    templateId: { type: String, required: true },
    until: { type: Date, required: true },
    at: { type: Date, required: true },
  },
  [[{ at: 1, _id: 1 }]],
);

/** Notes, once per coupon, that its holder should be reminded; those that are over or in use meanwhile are left out. */
export async function remindCoupons(world: World): Promise<Record<string, number>> {
  const now = world.clock.now();
  let reminded = 0;
  for (;;) {
    const noted = await transaction(async () => await remindSome(now));
    if (noted === null) return { reminded };
    reminded += noted;
  }
}

async function remindSome(now: Date): Promise<number | null> {
  const session = currentSession();
  assert(session !== undefined, "reminders are noted in a transaction");
  const rows = await rawCollection(Coupons)
    .find({ remindAt: { $gt: new Date(0), $lte: now } }, { session, limit: BATCH })
    .toArray();
  if (rows.length === 0) return null;
  const live = rows.filter((row) => row.state === "available" && row.until > now);
  await rawCollection(Coupons).updateMany(
    { _id: { $in: rows.map((row) => row._id) } },
    { $set: { remindAt: null } },
    { session },
  );
  if (live.length > 0)
    await rawCollection(CouponReminders).insertMany(
      live.map(({ _id, memberId, templateId, until }) => ({
        _id,
        memberId,
        templateId,
        until,
        at: now,
      })),
      { session },
    );
  return live.length;
}
