import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { id, instant, pageOf, pageQuery, text } from "./primitives.ts";

const states = ["requested", "approved", "rejected", "ended"] as const;

const personalPriceRequest = z.strictObject({
  memberId: id("mem").nullable().default(null),
  tierLevel: z.int().min(0).max(9).nullable().default(null),
  productIds: z.array(id("prd")).max(200).default([]).meta({ description: "空：全部商品" }),
  payBps: z
    .int()
    .min(100)
    .max(15_000)
    .meta({ description: "按现价的万分之几付款：8800 = 88 折；大于 10000 为服务附加费" }),
  surchargeName: text(20)
    .nullable()
    .default(null)
    .meta({ description: "服务附加费的名称，顾客在价格明细里看到" }),
  from: instant,
  until: instant.meta({ description: "不含此刻" }),
  reason: text(200),
});

const personalPrice = z.object({
  personalPriceId: z.string(),
  ...personalPriceRequest.shape,
  shownName: z.string(),
  state: z.enum(states),
  requestedBy: z.string(),
  requestedAt: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  decisionReason: z.string().nullable(),
  floorApproval: z.object({ by: z.string(), reason: z.string() }).nullable(),
  endedBy: z.string().nullable(),
  endedAt: instant.nullable(),
  endReason: z.string().nullable(),
});

const params = z.object({ personalPriceId: id("ppr") });
const because = z.strictObject({ reason: text(200) });

/** What staff can do with prices of one person or tier. */
export const personalPricesEndpoints = endpoints({
  "GET /v1/staff/personal-prices": {
    tag: "专属价格",
    summary: "专属价格，新的在前",
    auth: "staff:promotions.read",
    query: pageQuery.extend({
      state: z.enum(states).optional(),
      memberId: id("mem").optional(),
    }),
    response: pageOf(personalPrice),
    errors: [],
  },
  "GET /v1/staff/personal-prices/:personalPriceId": {
    tag: "专属价格",
    summary: "一条专属价格",
    auth: "staff:promotions.read",
    params,
    response: personalPrice,
    errors: ["not_found"],
  },
  "POST /v1/staff/personal-prices": {
    tag: "专属价格",
    summary: "申请专属折扣或服务附加费；由另一位同事批准后生效",
    auth: "staff:promotions.edit",
    body: personalPriceRequest,
    response: personalPrice,
    status: 201,
    errors: ["personal_price_invalid"],
  },
  "POST /v1/staff/personal-prices/:personalPriceId/approve": {
    tag: "专属价格",
    summary: "批准；会低于成本时需写明理由",
    auth: "staff:promotions.approve",
    limit: "write",
    params,
    body: z.strictObject({ floorReason: text(200).nullable().default(null) }),
    response: personalPrice,
    errors: [
      "not_found",
      "approval_own",
      "approval_state",
      "approval_needed",
      "personal_price_invalid",
      "conflict",
    ],
  },
  "POST /v1/staff/personal-prices/:personalPriceId/reject": {
    tag: "专属价格",
    summary: "不批准",
    auth: "staff:promotions.approve",
    params,
    body: because,
    response: personalPrice,
    errors: ["not_found", "approval_state"],
  },
  "POST /v1/staff/personal-prices/:personalPriceId/end": {
    tag: "专属价格",
    summary: "提前结束",
    auth: "staff:promotions.edit",
    params,
    body: because,
    response: personalPrice,
    errors: ["not_found", "approval_state"],
  },
});
