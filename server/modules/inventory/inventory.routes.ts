import type { inventoryEndpoints } from "../../contract/inventory.ts";
import type { Handlers } from "../../kernel/http.ts";
import { decodeCursor, pageById, toPage } from "../../kernel/page.ts";
import { mustSeeStore } from "../identity/index.ts";
import { adjustStock } from "./adjust-stock.ts";
import { Stock, StockMovements } from "./stock.model.ts";

/** How stock endpoints are answered. */
export const inventoryHandlers: Handlers<typeof inventoryEndpoints> = {
  "GET /v1/staff/stock": async ({ actor, query }) => {
    mustSeeStore(actor, query.storeId);
    const after = decodeCursor("stock", query.cursor, ["number", "string"]);
    const rows = await Stock.find({
      storeId: query.storeId,
      ...(query.below !== undefined && { available: { $lt: query.below } }),
      ...(after !== null && {
        $and: [
          { available: { $gte: after[0] } },
          { $or: [{ available: { $gt: after[0] } }, { _id: { $gt: after[1] } }] },
        ],
      }),
    })
      .sort({ available: 1, _id: 1 })
      .limit(query.limit + 1)
      .lean();
    return toPage(
      "stock",
      rows,
      query.limit,
      (row) => [row.available, row._id],
      (row) => row,
    );
  },
  "GET /v1/staff/stock/movements": async ({ actor, query }) => {
    mustSeeStore(actor, query.storeId);
    return await pageById(
      StockMovements,
      { storeId: query.storeId, skuId: query.skuId },
      query,
      ({ _id, ...row }) => ({ id: _id, ...row }),
    );
  },
  "POST /v1/staff/stock/adjustments": async ({ world, actor, body }) => {
    mustSeeStore(actor, body.storeId);
    return await adjustStock(world, actor, body);
  },
};
