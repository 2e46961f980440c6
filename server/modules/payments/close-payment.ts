import { actorLabel, type Actor } from "../../kernel/actor.ts";
import { rawCollection } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { closeOrder } from "../orders/index.ts";
import { askWechat } from "./ask-wechat.ts";
import { paymentIdOf, Payments } from "./payment.model.ts";
import type { SettleOutcome } from "./settle-payment.ts";

const RETRY_MS = 60_000;

/**
 * Closes an unpaid order the only safe way: ask WeChat, close there, and only then give back what the order held.
 * A payment that was quicker is settled instead. When WeChat does not answer, the payment stays `closing` and the job
 * goes on with it.
 * @throws payment_unavailable, not_found
 */
export async function closeUnpaidOrder(
  world: World,
  actor: Actor,
  input: { orderId: string; reason: string },
): Promise<"closed" | "paid"> {
  const paymentId = paymentIdOf(input.orderId);
  if ((await closeAtWechat(world, actor, paymentId)) === "paid") return "paid";
  if ((await closeOrder(world, actor, input)) === "paid") return "paid";
  // A payment begun just now did not exist a moment ago, and its order is closed for it.
  await closeAtWechat(world, actor, paymentId);
  return "closed";
}

/**
 * Makes sure that nobody can pay the number any more. `paid` when somebody has, and the order is paid by it.
 * @throws payment_unavailable
 */
export async function closeAtWechat(
  world: World,
  actor: Actor,
  paymentId: string,
): Promise<"closed" | "paid"> {
  const payments = rawCollection(Payments);
  const now = world.clock.now();
  const by = actorLabel(actor);
  const nextQueryAt = new Date(now.getTime() + RETRY_MS);
  await payments.updateOne(
    { _id: paymentId, state: "pending" },
    {
      $set: { state: "closing", nextQueryAt },
      $push: { history: { to: "closing", at: now, actor: by } },
    },
  );
  const payment = await payments.findOne({ _id: paymentId }, { projection: { state: 1 } });
  if (payment === null || payment.state === "closed" || payment.state === "surplus")
    return "closed";
  if (payment.state === "settled") return "paid";
  const ended = endOf(await askWechat(world, paymentId));
  if (ended !== null) return ended;
  if (payment.state === "disputed") return "closed";
  if ((await world.wechatPay.close(paymentId)) === "paid")
    return endOf(await askWechat(world, paymentId)) ?? fail("payment_unavailable");
  await payments.updateOne(
    { _id: paymentId, state: "closing" },
    {
      $set: { state: "closed", nextQueryAt: null },
      $push: { history: { to: "closed", at: world.clock.now(), actor: by } },
    },
  );
  return "closed";
}

/** What an answer of WeChat means for closing; null when there is still something to close. */
function endOf(outcome: SettleOutcome): "closed" | "paid" | null {
  if (outcome === "settled" || outcome === "already") return "paid";
  return outcome === "surplus" || outcome === "disputed" ? "closed" : null;
}
