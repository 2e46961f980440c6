import type { z } from "zod";
import type { ordersEndpoints } from "../../contract/orders.ts";
import type { Address } from "../../contract/primitives.ts";
import { actorLabel, type Actor, type MemberActor, type StaffActor } from "../../kernel/actor.ts";
import { transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { encryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { storeScope } from "../identity/index.ts";
import { freightFor, readFreightPolicy } from "../promotions/index.ts";
import { findOwnOrder } from "./find-orders.ts";
import { Orders, type OrderRow } from "./order.model.ts";
import { sealAddress } from "./seal-address.ts";

/**
 * Changes the address of an order once, before anything is sent; the freight stays as it was paid.
 * @throws address_change_used, order_state, address_unserved, not_found
 */
export async function changeAddress(
  world: World,
  actor: MemberActor,
  orderId: string,
  address: Address,
): Promise<OrderRow> {
  if (freightFor(await readFreightPolicy(), address, 0) === null) fail("address_unserved");
  const at = world.clock.now();
  const changed = await Orders.findOneAndUpdate(
    {
      _id: orderId,
      memberId: actor.memberId,
      "delivery.kind": "express",
      addressChangedAt: null,
      paymentState: { $ne: "closed" },
      fulfilmentState: "unfulfilled",
    },
    {
      $set: {
        addressChangedAt: at,
        delivery: { kind: "express", ...sealAddress(world, address) },
      },
    },
    { returnDocument: "after" },
  ).lean<OrderRow>();
  if (changed !== null) return changed;
  const order = await findOwnOrder(actor, orderId);
  return fail(order.addressChangedAt === null ? "order_state" : "address_change_used");
}

/** Notes that the shopper wants an invoice, until the order is closed. @throws order_state, not_found */
export async function askInvoice(
  world: World,
  actor: MemberActor,
  orderId: string,
  wanted: z.output<(typeof ordersEndpoints)["POST /v1/orders/:orderId/invoice"]["body"]>,
): Promise<OrderRow> {
  const invoice: OrderRow["invoice"] = {
    kind: wanted.kind,
    title: wanted.title,
    taxNumber: wanted.kind === "company" ? wanted.taxNumber : null,
    emailSealed: encryptPii(world.config.pii, wanted.email),
  };
  const changed = await Orders.findOneAndUpdate(
    {
      _id: orderId,
      memberId: actor.memberId,
      paymentState: { $ne: "closed" },
      afterSalesState: { $ne: "refunded" },
    },
    { $set: { invoice } },
    { returnDocument: "after" },
  ).lean<OrderRow>();
  if (changed !== null) return changed;
  await findOwnOrder(actor, orderId);
  return fail("order_state");
}

/**
 * Makes a sent order received: by its owner, or by the job after the days the shop allows. Again is no error.
 * @throws order_state when it is not on its way, not_found
 */
export async function confirmReceipt(
  world: World,
  actor: Actor,
  orderId: string,
  owner: { memberId?: string } = {},
): Promise<OrderRow> {
  const at = world.clock.now();
  const changed = await Orders.findOneAndUpdate(
    { _id: orderId, ...owner, fulfilmentState: "shipped" },
    {
      $set: { fulfilmentState: "received", receivedAt: at },
      $push: {
        history: {
          axis: "fulfilment",
          from: "shipped",
          to: "received",
          at,
          actor: actorLabel(actor),
        },
      },
    },
    { returnDocument: "after" },
  ).lean<OrderRow>();
  if (changed !== null) return changed;
  const order = await Orders.findOne({ _id: orderId, ...owner }).lean<OrderRow>();
  if (order === null) fail("not_found");
  return order.fulfilmentState === "received" ? order : fail("order_state");
}

/** Adds a note that only staff see, audited. @throws not_found */
export async function addInternalNote(
  world: World,
  actor: StaffActor,
  orderId: string,
  note: string,
): Promise<OrderRow> {
  return await transaction(async () => {
    const at = world.clock.now();
    const changed = await Orders.findOneAndUpdate(
      { _id: orderId, ...storeScope(actor) },
      { $push: { internalNotes: { staffId: actor.staffId, staffName: actor.name, note, at } } },
      { returnDocument: "after" },
    ).lean<OrderRow>();
    if (changed === null) fail("not_found");
    await recordAction(world, actor, {
      action: "order.noted",
      subject: orderId,
      before: null,
      after: { noteCount: changed.internalNotes.length },
      reason: null,
    });
    return changed;
  });
}
