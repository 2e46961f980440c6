import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { order } from "./orders.ts";
import { address, id, instant, pageOf, pageQuery, text } from "./primitives.ts";

/** Whether WeChat knows about a shipment: until it does, the shop's money stays frozen. */
export const uploadStates = ["pending", "uploaded", "refused", "not_needed"] as const;

const shipment = z.object({
  id: z.string(),
  orderId: z.string(),
  kind: z.enum(["express", "pickup"]),
  carrier: z.string().nullable(),
  trackingNo: z.string().nullable(),
  lines: z.array(z.object({ lineId: z.string(), quantity: z.int() })),
  sentAt: instant,
});

const staffShipment = shipment.extend({
  storeId: z.string(),
  uploadState: z.enum(uploadStates),
  uploadAttempts: z.int(),
  uploadError: z.string().nullable(),
  nextUploadAt: instant.nullable(),
});

/** WeChat's ids follow no rule: there are `SF`, `5Post` and `(AU)`. */
const carrier = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, "应为微信的快递公司编码，如 SF、ZTO")
  .meta({ examples: ["ZTO"] });
const trackingNo = z.string().regex(/^[A-Za-z0-9-]{5,40}$/, "应为 5–40 位快递单号");
const orderParams = z.object({ orderId: id("ord") });

/** What staff do to get goods to the shopper, and what the shopper sees of it. */
export const fulfilmentEndpoints = endpoints({
  "GET /v1/orders/:orderId/shipments": {
    tag: "订单",
    summary: "我的订单的包裹",
    auth: "member",
    params: orderParams,
    response: z.object({ items: z.array(shipment) }),
    errors: [],
  },
  "POST /v1/staff/orders/:orderId/shipments": {
    tag: "发货",
    summary: "发出一个包裹；可分多次发完。shipmentId 由客户端生成，重复提交得到同一结果",
    auth: "staff:orders.ship",
    limit: "write",
    params: orderParams,
    body: z.strictObject({
      shipmentId: id("shp"),
      carrier,
      trackingNo,
      lines: z
        .array(z.strictObject({ lineId: id("lin"), quantity: z.int().min(1).max(999) }))
        .min(1)
        .max(100)
        .refine(
          (list) => new Set(list.map((line) => line.lineId)).size === list.length,
          "同一行不能出现两次",
        ),
    }),
    response: staffShipment,
    status: 201,
    errors: ["shipment_exceeds", "carrier_unknown", "order_state", "idempotency_mismatch"],
  },
  "POST /v1/staff/orders/:orderId/label": {
    tag: "发货",
    summary: "打印面单所需的完整收货地址；会留下查看记录",
    auth: "staff:orders.ship",
    params: orderParams,
    response: z.object({ address: address.nullable() }),
    errors: [],
  },
  "POST /v1/staff/orders/:orderId/pickup": {
    tag: "发货",
    summary: "凭取货码交付自提订单",
    auth: "staff:orders.pickup",
    limit: "login",
    params: orderParams,
    body: z.strictObject({ pickupCode: z.string().regex(/^\d{8}$/, "应为 8 位数字") }),
    response: order,
    errors: ["pickup_code_wrong", "order_state"],
  },
  "GET /v1/staff/carriers": {
    tag: "发货",
    summary: "微信认识的快递公司，可按编码或名称查找",
    auth: "staff:orders.ship",
    query: z.strictObject({ q: text(40).optional() }),
    response: z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) }),
    errors: ["wechat_unavailable"],
  },
  "GET /v1/staff/shipments": {
    tag: "发货",
    summary: "包裹列表，可只看微信未收录或拒绝的",
    auth: "staff:orders.read",
    query: pageQuery.extend({
      uploadState: z.enum(uploadStates).optional(),
      orderId: id("ord").optional(),
    }),
    response: pageOf(staffShipment),
    errors: [],
  },
  "POST /v1/staff/shipments/:shipmentId/correct": {
    tag: "发货",
    summary: "更正快递公司或单号，并重新上传给微信（每笔支付微信只接受一次更正）",
    auth: "staff:orders.ship",
    params: z.object({ shipmentId: id("shp") }),
    body: z.strictObject({ carrier, trackingNo, reason: text(200) }),
    response: staffShipment,
    errors: ["order_state", "carrier_unknown"],
  },
});
