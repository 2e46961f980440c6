import { actorLabel, type MemberActor } from "../../../kernel/actor.ts";
import { currentSession, isDuplicateKey, rawCollection, transaction } from "../../../kernel/db.ts";
import { assert, fail } from "../../../kernel/errors.ts";
import { newToken } from "../../../kernel/ids.ts";
import type { World } from "../../../world.ts";
import { couponIdOf, remindMoment } from "../coupon-rules.ts";
import { Coupons, type CouponRow } from "../coupon.model.ts";
import { readMemberFacts, whyNotFor } from "../templates/judge-audience.ts";
import { mustBePublished } from "../templates/read-templates.ts";

const TWINS_MAX = 5;

/**
 * Makes the link by which a friend gets the caller's coupon, the same one each time; until somebody accepts, the caller
 * can still use it. What came as a gift is not given on.
 * @throws not_found, coupon_unavailable
 */
export async function giveCoupon(
  world: World,
  actor: MemberActor,
  couponId: string,
): Promise<{ token: string; until: Date }> {
  const mine = { _id: couponId, memberId: actor.memberId };
  const coupon = (await rawCollection(Coupons).findOne(mine)) ?? fail("not_found");
  const template = await mustBePublished(coupon.templateId);
  if (!template.isGiftable || coupon.source.scene === "gift")
    fail("coupon_unavailable", { detail: "这张券不能转赠" });
  const given = await rawCollection(Coupons).findOneAndUpdate(
    { ...mine, state: "available", until: { $gt: world.clock.now() } },
    [{ $set: { giftToken: { $ifNull: ["$giftToken", { $literal: newToken() }] } } }],
    { returnDocument: "after" },
  );
  if (given === null || given.giftToken === null) fail("coupon_unavailable");
  return { token: given.giftToken, until: given.until };
}

/**
 * Accepts a friend's coupon: the friend's becomes gifted and the caller gets one of the same template and end, within
 * the caller's own limit. Accepting again gives the same coupon; of many friends at once one gets it.
 * @throws coupon_unavailable, coupon_claim_limit
 */
export async function acceptGift(
  world: World,
  actor: MemberActor,
  token: string,
): Promise<CouponRow> {
  for (let twins = 0; ; twins += 1) {
    try {
      return await transaction(async () => await accept(world, actor, token));
    } catch (error) {
      if (!isDuplicateKey(error) || twins === TWINS_MAX) throw error;
    }
  }
}

async function accept(world: World, actor: MemberActor, token: string): Promise<CouponRow> {
  const session = currentSession();
  assert(session !== undefined, "a gift changes hands in a transaction");
  const coupons = rawCollection(Coupons);
  const now = world.clock.now();
  const given = await coupons.findOne({ giftToken: token }, { session });
  if (given === null) fail("coupon_unavailable");
  const { templateId, until } = given;
  const source = { scene: "gift" as const, id: given._id };
  const _id = couponIdOf(templateId, source);
  const mine = await coupons.find({ templateId, memberId: actor.memberId }, { session }).toArray();
  const accepted = mine.find((row) => row._id === _id);
  if (accepted !== undefined) return accepted;
  if (given.memberId === actor.memberId)
    fail("coupon_unavailable", { detail: "这是您自己送出的券" });
  const template = await mustBePublished(templateId);
  const { audience } = template.terms;
  const reason = whyNotFor(audience, await readMemberFacts(actor.memberId, audience));
  if (reason !== null) fail("coupon_unavailable", { detail: reason });
  if (mine.length >= template.caps.perMember) fail("coupon_claim_limit");
  const step = {
    to: "gifted" as const,
    at: now,
    by: actorLabel(actor),
    orderId: null,
    reason: null,
  };
  const left = await coupons.updateOne(
    { _id: given._id, state: "available", until: { $gt: now } },
    { $set: { state: "gifted", remindAt: null }, $push: { steps: step } },
    { session },
  );
  if (left.matchedCount === 0) fail("coupon_unavailable");
  const coupon: CouponRow = {
    _id,
    templateId,
    memberId: actor.memberId,
    nth: Math.max(0, ...mine.map((row) => row.nth)) + 1,
    state: "available",
    from: given.from,
    until,
    since: now,
    source,
    reason: null,
    orderId: null,
    giftToken: null,
    remindAt: remindMoment(template.remindDaysBefore, now, until),
    joinedFrom: null,
    steps: [],
  };
  await coupons.insertOne(coupon, { session });
  return coupon;
}
