import type { z } from "zod";
import type { ordersEndpoints } from "../../contract/orders.ts";
import type { StaffActor } from "../../kernel/actor.ts";
import { rawCollection } from "../../kernel/db.ts";
import { mustSeeStore } from "../identity/index.ts";
import { listStoreIds } from "../stores/index.ts";
import { Orders } from "./order.model.ts";

type PickList = z.output<(typeof ordersEndpoints)["GET /v1/staff/orders/pick-list"]["response"]>;
type Item = PickList["items"][number];

const ITEMS_MAX = 200;

/**
 * What is to be taken from the shelves to send all paid orders of the caller's stores, or of one, by SKU; what has waited
 * longest first. Orders whose shopper waits for an answer about money are left out, for they may not be sent.
 * @throws not_found for a store outside of the caller's
 */
export async function readPickList(
  actor: StaffActor,
  storeId: string | undefined,
): Promise<PickList> {
  if (storeId !== undefined) mustSeeStore(actor, storeId);
  const storeIds = storeId === undefined ? (actor.storeIds ?? (await listStoreIds())) : [storeId];
  const items = await rawCollection(Orders)
    .aggregate<Item>([
      {
        $match: {
          storeId: { $in: [...storeIds] },
          paymentState: "paid",
          fulfilmentState: { $in: ["unfulfilled", "partly_shipped"] },
          afterSalesState: { $ne: "requested" },
        },
      },
      { $project: { paidAt: 1, lines: 1 } },
      { $unwind: "$lines" },
      {
        $set: {
          left: {
            $subtract: [
              "$lines.quantity",
              { $add: ["$lines.shippedQuantity", "$lines.cancelledQuantity"] },
            ],
          },
        },
      },
      { $match: { left: { $gt: 0 } } },
      {
        $group: {
          _id: "$lines.skuId",
          productId: { $last: "$lines.productId" },
          title: { $last: "$lines.title" },
          optionsText: { $last: "$lines.optionsText" },
          pictureUrl: { $last: "$lines.pictureUrl" },
          units: { $sum: "$left" },
          orderIds: { $addToSet: "$_id" },
          oldestPaidAt: { $min: "$paidAt" },
        },
      },
      { $sort: { oldestPaidAt: 1, _id: 1 } },
      { $limit: ITEMS_MAX + 1 },
      {
        $project: {
          _id: 0,
          skuId: "$_id",
          productId: 1,
          title: 1,
          optionsText: 1,
          pictureUrl: 1,
          units: 1,
          orders: { $size: "$orderIds" },
          oldestPaidAt: 1,
        },
      },
    ])
    .toArray();
  return { items: items.slice(0, ITEMS_MAX), hasMore: items.length > ITEMS_MAX };
}
