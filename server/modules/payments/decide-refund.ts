import { createHash } from "node:crypto";
import { actorLabel, type MemberActor, type StaffActor } from "../../kernel/actor.ts";
import { isDuplicateKey, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { inLanes } from "../../kernel/lanes.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { storeScope } from "../identity/index.ts";
import {
  applyRefund,
  findOwnOrder,
  findStaffOrder,
  markRefundAsked,
  type OrderRow,
  type RefundWish,
} from "../orders/index.ts";
import { describePreview, previewRefund, type RefundPreview } from "./preview-refund.ts";
import { newRefund, stepsTo } from "./new-refund.ts";
import { paymentIdOf } from "./payment.model.ts";
import { Refunds, type RefundRow } from "./refund.model.ts";
import { submitRefund } from "./submit-refunds.ts";

/** WeChat takes at most 50 refunds per payment (WeChat Pay doc 4012556457). */
const REFUNDS_PER_ORDER_MAX = 50;

/** What is wished for, by whom it is sent, and the preview it rests on. */
export type RefundInput = {
  readonly refundId: string;
  readonly lines: RefundWish["lines"];
  readonly freightFen: number | null;
  readonly reason: string;
  readonly previewVersion: string;
};

/**
 * Asks for money back: the shop decides. The client made the id; the same again gives the same request.
 * @throws refund_exceeds, refund_state, refund_changed, refund_window, idempotency_mismatch, not_found
 */
export async function requestRefund(
  world: World,
  actor: MemberActor,
  orderId: string,
  input: RefundInput,
): Promise<RefundRow> {
  const order = await findOwnOrder(actor, orderId);
  const requestHash = hashOf(orderId, input);
  const twin = await findTwin(input.refundId, requestHash);
  if (twin !== null) return twin;
  const preview = await previewRefund(world, order, { ...input, hasGoodsBack: false });
  mustBeAgreed(preview, input.previewVersion);
  const row = draftRefund(world, actorLabel(actor), order, input, requestHash, {
    ...preview,
    state: "requested",
  });
  try {
    return await transaction(async () => {
      await markRefundAsked(world, actor, orderId, true);
      await Refunds.insertMany([row], { lean: true });
      return row;
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return (
      (await findTwin(input.refundId, requestHash)) ??
      fail("refund_state", { detail: "这张订单已有一份待处理的退款申请" })
    );
  }
}

/** Takes back a request that nobody has decided yet. @throws refund_state, not_found */
export async function withdrawRefund(
  world: World,
  actor: MemberActor,
  refundId: string,
  orderId: string,
): Promise<RefundRow> {
  return await endRequest(
    world,
    actor,
    { _id: refundId, orderId, memberId: actor.memberId },
    "withdrawn",
    null,
  );
}

/** Refuses a request with a reason the shopper will read, audited. @throws refund_state, not_found */
export async function rejectRefund(
  world: World,
  actor: StaffActor,
  refundId: string,
  reason: string,
): Promise<RefundRow> {
  return await endRequest(
    world,
    actor,
    { _id: refundId, ...storeScope(actor) },
    "rejected",
    reason,
  );
}

async function endRequest(
  world: World,
  actor: MemberActor | StaffActor,
  filter: { _id: string; orderId?: string; memberId?: string },
  to: "withdrawn" | "rejected",
  reason: string | null,
): Promise<RefundRow> {
  return await transaction(async () => {
    const at = world.clock.now();
    const ended = await Refunds.findOneAndUpdate(
      { ...filter, state: "requested" },
      {
        $set: { state: to, decidedAt: at, decidedBy: actorLabel(actor), decisionReason: reason },
        $push: { history: { from: "requested", to, at, actor: actorLabel(actor) } },
      },
      { returnDocument: "after" },
    ).lean<RefundRow>();
    if (ended === null) {
      const known = await Refunds.findOne(filter).lean<RefundRow>();
      fail(known === null ? "not_found" : "refund_state");
    }
    await markRefundAsked(world, actor, ended.orderId, false);
    if (actor.kind === "staff")
      await recordAction(world, actor, {
        action: `refund.${to}`,
        subject: ended._id,
        before: { state: "requested", amountFen: ended.amountFen },
        after: { state: to },
        reason,
      });
    return ended;
  });
}

/**
 * Refunds directly, as staff: one transaction does exactly what the preview said, then WeChat is told.
 * @throws refund_changed, refund_exceeds, refund_state, refund_window, refund_limit, idempotency_mismatch, not_found
 */
export async function makeRefund(
  world: World,
  actor: StaffActor,
  orderId: string,
  input: RefundInput & { hasGoodsBack: boolean },
): Promise<RefundRow> {
  const order = await findStaffOrder(actor, orderId);
  const requestHash = hashOf(orderId, input);
  try {
    await inLanes(
      [`order:${orderId}`],
      async () =>
        await transaction(async () => {
          // Asked here, for of two at once the second would only see that its preview no longer holds.
          if ((await findTwin(input.refundId, requestHash)) !== null) return;
          const preview = await approvedPreview(world, actor, orderId, input);
          const row = draftRefund(world, actorLabel(actor), order, input, requestHash, {
            ...preview,
            state: "approved",
          });
          await Refunds.insertMany([row], { lean: true });
          await auditDecision(world, actor, row, "refund.made");
        }),
    );
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    if ((await findTwin(input.refundId, requestHash)) === null) fail("conflict");
  }
  return await submitted(world, input.refundId);
}

/**
 * Agrees to a request: one transaction does exactly what the preview said, then WeChat is told.
 * @throws refund_changed, refund_exceeds, refund_state, refund_window, refund_limit, not_found
 */
export async function approveRefund(
  world: World,
  actor: StaffActor,
  refundId: string,
  input: { hasGoodsBack: boolean; previewVersion: string },
): Promise<RefundRow> {
  const request = await findRequest(actor, refundId);
  await inLanes(
    [`order:${request.orderId}`],
    async () =>
      await transaction(async () => {
        const at = world.clock.now();
        const claimed = await Refunds.findOneAndUpdate(
          { _id: refundId, state: "requested" },
          { $set: { state: "approved" } },
          { returnDocument: "after" },
        ).lean<RefundRow>();
        if (claimed === null) fail("refund_state");
        const preview = await approvedPreview(world, actor, request.orderId, {
          ...wishOf(request),
          ...input,
          refundId,
        });
        const state = preview.totalFen === 0 ? ("succeeded" as const) : ("approved" as const);
        const decided = await Refunds.findOneAndUpdate(
          { _id: refundId },
          {
            $set: {
              state,
              decidedAt: at,
              decidedBy: actorLabel(actor),
              amountFen: preview.totalFen,
              goodsFen: preview.goodsFen,
              freightFen: preview.freightFen,
              lines: preview.lines.map(({ lineId, quantity, refundFen }) => ({
                lineId,
                quantity,
                refundFen,
              })),
              nextAttemptAt: state === "approved" ? at : null,
              settledAt: state === "succeeded" ? at : null,
            },
            $push: {
              history: { $each: stepsTo(state, "requested", { actor: actorLabel(actor), at }) },
            },
          },
          { returnDocument: "after" },
        ).lean<RefundRow>();
        if (decided === null) fail("refund_state");
        await auditDecision(world, actor, decided, "refund.approved");
      }),
  );
  return await submitted(world, refundId);
}

/**
 * Sends a refund that WeChat closed once more, under a new number and with the same amount; the order's books stay as
 * they are. @throws refund_state, not_found, idempotency_mismatch
 */
export async function retryRefund(
  world: World,
  actor: StaffActor,
  refundId: string,
  input: { newRefundId: string; reason: string },
): Promise<RefundRow> {
  try {
    await transaction(async () => {
      const at = world.clock.now();
      const old = await Refunds.findOne({ _id: refundId, ...storeScope(actor) }).lean<RefundRow>();
      if (old === null) fail("not_found");
      if (old.state !== "closed") fail("refund_state");
      if (old.successorId === input.newRefundId) return;
      if (old.successorId !== null) fail("refund_state", { detail: "已重新提交过" });
      await Refunds.updateOne(
        { _id: refundId, successorId: null },
        { $set: { successorId: input.newRefundId } },
      );
      const row = newRefund(
        { ...old, _id: input.newRefundId, decisionReason: input.reason },
        "approved",
        { actor: actorLabel(actor), at },
      );
      await Refunds.insertMany([row], { lean: true });
      await auditDecision(world, actor, row, "refund.retried");
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    fail("idempotency_mismatch", {
      issues: [{ pointer: "/newRefundId", detail: "这个编号已用于另一笔退款" }],
    });
  }
  return await submitted(world, input.newRefundId);
}

/** A request of a store the member of staff may see. @throws not_found */
export async function findRequest(actor: StaffActor, refundId: string): Promise<RefundRow> {
  const row = await Refunds.findOne({ _id: refundId, ...storeScope(actor) }).lean<RefundRow>();
  return row ?? fail("not_found");
}

/** The wish as it was asked for. */
export function wishOf(request: RefundRow): {
  lines: RefundWish["lines"];
  freightFen: number | null;
} {
  return {
    lines: request.lines.map(({ lineId, quantity }) => ({ lineId, quantity })),
    freightFen: request.wishedFreightFen,
  };
}

/** Previews inside the transaction, holds it against what was agreed to, and does it. */
async function approvedPreview(
  world: World,
  actor: StaffActor,
  orderId: string,
  input: Pick<RefundInput, "refundId" | "lines" | "freightFen" | "previewVersion"> & {
    hasGoodsBack: boolean;
  },
) {
  const order = await findStaffOrder(actor, orderId);
  const preview = await previewRefund(world, order, input);
  mustBeAgreed(preview, input.previewVersion);
  const carriedOut = await Refunds.countDocuments({
    orderId,
    _id: { $ne: input.refundId },
    state: { $in: ["approved", "processing", "succeeded", "abnormal", "closed"] },
  });
  // Every decision writes the order, so two at once cannot both pass this count: one of them runs again.
  if (carriedOut >= REFUNDS_PER_ORDER_MAX) fail("refund_limit");
  await applyRefund(world, actor, { orderId, refundId: input.refundId, wish: input });
  return preview;
}

/** What was agreed to must be what would be done; else it is said what that is now. @throws refund_changed */
function mustBeAgreed(preview: RefundPreview, previewVersion: string): void {
  if (preview.version === previewVersion) return;
  const detail = describePreview(preview);
  fail("refund_changed", { detail, issues: [{ pointer: "/previewVersion", detail }] });
}

function draftRefund(
  world: World,
  actor: string,
  order: OrderRow,
  input: RefundInput,
  requestHash: string,
  planned: {
    state: "requested" | "approved";
    totalFen: number;
    goodsFen: number;
    freightFen: number;
    lines: RefundRow["lines"];
  },
): RefundRow {
  const isNothing = planned.state === "approved" && planned.totalFen === 0;
  return newRefund(
    {
      _id: input.refundId,
      orderId: order._id,
      paymentId: order.totalFen === 0 ? null : paymentIdOf(order._id),
      memberId: order.memberId,
      storeId: order.storeId,
      kind: "order",
      amountFen: planned.totalFen,
      goodsFen: planned.goodsFen,
      freightFen: planned.freightFen,
      lines: planned.lines.map(({ lineId, quantity, refundFen }) => ({
        lineId,
        quantity,
        refundFen,
      })),
      wishedFreightFen: input.freightFen,
      requestHash,
      reason: input.reason,
      decisionReason: null,
    },
    isNothing ? "succeeded" : planned.state,
    { actor, at: world.clock.now() },
  );
}

async function auditDecision(
  world: World,
  actor: StaffActor,
  row: RefundRow,
  action: string,
): Promise<void> {
  await recordAction(world, actor, {
    action,
    subject: row._id,
    before: null,
    after: { orderId: row.orderId, amountFen: row.amountFen, lines: row.lines },
    reason: row.decisionReason ?? row.reason,
  });
}

/** Tells WeChat after the commit; when it does not answer, the job goes on until it does. */
async function submitted(world: World, refundId: string): Promise<RefundRow> {
  await submitRefund(world, refundId);
  const row = await Refunds.findOne({ _id: refundId }).lean<RefundRow>();
  return row ?? fail("not_found");
}

async function findTwin(refundId: string, requestHash: string): Promise<RefundRow | null> {
  const twin = await Refunds.findOne({ _id: refundId }).lean<RefundRow>();
  if (twin !== null && twin.requestHash !== requestHash) fail("idempotency_mismatch");
  return twin;
}

function hashOf(orderId: string, input: object): string {
  return createHash("sha256")
    .update(JSON.stringify([orderId, input]))
    .digest("base64url");
}
