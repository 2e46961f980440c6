import { currentSession, isDuplicateKey, rawCollection } from "../../kernel/db.ts";
import type { PayNotification, World } from "../../world.ts";
import { Inbox, type InboxRow } from "./inbox.model.ts";
import { settlePayment } from "./settle-payment.ts";
import { settleRefund } from "./settle-refund.ts";

/** Outcomes that no later copy of the same notification could change. */
const FINAL_OUTCOMES = new Set(["settled", "already", "surplus", "ignored"]);

/**
 * Takes one notification of WeChat Pay: signature and age first, then the inbox, then everything it causes in one
 * transaction with the inbox's mark; returning means it is safe on disk. A copy of what was already done ends at the
 * inbox. What cannot be taken as it is (foreign, unknown, disputed) is written down and acknowledged too, for WeChat
 * would only repeat it; a copy of such a one is looked at again.
 * @throws notification_invalid without leaving a trace but a log line.
 */
export async function receiveNotification(
  world: World,
  headers: Readonly<Record<string, string | undefined>>,
  rawBody: string,
): Promise<void> {
  const notification = world.wechatPay.openNotification(headers, rawBody);
  const inbox = rawCollection(Inbox);
  const entry: InboxRow = {
    _id: notification.id,
    kind: notification.kind,
    number: numberOf(notification),
    receivedAt: world.clock.now(),
    outcome: null,
  };
  try {
    await inbox.insertOne(entry);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const copy = await inbox.findOne({ _id: notification.id });
    if (copy?.outcome !== null && copy?.outcome !== undefined && FINAL_OUTCOMES.has(copy.outcome))
      return;
  }
  const mark = async (outcome: string): Promise<void> => {
    const session = currentSession();
    await inbox.updateOne(
      { _id: notification.id },
      { $set: { outcome } },
      { ...(session && { session }) },
    );
  };
  switch (notification.kind) {
    case "transaction":
      await settlePayment(world, notification.transaction, "notification", mark);
      return;
    case "refund":
      await settleRefund(world, notification.refund, "notification", mark);
      return;
    case "other":
      world.log.warn({ eventType: notification.eventType }, "notification of an unknown kind");
      await mark("ignored");
  }
}

function numberOf(notification: PayNotification): string {
  switch (notification.kind) {
    case "transaction":
      return notification.transaction.outTradeNo;
    case "refund":
      return notification.refund.outRefundNo;
    case "other":
      return notification.eventType;
  }
}
