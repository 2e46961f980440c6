import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { id, instant, pageOf, pageQuery, text } from "./primitives.ts";

const stockLevel = z.object({
  storeId: z.string(),
  skuId: z.string(),
  available: z.int(),
  reserved: z.int(),
  sold: z.int(),
});

const movement = z.object({
  id: z.string(),
  storeId: z.string(),
  skuId: z.string(),
  kind: z.enum(["adjust", "reserve", "release", "sell", "return"]),
  availableDelta: z.int(),
  reservedDelta: z.int(),
  soldDelta: z.int(),
  cause: z.string(),
  reason: z.string().nullable(),
  actor: z.string(),
  at: instant,
});

/** What staff can ask and change of stock. */
export const inventoryEndpoints = endpoints({
  "GET /v1/staff/stock": {
    tag: "库存",
    summary: "各门店库存，可只看低于某个数量的",
    auth: "staff:stock.read",
    query: pageQuery.extend({
      storeId: id("sto"),
      below: z.coerce.number().int().min(0).max(1_000_000).optional(),
    }),
    response: pageOf(stockLevel),
    errors: ["forbidden"],
  },
  "GET /v1/staff/stock/movements": {
    tag: "库存",
    summary: "一个规格在一家门店的库存流水，新的在前",
    auth: "staff:stock.read",
    query: pageQuery.extend({ storeId: id("sto"), skuId: id("sku") }),
    response: pageOf(movement),
    errors: ["forbidden"],
  },
  "POST /v1/staff/stock/adjustments": {
    tag: "库存",
    summary: "调整库存：入库为正，出库为负，需写原因",
    auth: "staff:stock.adjust",
    body: z.strictObject({
      adjustmentId: id("adj"),
      storeId: id("sto"),
      skuId: id("sku"),
      delta: z
        .int()
        .min(-1_000_000)
        .max(1_000_000)
        .refine((delta) => delta !== 0, "不能为 0"),
      reason: text(200),
    }),
    response: z.object({ available: z.int(), reserved: z.int() }),
    errors: ["stock_insufficient", "idempotency_mismatch", "forbidden", "sku_unavailable"],
  },
});
