import { shanghaiDay } from "../../kernel/calendar.ts";
import { currentSession, rawCollection, transaction } from "../../kernel/db.ts";
import { failpoint } from "../../kernel/failpoint.ts";
import { assert } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import { inLanes } from "../../kernel/lanes.ts";
import { sourcesOf } from "../../kernel/states.ts";
import type { PayTransaction, World } from "../../world.ts";
import { settleOrder } from "../orders/index.ts";
import { openCase } from "./open-case.ts";
import { Payments, type PaymentRow, type PaymentStep } from "./payment.model.ts";
import { paymentTable } from "./payment.states.ts";
import { newRefund } from "./new-refund.ts";
import { Refunds } from "./refund.model.ts";

/**
 * What came of a message about a payment: the order is paid now, was before, or was closed (the money goes back);
 * amount or payer differ (a person looks); it is about another merchant's or no payment of ours; or nothing was paid.
 */
export type SettleOutcome =
  "settled" | "already" | "surplus" | "disputed" | "foreign" | "unknown" | "unpaid";

/** WeChat's states in which money came; REFUND means it was paid and some has gone back. */
const PAID_STATES = new Set(["SUCCESS", "REFUND"]);

/**
 * Takes in what WeChat says about a payment, from whatever side it came (a verified notification or a query): nothing
 * is believed but a message for our app and merchant, about a number of ours, over exactly the amount and the payer
 * that were asked. All that follows happens in one transaction, and once, however often and at once it is told.
 * @param within work of the caller that belongs into the same transaction, told the outcome.
 */
export async function settlePayment(
  world: World,
  told: PayTransaction,
  source: "notification" | "query",
  within: (outcome: SettleOutcome) => Promise<void> = () => Promise.resolve(),
): Promise<SettleOutcome> {
  const settle = async (): Promise<SettleOutcome> => {
    const outcome = await decide(world, told, source);
    await within(outcome);
    failpoint(world, "inside-settle");
    return outcome;
  };
  const outcome = await inLanes(
    [`payment:${told.outTradeNo}`],
    async () => await transaction(settle),
  );
  failpoint(world, "after-settle-commit");
  const facts = { number: told.outTradeNo, outcome, source, tradeState: told.tradeState };
  if (outcome === "settled" || outcome === "already" || outcome === "unpaid")
    world.log.info(facts, "payment told");
  else world.log.warn(facts, "payment told and not taken as it is");
  return outcome;
}

async function decide(world: World, told: PayTransaction, source: string): Promise<SettleOutcome> {
  const session = currentSession();
  assert(session !== undefined, "payments are settled in a transaction");
  const { config } = world;
  if (told.appid !== config.wechat.appid || told.mchid !== config.pay.mchid) return "foreign";
  if (!PAID_STATES.has(told.tradeState) || told.transactionId === null) return "unpaid";
  const at = world.clock.now();
  const paidAt = told.paidAt ?? at;
  const money = { transactionId: told.transactionId, paidAt };
  const step = (to: PaymentStep["to"]): PaymentStep => ({ to, at, actor: `wechat:${source}` });
  const payments = rawCollection(Payments);

  const isExact = told.totalFen !== null && told.openid !== null && told.currency === "CNY";
  const settled = isExact
    ? await payments.findOneAndUpdate(
        {
          _id: told.outTradeNo,
          state: { $in: sourcesOf(paymentTable, "settled") },
          amountFen: told.totalFen,
          openid: told.openid,
        },
        {
          $set: { state: "settled", ...money, nextQueryAt: null },
          $push: { history: step("settled") },
        },
        { session, returnDocument: "after" },
      )
    : null;
  if (settled !== null) {
    const outcome = await settleOrder(world, { orderId: settled.orderId, paidAt });
    if (outcome === "settled") return "settled";
    const history = [...settled.history.slice(0, -1), step("surplus")];
    await payments.updateOne(
      { _id: settled._id },
      { $set: { state: "surplus", history } },
      { session },
    );
    await giveBack(world, settled);
    return "surplus";
  }

  const known = await payments.findOne({ _id: told.outTradeNo }, { session });
  if (known === null) return "unknown";
  const isAsAsked =
    told.totalFen === known.amountFen && isPayer(told, known) && told.currency === "CNY";
  const isDecided = known.state === "settled" || known.state === "surplus";
  if (isDecided && isAsAsked && known.transactionId === told.transactionId) return "already";
  if (known.state === "closed" && isAsAsked) {
    await payments.updateOne(
      { _id: known._id },
      {
        $set: { state: "surplus", ...money, nextQueryAt: null },
        $push: { history: step("surplus") },
      },
      { session },
    );
    await giveBack(world, known);
    return "surplus";
  }
  if (!isDecided && known.state !== "disputed")
    await payments.updateOne(
      { _id: known._id },
      { $set: { state: "disputed" }, $push: { history: step("disputed") } },
      { session },
    );
  await openCase(world, {
    billDay: shanghaiDay(paidAt),
    class: isPayer(told, known) ? "amount" : "payer",
    number: known._id,
    orderId: known.orderId,
    storeId: known.storeId,
    oursFen: known.amountFen,
    oursState: known.state,
    theirsFen: told.totalFen,
    theirsState: told.tradeState,
    detail: disputeDetail(told, known),
  });
  return "disputed";
}

/** Of somebody who was erased it is no longer known who paid. */
const isPayer = (told: PayTransaction, known: PaymentRow): boolean =>
  known.openid === null || told.openid === known.openid;

function disputeDetail(told: PayTransaction, known: PaymentRow): string {
  if (!isPayer(told, known)) return "微信告知的付款人与下单人不一致";
  if (told.currency !== "CNY") return `微信告知的币种为 ${told.currency ?? "无"}`;
  if (told.totalFen !== known.amountFen) return "微信告知的金额与订单不一致";
  return `同一支付单出现另一个微信支付单号 ${told.transactionId ?? ""}`;
}

/** The refund of money that came too late: decided at once, carried out by the refund job, one per payment. */
async function giveBack(world: World, payment: PaymentRow): Promise<void> {
  const at = world.clock.now();
  const refund = newRefund(
    {
      _id: newId("ref", at),
      orderId: payment.orderId,
      paymentId: payment._id,
      memberId: payment.memberId,
      storeId: payment.storeId,
      kind: "surplus",
      amountFen: payment.amountFen,
      goodsFen: 0,
      freightFen: 0,
      lines: [],
      wishedFreightFen: null,
      requestHash: "",
      reason: "订单已关闭，款项原路退回",
      decisionReason: null,
    },
    "approved",
    { actor: "system:surplus", at },
  );
  const session = currentSession();
  await rawCollection(Refunds).insertOne(refund, { ...(session && { session }) });
}
