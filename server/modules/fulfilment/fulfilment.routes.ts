import type { fulfilmentEndpoints } from "../../contract/fulfilment.ts";
import { transaction } from "../../kernel/db.ts";
import type { Handlers } from "../../kernel/http.ts";
import { pageById } from "../../kernel/page.ts";
import { recordAction } from "../audit-trail/index.ts";
import { storeScope } from "../identity/index.ts";
import { recordAccess } from "../members/index.ts";
import { findOwnOrder, findStaffOrder, openAddress, viewMasked } from "../orders/index.ts";
import { readCarriers } from "./read-carriers.ts";
import { correctShipment, handOver, shipOrder } from "./ship-order.ts";
import { Shipments, type ShipmentRow } from "./shipment.model.ts";

const view = ({ _id, ...row }: ShipmentRow) => ({ id: _id, ...row });

/** How shipment endpoints are answered. */
export const fulfilmentHandlers: Handlers<typeof fulfilmentEndpoints> = {
  "GET /v1/orders/:orderId/shipments": async ({ actor, params }) => {
    await findOwnOrder(actor, params.orderId);
    const rows = await Shipments.find({ orderId: params.orderId })
      .sort({ _id: 1 })
      .limit(100)
      .lean<ShipmentRow[]>();
    return { items: rows.map(view) };
  },
  "POST /v1/staff/orders/:orderId/shipments": async ({ world, actor, params, body }) =>
    view(await shipOrder(world, actor, params.orderId, body)),
  "POST /v1/staff/orders/:orderId/label": async ({ world, actor, params }) => {
    const order = await findStaffOrder(actor, params.orderId);
    await transaction(async () => {
      await recordAccess(world, actor, {
        memberId: order.memberId,
        what: "address",
        reason: `打印面单，订单 ${order._id}`,
      });
      await recordAction(world, actor, {
        action: "order.address_read",
        subject: order._id,
        before: null,
        after: null,
        reason: null,
      });
    });
    return { address: openAddress(world, order) };
  },
  "POST /v1/staff/orders/:orderId/pickup": async ({ world, actor, params, body }) =>
    viewMasked(world, await handOver(world, actor, params.orderId, body.pickupCode)),
  "GET /v1/staff/carriers": async ({ world, query }) => {
    const wanted = query.q?.toLowerCase() ?? "";
    const items = (await readCarriers(world)).filter(({ id, name }) =>
      `${id} ${name}`.toLowerCase().includes(wanted),
    );
    return { items };
  },
  "GET /v1/staff/shipments": async ({ actor, query }) =>
    await pageById(
      Shipments,
      {
        ...storeScope(actor),
        ...(query.uploadState !== undefined && { uploadState: query.uploadState }),
        ...(query.orderId !== undefined && { orderId: query.orderId }),
      },
      query,
      view,
    ),
  "POST /v1/staff/shipments/:shipmentId/correct": async ({ world, actor, params, body }) =>
    view(await correctShipment(world, actor, params.shipmentId, body)),
};
