import { isDuplicateKey } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { recordTrade } from "../orders/index.ts";
import { orderIdOf } from "../payments/index.ts";
import { readMessage, type PushedMessage } from "./read-message.ts";
import { WechatEvents, type WechatEventRow } from "./wechat-event.model.ts";

/**
 * Takes one message of WeChat's push whose signature has been checked: into the inbox first, then onto the order it
 * speaks of. Returning means it is safe on disk; a copy of what was handled ends at the inbox.
 * @throws malformed for what is no message in JSON.
 */
export async function receiveEvent(world: World, text: string): Promise<void> {
  const message = readMessage(text);
  if (message === null) fail("malformed", { detail: "不是微信的 JSON 消息" });
  const { key, name, subject, openid, payload } = message;
  const receivedAt = world.clock.now();
  const row = { _id: key, name, subject, openid, payload, receivedAt, outcome: null };
  try {
    await WechatEvents.insertMany([row]);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const copy = await WechatEvents.findById(key, { outcome: 1 }).lean();
    if (copy !== null && copy.outcome !== null) return;
  }
  const outcome = await handle(world, message);
  await WechatEvents.updateOne({ _id: key }, { $set: { outcome } });
  world.log.info({ event: name, outcome }, "wechat event");
}

async function handle(
  world: World,
  { name, at, trade }: PushedMessage,
): Promise<WechatEventRow["outcome"]> {
  if (trade === null) return "kept";
  const orderId = orderIdOf(trade.paymentId);
  if (orderId === null || trade.merchantId !== world.config.pay.mchid) return "foreign";
  const found = await recordTrade(orderId, {
    ...(name === "trade_manage_remind_shipping" && {
      shippingRemindedAt: at ?? world.clock.now(),
    }),
    ...(trade.confirmedAt !== null && { receiptConfirmedAt: trade.confirmedAt }),
    ...(trade.releasedAt !== null && { moneyReleasedAt: trade.releasedAt }),
  });
  return found ? "recorded" : "foreign";
}
