import { actorLabel, type StaffActor } from "../../kernel/actor.ts";
import { shanghaiDay } from "../../kernel/calendar.ts";
import { transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { findMember } from "../members/index.ts";
import { changeAccount } from "./change-account.ts";
import { expiryDay } from "./expiry-day.ts";
import { PointsAdjustments, type PointsAdjustmentRow } from "./points-adjustment.model.ts";
import { readPointsPolicies, type PointsPolicyRow } from "./points-policy.model.ts";
import { adjust } from "./points-verbs.ts";

/** What staff send to give or take points. */
export type AdjustmentInput = {
  readonly adjustmentId: string;
  readonly memberId: string;
  /** Signed. */
  readonly points: number;
  readonly reason: string;
  readonly note: string | null;
};

/**
 * Gives or takes points by hand, audited. What one person did to one member on one day counts together, so that a
 * limit cannot be passed in small steps; above it the adjustment waits for a second person. The same id again is the
 * same adjustment.
 * @throws not_found, adjustment_limit, points_insufficient (taking never makes debt), idempotency_mismatch
 */
export async function adjustPoints(
  world: World,
  actor: StaffActor,
  input: AdjustmentInput,
): Promise<PointsAdjustmentRow> {
  const { adjustmentId, memberId, points, reason, note } = input;
  const by = actorLabel(actor);
  return await transaction(async () => {
    const twin = await PointsAdjustments.findById(adjustmentId).lean<PointsAdjustmentRow>();
    if (twin !== null) {
      const isSame =
        twin.memberId === memberId &&
        twin.points === points &&
        twin.requestedBy === by &&
        twin.reason === reason &&
        twin.note === note;
      return isSame ? twin : fail("idempotency_mismatch");
    }
    if ((await findMember(memberId)).mergedInto !== null) fail("not_found");
    const policy = await mustReadPolicy();
    const { max, aloneMax } = policy.adjusting;
    if (Math.abs(points) > max)
      fail("adjustment_limit", {
        detail: `单次最多 ${max} 积分`,
        issues: [{ pointer: "/points", detail: `单次最多 ${max} 积分` }],
      });
    const now = world.clock.now();
    const day = shanghaiDay(now);
    const isAlone = (await doneAlone(memberId, by, day)) + Math.abs(points) <= aloneMax;
    const row: PointsAdjustmentRow = {
      _id: adjustmentId,
      memberId,
      points,
      state: isAlone ? "done" : "requested",
      reason,
      note,
      requestedBy: by,
      requestedAt: now,
      day,
      decidedBy: isAlone ? by : null,
      decidedAt: isAlone ? now : null,
      decisionReason: null,
    };
    // The account's own write makes two at once meet, so that both see what the other did.
    if (isAlone) await apply(world, actor, row, policy);
    await PointsAdjustments.insertMany([row], { lean: true });
    await record(world, actor, isAlone ? "points.adjusted" : "points.adjustment_requested", row);
    return row;
  });
}

/**
 * Lets an adjustment happen that waited for a second person.
 * @throws not_found, approval_own, approval_state, points_insufficient
 */
export async function approveAdjustment(
  world: World,
  actor: StaffActor,
  adjustmentId: string,
): Promise<PointsAdjustmentRow> {
  return await transaction(async () => {
    const row = await mustBeRequested(adjustmentId);
    if (row.requestedBy === actorLabel(actor)) fail("approval_own");
    const done = await decide(world, actor, row, "done", null);
    await apply(world, actor, done, await mustReadPolicy());
    await record(world, actor, "points.adjusted", done);
    return done;
  });
}

/** Ends a request for an adjustment without points; also one's own. @throws not_found, approval_state */
export async function rejectAdjustment(
  world: World,
  actor: StaffActor,
  input: { adjustmentId: string; reason: string },
): Promise<PointsAdjustmentRow> {
  return await transaction(async () => {
    const row = await mustBeRequested(input.adjustmentId);
    const rejected = await decide(world, actor, row, "rejected", input.reason);
    await record(world, actor, "points.adjustment_rejected", rejected);
    return rejected;
  });
}

/** What one person gave or took alone, of one member on one day, without sign. */
async function doneAlone(memberId: string, by: string, day: string): Promise<number> {
  const rows = await PointsAdjustments.find({ memberId, requestedBy: by, day }).lean();
  return rows
    .filter((row) => row.state === "done" && row.decidedBy === by)
    .reduce((total, row) => total + Math.abs(row.points), 0);
}

async function mustBeRequested(adjustmentId: string): Promise<PointsAdjustmentRow> {
  const row = await PointsAdjustments.findById(adjustmentId).lean<PointsAdjustmentRow>();
  if (row === null) fail("not_found");
  if (row.state !== "requested") fail("approval_state");
  return row;
}

async function decide(
  world: World,
  actor: StaffActor,
  row: PointsAdjustmentRow,
  state: "done" | "rejected",
  decisionReason: string | null,
): Promise<PointsAdjustmentRow> {
  const decision = {
    state,
    decidedBy: actorLabel(actor),
    decidedAt: world.clock.now(),
    decisionReason,
  };
  const { _id } = row;
  const written = await PointsAdjustments.updateOne({ _id, state: "requested" }, decision);
  if (written.matchedCount === 0) fail("approval_state");
  return { ...row, ...decision };
}

async function apply(
  world: World,
  actor: StaffActor,
  row: PointsAdjustmentRow,
  policy: PointsPolicyRow,
): Promise<void> {
  const { memberId, points, reason, note } = row;
  const cause = { scene: "adjustment", id: row._id };
  await changeAccount(world, actor, { memberId, related: { cause } }, (book) => {
    adjust(book, {
      cause,
      points,
      expiresOn: expiryDay(policy.expiry, book.today),
      reason,
      note,
    });
  });
}

async function mustReadPolicy(): Promise<PointsPolicyRow> {
  const [policy] = await readPointsPolicies();
  return policy ?? fail("adjustment_limit", { detail: "还没有发布积分规则" });
}

async function record(
  world: World,
  actor: StaffActor,
  action: string,
  { _id, memberId, points, state, reason, decisionReason }: PointsAdjustmentRow,
): Promise<void> {
  await recordAction(world, actor, {
    action,
    subject: _id,
    before: null,
    after: { memberId, points, state },
    reason: decisionReason ?? reason,
  });
}
