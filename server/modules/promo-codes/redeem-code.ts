import type { MemberActor } from "../../kernel/actor.ts";
import { currentSession, isDuplicateKey, rawCollection, transaction } from "../../kernel/db.ts";
import { assert, fail, Refusal } from "../../kernel/errors.ts";
import { inLanes } from "../../kernel/lanes.ts";
import { countAttempt, refuseWhileClosed } from "../../kernel/limits.ts";
import { digestPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { issueCoupon, readCoupon, type CouponRow } from "../coupons/index.ts";
import { plainCode } from "./code-text.ts";
import {
  CodeBatches,
  PromoCodes,
  Redemptions,
  type CodeBatchRow,
  type PromoCodeRow,
  type RedemptionRow,
} from "./promo-code.model.ts";

const HOUR_MS = 3_600_000;

/** Tries an hour, right ones counted too; behind one address many honest shoppers may sit. */
const triesMax = { member: 10, device: 20, address: 200 } as const;

/** The keyed digest by which a code is found. */
export function codeDigest(world: World, written: string): string {
  return digestPii(world.config.pii, `promo:${plainCode(written)}`);
}

/**
 * Exchanges a code into a coupon of its template; the client made the id: the same again gives the same coupon.
 * Tries are counted before anything is looked at. Whatever is wrong with a code, the answer and the work are the same.
 * @throws code_locked after too many tries of this member, device or address; code_invalid
 */
export async function redeemCode(
  world: World,
  actor: MemberActor,
  input: { code: string; redemptionId: string; device: string; address: string },
): Promise<CouponRow> {
  await countTries(world, {
    member: actor.memberId,
    device: input.device,
    address: input.address,
  });
  const redemptionId = `${actor.memberId}:${input.redemptionId}`;
  const codeId = codeDigest(world, input.code);
  const { code, batch, redemptions } = await look(codeId, redemptionId, actor.memberId);
  const twin = redemptions.find((row) => row._id === redemptionId);
  if (twin !== undefined && twin.codeId === codeId) return await readCoupon(twin.couponId);
  const mine = redemptions.filter((row) => row.codeId === codeId);
  const now = world.clock.now();
  const isGood =
    twin === undefined &&
    code !== null &&
    batch !== null &&
    batch.state === "active" &&
    batch.from <= now &&
    batch.until > now &&
    (batch.memberId === null || batch.memberId === actor.memberId) &&
    code.uses < code.usesMax &&
    mine.length < batch.perMember;
  if (!isGood) fail("code_invalid");
  try {
    return await inLanes(
      [`promo:${codeId}`, `coupons:${batch.templateId}`],
      async () =>
        await transaction(async () => await exchange(world, actor, { code, batch, redemptionId })),
    );
  } catch (error) {
    if (isDuplicateKey(error)) {
      // This very request was being answered at the same time.
      const done = await rawCollection(Redemptions).findOne({ _id: redemptionId });
      if (done !== null && done.codeId === codeId) return await readCoupon(done.couponId);
      fail("code_invalid");
    }
    if (error instanceof Refusal && error.status < 500) fail("code_invalid");
    throw error;
  }
}

/** Counts one try of each, unless one is known to have none left. @throws code_locked */
async function countTries(
  world: World,
  who: Readonly<Record<keyof typeof triesMax, string>>,
): Promise<void> {
  const kinds = ["member", "device", "address"] as const;
  const nameOf = (kind: keyof typeof triesMax): string => `promo:${kind}:${who[kind]}`;
  try {
    for (const kind of kinds) refuseWhileClosed(world, nameOf(kind));
    const counted = await Promise.allSettled(
      kinds.map(
        async (kind) =>
          await countAttempt(world, nameOf(kind), { max: triesMax[kind], windowMs: HOUR_MS }),
      ),
    );
    for (const one of counted) if (one.status === "rejected") throw one.reason;
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "rate_limited") throw error;
    const { retryAfterSeconds } = error;
    fail("code_locked", retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
  }
}

/** The same three reads for every code, whether there is one or not. */
async function look(codeId: string, redemptionId: string, memberId: string) {
  const code = await rawCollection(PromoCodes).findOne({ _id: codeId });
  const batch = await rawCollection(CodeBatches).findOne(
    { _id: code?.batchId ?? "none" },
    { projection: { codesSealed: 0, exports: 0 } },
  );
  const redemptions = await rawCollection(Redemptions)
    .find({ $or: [{ _id: redemptionId }, { codeId, memberId }] })
    .toArray();
  return { code, batch, redemptions };
}

async function exchange(
  world: World,
  actor: MemberActor,
  found: { code: PromoCodeRow; batch: CodeBatchRow; redemptionId: string },
): Promise<CouponRow> {
  const session = currentSession();
  assert(session !== undefined, "a code is exchanged in a transaction");
  const { code, batch, redemptionId } = found;
  // Everybody who redeems this code writes its row: what is read beside it is still so when this is committed.
  const counted = await rawCollection(PromoCodes).updateOne(
    { _id: code._id, uses: { $lt: code.usesMax } },
    { $inc: { uses: 1 } },
    { session },
  );
  if (counted.matchedCount === 0) fail("code_invalid");
  const mine = await rawCollection(Redemptions)
    .find({ codeId: code._id, memberId: actor.memberId }, { session, limit: batch.perMember })
    .toArray();
  if (mine.length >= batch.perMember) fail("code_invalid");
  const live = await rawCollection(CodeBatches).findOne(
    { _id: batch._id, state: "active" },
    { session, projection: { _id: 1 } },
  );
  if (live === null) fail("code_invalid");
  const coupon = await issueCoupon(world, actor, {
    templateId: batch.templateId,
    memberId: actor.memberId,
    source: { scene: "code", id: redemptionId },
    reason: batch._id,
  });
  const row: RedemptionRow = {
    _id: redemptionId,
    codeId: code._id,
    batchId: batch._id,
    memberId: actor.memberId,
    couponId: coupon._id,
    ending: code.ending,
    at: world.clock.now(),
  };
  await rawCollection(Redemptions).insertOne(row, { session });
  return coupon;
}
