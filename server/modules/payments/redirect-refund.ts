import type { StaffActor } from "../../kernel/actor.ts";
import { rawCollection, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { inLanes } from "../../kernel/lanes.ts";
import type { RefundDestination, World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { findRequest } from "./decide-refund.ts";
import { Refunds, type RefundRow } from "./refund.model.ts";
import { settleRefund } from "./settle-refund.ts";

/**
 * Sends a refund that WeChat could not give back the way it came to the shopper's bank card, or to the merchant's own
 * account, from where the shop pays the shopper itself; its case stays open until somebody closes it with a reason.
 * The intent is audited before WeChat is asked; name and card number are neither kept nor logged.
 * @throws refund_state when it is not abnormal, refund_refused with WeChat's words, payment_unavailable, not_found
 */
export async function redirectRefund(
  world: World,
  actor: StaffActor,
  refundId: string,
  input: RefundDestination & { readonly reason: string },
): Promise<RefundRow> {
  const { destination, reason } = input;
  await inLanes([`refund:${refundId}`], async () => {
    const refund = await findRequest(actor, refundId);
    const { wechatRefundId } = refund;
    if (refund.state !== "abnormal" || wechatRefundId === null) fail("refund_state");
    await transaction(async () => {
      await recordAction(world, actor, {
        action: "refund.redirected",
        subject: refundId,
        before: { state: refund.state, amountFen: refund.amountFen },
        after: { destination },
        reason,
      });
    });
    const answer = await world.wechatPay.redirectRefund({
      refundId: wechatRefundId,
      outRefundNo: refundId,
      ...input,
    });
    // A refusal may be of a repeat: then WeChat has long begun, and says so when asked.
    const told = "refused" in answer ? await world.wechatPay.queryRefund(refundId) : answer;
    if (told === null || told.status === "ABNORMAL")
      fail("refund_refused", {
        ...("refused" in answer && { detail: `${answer.refused} ${answer.message}`.slice(0, 200) }),
      });
    await settleRefund(world, told, "answer", async () => {
      await Refunds.updateOne({ _id: refundId }, { $set: { destination } });
    });
  });
  return (await rawCollection(Refunds).findOne({ _id: refundId })) ?? fail("not_found");
}
