import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { day, fen, id, instant, pageOf, pageQuery, text } from "./primitives.ts";

const growth = z.int().min(0).max(1_000_000_000);

const tierLevel = z.strictObject({
  level: z.int().min(1).max(10),
  name: text(12),
  threshold: growth,
  benefits: z.strictObject({ hasFreeFreight: z.boolean(), giftNote: text(60).nullable() }),
});

const policyRules = {
  effectiveFrom: day,
  windowMonths: z.int().min(1).max(60),
  termMonths: z.int().min(1).max(60),
  graceDays: z.int().min(0).max(180),
  growthPerYuan: z.int().min(1).max(100),
  baseName: text(12),
  levels: z.array(tierLevel).min(1).max(10),
};

const policyDraft = z.strictObject(policyRules);
const publishedPolicy = z.object({ version: z.int(), ...policyRules });

const figures = {
  level: z.int(),
  tierName: z.string(),
  hasFreeFreight: z.boolean(),
  growth: z.int(),
  termBegin: day.nullable(),
  termEnd: day.nullable(),
  graceEnd: day.nullable(),
  policyVersion: z.int(),
  giftedLevels: z.array(z.int()),
  purchaseCount: z.int(),
  netFen: fen,
  averageFen: fen,
  firstPurchaseAt: instant.nullable(),
  lastPurchaseAt: instant.nullable(),
};

/** Where a member stands, with the three numbers they must see: to keep, to rise, until when. */
const standing = z.object({
  ...figures,
  outlook: z.object({
    toKeep: z.int().nullable(),
    toRise: z.int().nullable(),
    nextLevel: z.int().nullable(),
    until: day.nullable(),
  }),
});

const move = z.object({
  from: z.int(),
  to: z.int(),
  members: z.int(),
  examples: z.array(z.string()),
});

const purchase = z.object({
  id: z.string(),
  source: z.enum(["shop", "import", "pos"]),
  externalId: z.string(),
  at: instant,
  storeId: z.string().nullable(),
  lines: z.array(
    z.object({ skuId: z.string().nullable(), title: z.string(), quantity: z.int(), paidFen: fen }),
  ),
  paidFen: fen,
  freightFen: fen,
  netFen: fen,
  refunds: z.array(z.object({ refundId: z.string(), goodsFen: fen, freightFen: fen, at: instant })),
});

const timelineEntry = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("joined"), at: instant }),
  z.object({ kind: z.literal("purchase"), at: instant, purchase }),
  z.object({
    kind: z.literal("tier_change"),
    at: instant,
    day,
    reason: z.enum(["upgrade", "retain", "downgrade", "policy", "refund"]),
    from: z.int(),
    to: z.int(),
    fromName: z.string(),
    toName: z.string(),
  }),
]);

const memberParams = z.object({ memberId: id("mem") });

/** What shoppers and staff can ask of tiers and purchase history, and staff can change of the rules. */
export const tiersEndpoints = endpoints({
  "GET /v1/tiers": {
    tag: "会员等级",
    summary: "现行等级规则与各级权益",
    auth: "none",
    cacheSeconds: 30,
    response: publishedPolicy,
    errors: ["not_found"],
  },
  "GET /v1/me/standing": {
    tag: "会员等级",
    summary: "我的等级、成长值、保级与升级还差多少、到何时",
    auth: "member",
    response: standing,
    errors: [],
  },
  "GET /v1/me/purchases": {
    tag: "会员等级",
    summary: "我的购买记录，新的在前",
    auth: "member",
    query: pageQuery,
    response: pageOf(purchase),
    errors: [],
  },
  "GET /v1/me/timeline": {
    tag: "会员等级",
    summary: "我的足迹：入会、购买与等级变化，新的在前",
    auth: "member",
    query: pageQuery,
    response: pageOf(timelineEntry),
    errors: [],
  },
  "GET /v1/staff/members/:memberId/standing": {
    tag: "会员管理",
    summary: "一位会员的等级与消费指标",
    auth: "staff:members.read",
    params: memberParams,
    response: standing,
    errors: [],
  },
  "GET /v1/staff/members/:memberId/timeline": {
    tag: "会员管理",
    summary: "一位会员的足迹，新的在前",
    auth: "staff:members.read",
    params: memberParams,
    query: pageQuery,
    response: pageOf(timelineEntry),
    errors: [],
  },
  "GET /v1/staff/tier-policies": {
    tag: "会员管理",
    summary: "全部等级规则版本，新的在前",
    auth: "staff:tiers.read",
    response: z.object({
      items: z.array(
        publishedPolicy.extend({
          publishedAt: instant,
          publishedBy: z.string(),
          reason: z.string(),
        }),
      ),
    }),
    errors: [],
  },
  "POST /v1/staff/tier-policies/preview": {
    tag: "会员管理",
    summary: "预览新等级规则：多少会员会从哪级到哪级，未做任何更改",
    auth: "staff:tiers.read",
    limit: "write",
    body: policyDraft,
    response: z.object({
      membersLooked: z.int(),
      onFirstDay: z.array(move),
      whenTermsEnd: z.array(move),
    }),
    errors: ["policy_invalid"],
  },
  "POST /v1/staff/tier-policies": {
    tag: "会员管理",
    summary: "发布新等级规则：生效日即可升级，降级要等有效期结束",
    auth: "staff:tiers.publish",
    body: z.strictObject({
      expectedVersion: z.int().min(0),
      policy: policyDraft,
      reason: text(200),
    }),
    response: publishedPolicy,
    status: 201,
    errors: ["policy_invalid", "policy_version"],
  },
});
