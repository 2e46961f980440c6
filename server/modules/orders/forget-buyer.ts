import { Carts } from "./cart.model.ts";
import { Orders } from "./order.model.ts";

/** What still has to happen to an order, in words for its shopper. */
export type UnfinishedOrder = { readonly orderId: string; readonly state: string };

/** The ids of all orders of a member, newest first. */
export async function readOrderIds(memberId: string): Promise<string[]> {
  const rows = await Orders.find({ memberId }, { _id: 1 }).sort({ createdAt: -1, _id: -1 }).lean();
  return rows.map(({ _id }) => _id);
}

/** Those orders of a member that are neither closed nor done. */
export async function listUnfinishedOrders(memberId: string): Promise<UnfinishedOrder[]> {
  const rows = await Orders.find(
    {
      memberId,
      $or: [
        { paymentState: "awaiting_payment" },
        {
          paymentState: "paid",
          fulfilmentState: { $nin: ["received", "cancelled"] },
          afterSalesState: { $ne: "refunded" },
        },
      ],
    },
    { paymentState: 1 },
  ).lean();
  return rows.map(({ _id, paymentState }) => ({
    orderId: _id,
    state: paymentState === "paid" ? "还没有完成" : "还没有付款，请先付款或取消",
  }));
}

/** Takes the person out of a member's orders, in the caller's transaction; what was bought and paid stays. */
export async function forgetBuyer(memberId: string): Promise<void> {
  await Carts.deleteOne({ _id: `member:${memberId}` });
  await Orders.updateMany(
    { memberId },
    {
      $set: {
        openid: null,
        requestHash: "erased",
        buyerNote: null,
        invoice: null,
        internalNotes: [],
      },
    },
  );
  await Orders.updateMany(
    { memberId, "delivery.kind": "express" },
    { $set: { "delivery.addressSealed": null, "delivery.phoneDigest": null } },
  );
}
