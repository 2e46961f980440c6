import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { fen, id, text } from "./primitives.ts";

const freightRule = z.strictObject({
  provinces: z.array(text(20)).max(34),
  isServed: z.boolean(),
  firstGrams: z.int().min(1).max(100_000),
  firstFen: fen,
  stepGrams: z.int().min(1).max(100_000),
  stepFen: fen,
  freeFromFen: fen.nullable(),
});

const freightPolicy = z.object({
  version: z.int(),
  storeId: z.string(),
  rules: z.array(freightRule),
});

/** One line of the explained price, as shopper and staff see it. */
export const traceStep = z.object({
  rule: z.enum(["list_price", "member_price", "freight", "free_freight"]),
  lineId: z.string().nullable(),
  name: z.string(),
  isApplied: z.boolean(),
  baseFen: z.int(),
  amountFen: z.int(),
  reason: z.string().nullable(),
  missingFen: z.int().nullable(),
});

/** What the public can ask, and staff can change, of what a purchase costs. */
export const promotionsEndpoints = endpoints({
  "GET /v1/freight-policy": {
    tag: "价格",
    summary: "运费规则",
    auth: "none",
    response: freightPolicy,
    errors: ["shop_not_open"],
  },
  "POST /v1/staff/freight-policies": {
    tag: "价格",
    summary: "发布新的运费规则",
    auth: "staff:stores.edit",
    body: z.strictObject({
      expectedVersion: z.int().min(0),
      storeId: id("sto"),
      rules: z.array(freightRule).min(1).max(40),
      reason: text(200),
    }),
    response: freightPolicy,
    status: 201,
    errors: ["conflict", "not_found", "forbidden"],
  },
});
