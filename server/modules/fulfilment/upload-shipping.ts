import { assert } from "../../kernel/errors.ts";
import { paymentIdOf } from "../payments/index.ts";
import type { World } from "../../world.ts";
import { Shipments, type ShipmentRow } from "./shipment.model.ts";

/** WeChat: the order cannot be shipped (yet); so soon after payment this passes by itself. */
const NOT_SHIPPABLE_YET = 10_060_004;
const ATTEMPTS_MAX = 12;
const FIRST_PAUSE_MS = 30_000;
const PAUSE_MAX_MS = 6 * 3_600_000;

/**
 * Tells WeChat about a shipment, after everything about it is committed. Not knowing is not failing: without an
 * answer the job tries again with growing pauses; a refusal stays visible until someone mends it. Never throws for
 * what WeChat does.
 */
export async function uploadShipment(world: World, shipmentId: string): Promise<void> {
  const now = world.clock.now();
  const claimed = await Shipments.findOneAndUpdate(
    { _id: shipmentId, uploadState: "pending", nextUploadAt: { $lte: now } },
    [
      {
        $set: {
          uploadAttempts: { $add: ["$uploadAttempts", 1] },
          nextUploadAt: {
            $add: [
              now,
              {
                $min: [
                  PAUSE_MAX_MS,
                  { $multiply: [FIRST_PAUSE_MS, { $pow: [2, "$uploadAttempts"] }] },
                ],
              },
            ],
          },
        },
      },
    ],
    { returnDocument: "after", updatePipeline: true },
  ).lean<ShipmentRow>();
  if (claimed === null) return;
  // WeChat adds parcels up in the order they are told: an earlier one goes first.
  const earlier = await Shipments.exists({
    orderId: claimed.orderId,
    _id: { $lt: shipmentId },
    uploadState: "pending",
  });
  if (earlier !== null) return;
  const outcome = await tell(world, claimed);
  if (outcome.kind === "later" && claimed.uploadAttempts < ATTEMPTS_MAX) {
    await Shipments.updateOne({ _id: shipmentId }, { $set: { uploadError: outcome.error } });
    return;
  }
  // What a refund has made the last parcel meanwhile is told again as that.
  await Shipments.updateOne(
    { _id: shipmentId, uploadState: "pending", isAllDelivered: claimed.isAllDelivered },
    {
      $set:
        outcome.kind === "done"
          ? { uploadState: "uploaded", nextUploadAt: null, uploadError: null }
          : { uploadState: "refused", nextUploadAt: null, uploadError: outcome.error },
    },
  );
}

async function tell(
  world: World,
  shipment: ShipmentRow,
): Promise<{ kind: "done" } | { kind: "later" | "refused"; error: string }> {
  const { openid } = shipment;
  assert(openid !== null, "only what was paid through WeChat is told to it");
  // A correction replaces everything WeChat was told about the order, so it names every parcel again.
  const parcels = shipment.isCorrection
    ? await Shipments.find({ orderId: shipment.orderId }).sort({ _id: 1 }).lean<ShipmentRow[]>()
    : [shipment];
  try {
    const answer = await world.wechat.uploadShipping({
      outTradeNo: paymentIdOf(shipment.orderId),
      openid,
      kind: shipment.kind,
      isSplit: shipment.isSplit,
      isAllDelivered: parcels.some((parcel) => parcel.isAllDelivered),
      parcels: parcels.map((parcel) => ({
        trackingNo: parcel.trackingNo,
        expressCompany: parcel.carrier,
        itemDescription: parcel.itemDescription,
        receiverContactMasked: parcel.receiverContactMasked,
      })),
    });
    if ("ok" in answer) return { kind: "done" };
    return {
      kind: answer.refused === NOT_SHIPPABLE_YET ? "later" : "refused",
      error: `${answer.refused} ${answer.message}`.slice(0, 200),
    };
  } catch (error) {
    world.log.warn({ err: error, shipmentId: shipment._id }, "shipping upload not answered");
    return { kind: "later", error: "微信没有响应" };
  }
}

/** Tells WeChat about all shipments that are due; one that fails does not stop the next. */
export async function uploadDueShipments(world: World): Promise<Record<string, number>> {
  const due = await Shipments.find(
    { uploadState: "pending", nextUploadAt: { $lte: world.clock.now() } },
    { _id: 1 },
  )
    .sort({ nextUploadAt: 1, _id: 1 })
    .limit(200)
    .lean();
  for (const row of due) await uploadShipment(world, row._id);
  return { tried: due.length };
}
