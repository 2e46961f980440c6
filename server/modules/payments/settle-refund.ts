import { shanghaiDay } from "../../kernel/calendar.ts";
import { currentSession, rawCollection, transaction } from "../../kernel/db.ts";
import { assert } from "../../kernel/errors.ts";
import { canGo } from "../../kernel/states.ts";
import type { PayRefund, World } from "../../world.ts";
import { confirmRefund } from "../orders/index.ts";
import { openCase } from "./open-case.ts";
import { queryPauses } from "./query-pauses.ts";
import { Refunds, refundTable, type RefundRow, type RefundState } from "./refund.model.ts";

/** What came of a message about a refund. */
export type RefundOutcome = "settled" | "already" | "progress" | "disputed" | "foreign" | "unknown";

const stateOf: Readonly<Record<PayRefund["status"], RefundState>> = {
  PROCESSING: "processing",
  SUCCESS: "succeeded",
  ABNORMAL: "abnormal",
  CLOSED: "closed",
};

const ABNORMAL = "退款异常：原路无法退回，请改退到顾客的银行卡或商户账户";

/**
 * Takes in what WeChat says about a refund, from an answer, a query or a verified notification. A refund that WeChat
 * cannot deliver (abnormal, closed) becomes a case for a person, for the shop has already taken it off its books.
 * @param within work of the caller that belongs into the same transaction, told the outcome.
 */
export async function settleRefund(
  world: World,
  told: PayRefund,
  source: "answer" | "notification" | "query",
  within: (outcome: RefundOutcome) => Promise<void> = () => Promise.resolve(),
): Promise<RefundOutcome> {
  const outcome = await transaction(async () => {
    const decided = await decide(world, told, source);
    await within(decided);
    return decided;
  });
  const facts = { number: told.outRefundNo, status: told.status, outcome, source };
  if (outcome === "settled" || outcome === "already" || outcome === "progress")
    world.log.info(facts, "refund told");
  else world.log.warn(facts, "refund told and not taken as it is");
  return outcome;
}

async function decide(world: World, told: PayRefund, source: string): Promise<RefundOutcome> {
  const session = currentSession();
  assert(session !== undefined, "refunds are settled in a transaction");
  if (told.mchid !== null && told.mchid !== world.config.pay.mchid) return "foreign";
  const refunds = rawCollection(Refunds);
  const refund = await refunds.findOne({ _id: told.outRefundNo }, { session });
  if (refund === null) return "unknown";
  if (told.refundFen !== refund.amountFen || told.outTradeNo !== refund.paymentId) {
    await openCase(world, caseOf(refund, told, "微信告知的退款金额或支付单与我们不一致"));
    return "disputed";
  }
  const to = stateOf[told.status];
  if (refund.state === to) return "already";
  if (!canGo(refundTable, refund.state, to)) return "already";
  const at = world.clock.now();
  const isFinal = to === "succeeded" || to === "closed";
  await refunds.updateOne(
    { _id: refund._id },
    {
      $set: {
        state: to,
        wechatRefundId: told.refundId,
        acceptedAt: refund.acceptedAt ?? told.createdAt ?? at,
        settledAt: to === "succeeded" ? (told.succeededAt ?? at) : null,
        nextAttemptAt: isFinal
          ? null
          : new Date(at.getTime() + queryPauses.refund(Math.max(1, refund.attempts))),
        lastError: to === "abnormal" ? ABNORMAL : null,
      },
      $push: { history: { from: refund.state, to, at, actor: `wechat:${source}` } },
    },
    { session },
  );
  // Only what has arrived is no longer pending: of a closed refund the shop still owes the money.
  if (to === "succeeded" && refund.kind === "order")
    await confirmRefund(refund.orderId, refund.amountFen);
  if (to === "abnormal") await openCase(world, caseOf(refund, told, ABNORMAL));
  if (to === "closed")
    await openCase(world, caseOf(refund, told, "退款被微信关闭：款项未退出，请人工处理"));
  return isFinal ? "settled" : "progress";
}

/** A difference about a refund, filed under the day it was made, so that one refund has one case. */
export function caseOf(
  refund: RefundRow,
  told: PayRefund | null,
  detail: string,
): Parameters<typeof openCase>[1] {
  return {
    billDay: shanghaiDay(refund.createdAt),
    class: "refund",
    number: refund._id,
    orderId: refund.orderId,
    storeId: refund.storeId,
    oursFen: refund.amountFen,
    oursState: refund.state,
    theirsFen: told?.refundFen ?? null,
    theirsState: told?.status ?? null,
    detail,
  };
}
