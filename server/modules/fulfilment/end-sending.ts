import type { World } from "../../world.ts";
import { Shipments, type ShipmentRow } from "./shipment.model.ts";

/**
 * Has WeChat told that nothing more will be sent of an order, in the transaction of the refund that ended its sending:
 * WeChat would else wait for the rest for ever, and keep the shop's money. It takes no message without a parcel, and
 * parcels of a split order add up until `is_all_delivered`, without using up the one correction (WeChat's document of
 * upload_shipping_info). So the last parcel is told once more, as the last.
 */
export async function endSending(world: World, orderId: string): Promise<void> {
  const last = await Shipments.findOne({ orderId }).sort({ _id: -1 }).lean<ShipmentRow>();
  if (last === null || last.uploadState === "not_needed") return;
  await Shipments.updateOne(
    { _id: last._id },
    {
      $set: {
        isAllDelivered: true,
        uploadState: "pending",
        uploadAttempts: 0,
        uploadError: null,
        nextUploadAt: world.clock.now(),
      },
    },
  );
}
