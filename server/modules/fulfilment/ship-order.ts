import { createHash } from "node:crypto";
import { actorLabel, type StaffActor } from "../../kernel/actor.ts";
import { isDuplicateKey, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import { countAttempt } from "../../kernel/limits.ts";
import { maskPhone } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { storeScope } from "../identity/index.ts";
import {
  findStaffOrder,
  markPickedUp,
  markSent,
  openAddress,
  type OrderRow,
} from "../orders/index.ts";
import { mustBeCarrier } from "./read-carriers.ts";
import { Shipments, type ShipmentRow } from "./shipment.model.ts";
import { uploadShipment } from "./upload-shipping.ts";

/** A parcel as staff enter it. */
export type ParcelInput = {
  readonly shipmentId: string;
  readonly carrier: string;
  readonly trackingNo: string;
  readonly lines: readonly { lineId: string; quantity: number }[];
};

/** A code of eight digits is not to be found by trying. */
const PICKUP_ATTEMPTS = { max: 10, windowMs: 15 * 60_000 };

/** How many characters WeChat takes for what is in a parcel. */
const ITEM_DESCRIPTION_MAX = 120;

/**
 * Sends one parcel of a delivery order, whole or in part, and tells WeChat after the commit so that the shop's money
 * is released. The same shipment id again gives the same shipment.
 * @throws shipment_exceeds, carrier_unknown, order_state, idempotency_mismatch, not_found, conflict for a number that
 * another parcel of the order has
 */
export async function shipOrder(
  world: World,
  actor: StaffActor,
  orderId: string,
  input: ParcelInput,
): Promise<ShipmentRow> {
  const requestHash = createHash("sha256")
    .update(JSON.stringify([orderId, input]))
    .digest("base64url");
  const twin = await findTwin(input.shipmentId, requestHash);
  if (twin !== null) return twin;
  await findStaffOrder(actor, orderId);
  await mustBeCarrier(world, input.carrier);
  try {
    await transaction(async () => {
      const order = await markSent(world, actor, { orderId, lines: input.lines });
      const earlier = await Shipments.find({ orderId }, { carrier: 1, trackingNo: 1 }).lean();
      refuseSameNumber(earlier, input);
      const isAllDelivered = order.fulfilmentState === "shipped";
      await insertShipment(world, actor, order, {
        ...input,
        kind: "express",
        lines: input.lines.map((line) => ({ ...line })),
        isSplit: earlier.length > 0 || !isAllDelivered,
        isAllDelivered,
        requestHash,
      });
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return (await findTwin(input.shipmentId, requestHash)) ?? fail("conflict");
  }
  return await uploaded(world, input.shipmentId);
}

/** One parcel has one number: the same again would be this order's other parcel, or a slip of the scanner. */
function refuseSameNumber(
  earlier: readonly Pick<ShipmentRow, "carrier" | "trackingNo">[],
  { carrier, trackingNo }: ParcelInput,
): void {
  if (!earlier.some((one) => one.carrier === carrier && one.trackingNo === trackingNo)) return;
  const detail = "这个单号已经是本单的另一个包裹";
  fail("conflict", { detail, issues: [{ pointer: "/trackingNo", detail }] });
}

/**
 * Hands a pickup order over to whoever knows its code.
 * @throws pickup_code_wrong, order_state, not_found, rate_limited after ten tries in a quarter of an hour
 */
export async function handOver(
  world: World,
  actor: StaffActor,
  orderId: string,
  pickupCode: string,
): Promise<OrderRow> {
  await countAttempt(world, `pickup:${orderId}`, PICKUP_ATTEMPTS);
  const shipmentId = newId("shp", world.clock.now());
  const order = await transaction(async () => {
    const received = await markPickedUp(world, actor, {
      orderId,
      pickupCode,
      storeFilter: storeScope(actor),
    });
    await insertShipment(world, actor, received, {
      shipmentId,
      kind: "pickup",
      carrier: null,
      trackingNo: null,
      lines: received.lines.map((line) => ({
        lineId: line.lineId,
        quantity: line.shippedQuantity,
      })),
      isSplit: false,
      isAllDelivered: true,
      requestHash: shipmentId,
    });
    return received;
  });
  await uploadShipment(world, shipmentId);
  return order;
}

async function insertShipment(
  world: World,
  actor: StaffActor,
  order: OrderRow,
  input: Pick<
    ShipmentRow,
    "kind" | "carrier" | "trackingNo" | "lines" | "isSplit" | "isAllDelivered" | "requestHash"
  > & {
    shipmentId: string;
  },
): Promise<void> {
  const { shipmentId, ...rest } = input;
  const at = world.clock.now();
  const titles = new Map(order.lines.map((line) => [line.lineId, line.title]));
  const described = input.lines
    .map((line) => `${titles.get(line.lineId) ?? ""}×${line.quantity}`)
    .join("；");
  const receiver = openAddress(world, order);
  // What was not paid through WeChat has no money at WeChat to be released.
  const needsUpload = order.totalFen > 0;
  await Shipments.insertMany(
    [
      {
        _id: shipmentId,
        orderId: order._id,
        memberId: order.memberId,
        openid: order.openid,
        storeId: order.storeId,
        ...rest,
        itemDescription: [...described].slice(0, ITEM_DESCRIPTION_MAX).join(""),
        receiverContactMasked: receiver === null ? null : maskPhone(receiver.phone),
        isCorrection: false,
        uploadState: needsUpload ? "pending" : "not_needed",
        uploadAttempts: 0,
        nextUploadAt: needsUpload ? at : null,
        uploadError: null,
        sentAt: at,
        sentBy: actorLabel(actor),
      },
    ],
    { lean: true },
  );
  await recordAction(world, actor, {
    action: input.kind === "pickup" ? "order.picked_up" : "order.shipped",
    subject: order._id,
    before: null,
    after: { shipmentId, carrier: input.carrier, trackingNo: input.trackingNo, lines: input.lines },
    reason: null,
  });
}

/**
 * Corrects carrier or number of a parcel and tells WeChat again; it accepts one correction per payment.
 * @throws order_state for a pickup or a parcel that WeChat need not know, carrier_unknown, not_found
 */
export async function correctShipment(
  world: World,
  actor: StaffActor,
  shipmentId: string,
  input: { carrier: string; trackingNo: string; reason: string },
): Promise<ShipmentRow> {
  await mustBeCarrier(world, input.carrier);
  await transaction(async () => {
    const before = await Shipments.findOne({
      _id: shipmentId,
      ...storeScope(actor),
    }).lean<ShipmentRow>();
    if (before === null) fail("not_found");
    if (before.kind !== "express" || before.uploadState === "not_needed") fail("order_state");
    const isUsed = await Shipments.exists({
      orderId: before.orderId,
      isCorrection: true,
      uploadState: "uploaded",
    });
    if (isUsed !== null)
      fail("order_state", { detail: "微信对一笔支付只接受一次更正，已经用过了" });
    const isCorrection = before.uploadState === "uploaded" || before.isCorrection;
    if (
      isCorrection &&
      (await Shipments.exists({ orderId: before.orderId, isAllDelivered: true })) === null
    )
      fail("order_state", { detail: "微信要在全部发出后才接受更正，请先发完其余商品" });
    await Shipments.updateOne(
      { _id: shipmentId },
      {
        $set: {
          carrier: input.carrier,
          trackingNo: input.trackingNo,
          isCorrection,
          uploadState: "pending",
          uploadAttempts: 0,
          uploadError: null,
          nextUploadAt: world.clock.now(),
        },
      },
    );
    await recordAction(world, actor, {
      action: "shipment.corrected",
      subject: shipmentId,
      before: { carrier: before.carrier, trackingNo: before.trackingNo },
      after: { carrier: input.carrier, trackingNo: input.trackingNo },
      reason: input.reason,
    });
  });
  return await uploaded(world, shipmentId);
}

async function uploaded(world: World, shipmentId: string): Promise<ShipmentRow> {
  await uploadShipment(world, shipmentId);
  const row = await Shipments.findOne({ _id: shipmentId }).lean<ShipmentRow>();
  return row ?? fail("not_found");
}

async function findTwin(shipmentId: string, requestHash: string): Promise<ShipmentRow | null> {
  const twin = await Shipments.findOne({ _id: shipmentId }).lean<ShipmentRow>();
  if (twin !== null && twin.requestHash !== requestHash) fail("idempotency_mismatch");
  return twin;
}
