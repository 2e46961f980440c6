import { rawCollection } from "../../kernel/db.ts";
import { readOpenid } from "../members/index.ts";
import { Orders } from "./order.model.ts";
import type { PaymentState } from "./order.states.ts";

/** What paying an order needs to know of it; fen. */
export type PayableOrder = {
  readonly _id: string;
  readonly memberId: string;
  /** Null while the shopper has no WeChat account. */
  readonly openid: string | null;
  readonly storeId: string;
  readonly totalFen: number;
  readonly description: string;
  readonly expiresAt: Date;
  readonly paymentState: PaymentState;
};

/**
 * The payable side of a shopper's own order; null when it is not theirs or not there. One database command; two more
 * for an order that was placed without a WeChat account: the one that its shopper has by now pays.
 */
export async function readOrderForPayment(
  memberId: string,
  orderId: string,
): Promise<PayableOrder | null> {
  const order = await rawCollection(Orders).findOne(
    { _id: orderId, memberId },
    {
      projection: {
        memberId: 1,
        openid: 1,
        storeId: 1,
        totalFen: 1,
        "lines.title": 1,
        expiresAt: 1,
        paymentState: 1,
      },
    },
  );
  if (order === null) return null;
  const [first] = order.lines;
  const title = first?.title ?? "暖店订单";
  return {
    _id: order._id,
    memberId: order.memberId,
    openid: order.openid ?? (await noteOpenid(order._id, memberId)),
    storeId: order.storeId,
    totalFen: order.totalFen,
    description: order.lines.length > 1 ? `${title} 等 ${order.lines.length} 种` : title,
    expiresAt: order.expiresAt,
    paymentState: order.paymentState,
  };
}

async function noteOpenid(orderId: string, memberId: string): Promise<string | null> {
  const openid = await readOpenid(memberId);
  if (openid !== null)
    await rawCollection(Orders).updateOne({ _id: orderId, openid: null }, { $set: { openid } });
  return openid;
}

/** The money side of every order, for the audit; fen. */
export function eachOrderMoney() {
  return rawCollection(Orders).find(
    {},
    { projection: { paymentState: 1, totalFen: 1, refundedFen: 1, refundPendingFen: 1 } },
  );
}
