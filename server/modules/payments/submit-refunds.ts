import { rawCollection } from "../../kernel/db.ts";
import { assert, Refusal } from "../../kernel/errors.ts";
import { inLanes } from "../../kernel/lanes.ts";
import type { World } from "../../world.ts";
import { openCase } from "./open-case.ts";
import { Payments } from "./payment.model.ts";
import { queryPauses } from "./query-pauses.ts";
import { Refunds, type RefundRow } from "./refund.model.ts";
import { caseOf, settleRefund } from "./settle-refund.ts";

/** WeChat's rule is a minute between two refunds of one payment; a little more, for clocks. */
const APART_MS = 61_000;
const CLAIM_MS = 60_000;

/**
 * Carries a decided refund a step further when its time has come: sends it, or asks where it stands. The number is the
 * same for ever, so a repeat can never pay twice; after an unknown outcome it asks before it sends again. Two refunds
 * of one payment are kept a minute apart. Nothing is thrown for what WeChat says or does not say: it is written down,
 * and the job comes again.
 */
export async function submitRefund(world: World, refundId: string): Promise<void> {
  const now = world.clock.now();
  const refund = await rawCollection(Refunds).findOneAndUpdate(
    {
      _id: refundId,
      state: { $in: ["approved", "processing", "abnormal"] },
      nextAttemptAt: { $lte: now },
    },
    { $set: { nextAttemptAt: new Date(now.getTime() + CLAIM_MS) }, $inc: { attempts: 1 } },
    { returnDocument: "after" },
  );
  if (refund === null) return;
  try {
    if (refund.state === "approved")
      await inLanes(
        [`refund:${refund.paymentId ?? refund._id}`],
        async () => await send(world, refund),
      );
    else await ask(world, refund);
  } catch (error) {
    if (!(error instanceof Refusal && error.code === "payment_unavailable")) throw error;
    await comeAgain(world, refund, "微信支付暂时没有响应");
  }
}

async function send(world: World, refund: RefundRow): Promise<void> {
  // An earlier try may have gone through without our hearing of it.
  if (refund.sentAt !== null && (await ask(world, refund))) return;
  const { paymentId } = refund;
  assert(paymentId !== null, "what is sent to WeChat was paid through WeChat");
  const refunds = rawCollection(Refunds);
  const now = world.clock.now();
  const earlier = await refunds.findOne(
    {
      paymentId,
      _id: { $ne: refund._id },
      sentAt: { $gt: new Date(now.getTime() - APART_MS) },
    },
    { sort: { sentAt: -1 }, projection: { sentAt: 1 } },
  );
  if (earlier?.sentAt) {
    const nextAttemptAt = new Date(earlier.sentAt.getTime() + APART_MS);
    await refunds.updateOne(
      { _id: refund._id, state: "approved" },
      { $set: { nextAttemptAt }, $inc: { attempts: -1 } },
    );
    return;
  }
  const payment = await rawCollection(Payments).findOne({ _id: paymentId });
  assert(payment !== null, "a refund belongs to a payment");
  await refunds.updateOne({ _id: refund._id }, { $set: { sentAt: now } });
  const answer = await world.wechatPay.refund({
    outTradeNo: paymentId,
    outRefundNo: refund._id,
    refundFen: refund.amountFen,
    totalFen: payment.amountFen,
    reason: refund.reason,
  });
  if (!("refused" in answer)) {
    await settleRefund(world, answer, "answer");
    return;
  }
  const words = `${answer.refused} ${answer.message}`.slice(0, 200);
  world.log.warn({ number: refund._id, wechatCode: answer.refused }, "refund refused by wechat");
  await openCase(world, caseOf(refund, null, `微信拒绝退款：${words}`));
  await comeAgain(world, refund, words);
}

/** Asks where the refund stands; false when WeChat has never heard of it. */
async function ask(world: World, refund: RefundRow): Promise<boolean> {
  const told = await world.wechatPay.queryRefund(refund._id);
  if (told === null) return false;
  const outcome = await settleRefund(world, told, "query");
  if (outcome === "already" || outcome === "disputed") await comeAgain(world, refund, null);
  return true;
}

async function comeAgain(world: World, refund: RefundRow, lastError: string | null): Promise<void> {
  const pause = queryPauses.refund(refund.attempts);
  await rawCollection(Refunds).updateOne(
    { _id: refund._id, state: refund.state },
    {
      $set: {
        nextAttemptAt: new Date(world.clock.now().getTime() + pause),
        ...(lastError === null ? {} : { lastError }),
      },
    },
  );
}

/** Carries all refunds further whose time has come; a fault of one does not hold up the others. */
export async function submitDueRefunds(
  world: World,
  limit: number,
): Promise<{ tried: number; failed: number }> {
  const due = await rawCollection(Refunds)
    .find({ nextAttemptAt: { $lte: world.clock.now() } }, { projection: { _id: 1 } })
    .sort({ nextAttemptAt: 1 })
    .limit(limit)
    .toArray();
  let failed = 0;
  for (const { _id } of due) {
    try {
      await submitRefund(world, _id);
    } catch (error) {
      failed += 1;
      world.log.error({ err: error, number: _id }, "refund not carried further");
    }
  }
  return { tried: due.length, failed };
}
