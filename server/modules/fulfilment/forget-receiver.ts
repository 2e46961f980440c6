import { Shipments } from "./shipment.model.ts";

/** Those orders of the given ones of which WeChat has not been told everything. */
export async function listUnsentShipments(
  orderIds: readonly string[],
): Promise<{ orderId: string }[]> {
  const pending = { orderId: { $in: orderIds }, uploadState: "pending" as const };
  return (await Shipments.distinct("orderId", pending)).map((orderId) => ({ orderId }));
}

/** Takes the receiver out of the parcels of some orders, in the caller's transaction. */
export async function forgetReceiver(orderIds: readonly string[]): Promise<void> {
  await Shipments.updateMany(
    { orderId: { $in: orderIds } },
    { $set: { openid: null, receiverContactMasked: null } },
  );
}
