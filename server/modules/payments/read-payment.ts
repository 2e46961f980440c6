import type { MemberActor } from "../../kernel/actor.ts";
import { rawCollection } from "../../kernel/db.ts";
import { fail, Refusal } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { readOrderForPayment } from "../orders/index.ts";
import { askWechat } from "./ask-wechat.ts";
import { paymentIdOf, Payments, type PaymentRow } from "./payment.model.ts";

const ASK_AT_MOST_EVERY_MS = 2_000;

/** How a shopper sees the payment of an order; fen. */
export type PaymentView = {
  state: PaymentRow["state"] | "unpaid";
  isPaid: boolean;
  amountFen: number;
  paidAt: Date | null;
  expiresAt: Date;
};

/**
 * Tells a shopper how the payment of an own order stands. What is undecided is asked from WeChat, at most every two
 * seconds a payment; when WeChat does not answer, what we know is told.
 * @throws not_found
 */
export async function readPayment(
  world: World,
  actor: MemberActor,
  input: { orderId: string },
): Promise<PaymentView> {
  const order = await readOrderForPayment(actor.memberId, input.orderId);
  if (order === null) fail("not_found");
  const payments = rawCollection(Payments);
  const _id = paymentIdOf(order._id);
  const now = world.clock.now();
  const before = new Date(now.getTime() - ASK_AT_MOST_EVERY_MS);
  const asked = await payments.updateOne(
    {
      _id,
      state: { $in: ["pending", "closing", "disputed"] },
      $or: [{ lastAskedAt: null }, { lastAskedAt: { $lte: before } }],
    },
    { $set: { lastAskedAt: now } },
  );
  if (asked.matchedCount === 1) await askQuietly(world, _id);
  const payment = await payments.findOne({ _id });
  const isPaid =
    payment?.state === "settled" || (payment === null && order.paymentState === "paid");
  return {
    state: payment?.state ?? (isPaid ? "settled" : "unpaid"),
    isPaid,
    amountFen: order.totalFen,
    paidAt: payment?.paidAt ?? null,
    expiresAt: order.expiresAt,
  };
}

async function askQuietly(world: World, paymentId: string): Promise<void> {
  try {
    await askWechat(world, paymentId);
  } catch (error) {
    if (!(error instanceof Refusal && error.code === "payment_unavailable")) throw error;
  }
}
