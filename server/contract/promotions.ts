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

/** Every kind of step that a price is made of. */
export const traceRules = [
  "list_price",
  "points_mall",
  "member_price",
  "personal_price",
  "service_surcharge",
  "campaign",
  "coupon",
  "points",
  "freight",
  "free_freight",
] as const;

/** Why an offer does not apply; `missingFen` is how much more of its threshold base would do. */
export const offerRefusal = z.object({
  code: z.string(),
  detail: z.string(),
  missingFen: z.int().nullable(),
});

/** One line of the explained price as the shopper sees it; `amountFen` is signed. */
export const traceStep = z.object({
  rule: z.enum(traceRules),
  lineId: z.string().nullable(),
  name: z.string(),
  isApplied: z.boolean(),
  baseFen: z.int(),
  amountFen: z.int(),
  reason: z.string().nullable(),
  missingFen: z.int().nullable(),
});

/** The same line as staff see it: which offer, and every reason against it. */
export const staffTraceStep = traceStep.extend({
  offerId: z.string().nullable(),
  refusals: z.array(offerRefusal),
});

/** The same line as an auditor sees it: how its amount was spread over the order's lines. */
export const auditTraceStep = staffTraceStep.extend({
  allocation: z.array(z.object({ lineId: z.string(), amountFen: z.int() })),
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
