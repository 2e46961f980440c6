import { paymentIdOf, Payments } from "./payment.model.ts";
import { Refunds } from "./refund.model.ts";

/** Those refunds of some orders that are asked for, decided or on their way. */
export async function listRefundsUnderWay(
  orderIds: readonly string[],
): Promise<{ refundId: string; orderId: string }[]> {
  const rows = await Refunds.find(
    {
      orderId: { $in: orderIds },
      state: { $in: ["requested", "approved", "processing", "abnormal"] },
    },
    { orderId: 1 },
  ).lean();
  return rows.map(({ _id, orderId }) => ({ refundId: _id, orderId }));
}

/** Takes the payer's WeChat account out of the payments of some orders, in the caller's transaction. */
export async function forgetPayer(orderIds: readonly string[]): Promise<void> {
  await Payments.updateMany(
    { _id: { $in: orderIds.map(paymentIdOf) } },
    { $set: { openid: null } },
  );
}
