import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { day, fen, id, instant, pageOf, pageQuery, text } from "./primitives.ts";

const growth = z.int().min(0).max(1_000_000_000);

const costFen = fen.meta({ description: "一份的成本，用于试算" });

/** What a birthday brings: kept as data, given out by nobody yet, so members are not shown it. */
const birthdayGift = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("coupon_template"), templateId: id("tpl"), costFen }),
  z.strictObject({ kind: z.literal("text"), text: text(60), costFen }),
]);

/** Every field is asked for: one left out would take a benefit away without a word. */
const benefits = z.strictObject({
  hasFreeFreight: z.boolean(),
  giftNote: text(60).nullable().meta({ description: "升级礼，每级一次" }),
  birthdayGift: birthdayGift.nullable().meta({ description: "生日礼：仅登记，尚未开始发放" }),
  servicePriority: z.int().min(0).max(9).meta({ description: "服务优先级：0 同一般，越大越先" }),
});

const tierLevel = z.strictObject({
  level: z.int().min(1).max(10),
  name: text(12),
  threshold: growth,
  benefits,
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

/** A level's benefits as members see them: only what they really get. */
const shownBenefits = z.object({
  hasFreeFreight: z.boolean(),
  giftNote: z.string().nullable(),
  milliPointsPerYuan: z
    .int()
    .nullable()
    .meta({ description: "每元得多少千分之一积分，来自积分规则；null 为没有积分" }),
  memberPricedSkus: z.int().meta({ description: "在售规格中有多少款低于原价" }),
});

/** The same for staff, with what is data for them or not given out yet. */
const staffBenefits = shownBenefits.extend({
  servicePriority: z.int(),
  birthdayGift: z
    .object({
      state: z.literal("planned").meta({ description: "已登记，尚未开始发放" }),
      kind: z.enum(["coupon_template", "text"]),
      templateId: z.string().nullable(),
      text: z.string().nullable(),
      costFen: fen,
    })
    .nullable(),
});

const keptBenefit = z.object({
  field: z.enum(["hasFreeFreight", "birthdayGift", "servicePriority"]),
  until: day.meta({ description: "从这天起不再享有" }),
});

const tierCard = <Benefits extends z.ZodType>(shown: Benefits) =>
  z.object({
    level: z.int(),
    tierName: z.string(),
    benefits: shown,
    kept: z.array(keptBenefit).meta({ description: "新规则已取消、有效期内仍保留的权益" }),
    next: z
      .object({
        level: z.int(),
        tierName: z.string(),
        toRise: z.int(),
        benefits: shown,
      })
      .nullable(),
  });

const difference = z.object({
  name: z.string().meta({ description: "确认时写的名称，如 levels/2/freeFreight" }),
  pointer: z.string(),
  level: z.int(),
  change: z.enum(["added", "raised", "replaced", "lowered", "removed"]),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

const sum = z.int();
const sumFen = sum.meta({ description: "整数分" });

/** What a year of one level comes to; money in fen. */
const costFigures = z.object({
  members: sum,
  purchases: sum,
  netFen: sumFen,
  freeFreightFen: sumFen,
  points: sum,
  pointsFen: sumFen,
  memberPricesFen: sumFen,
  birthdayGiftsFen: sumFen,
  totalFen: sumFen.meta({ description: "包邮、积分、会员价、生日礼之和" }),
});

/** Under the rules in force, under the draft, and the draft less the rules in force. */
const comparedCosts = {
  inForce: costFigures,
  draft: costFigures,
  difference: costFigures,
};

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
    reason: z.enum(["upgrade", "retain", "downgrade", "policy", "grant", "refund"]),
    from: z.int(),
    to: z.int(),
    fromName: z.string(),
    toName: z.string(),
  }),
]);

const timelineQuery = pageQuery.extend({
  kind: z.enum(["joined", "purchase", "tier_change"]).optional(),
});

const memberParams = z.object({ memberId: id("mem") });

/** What shoppers and staff can ask of tiers and purchase history, and staff can change of the rules. */
export const tiersEndpoints = endpoints({
  "GET /v1/tiers": {
    tag: "会员等级",
    summary: "现行等级规则与各级权益",
    auth: "none",
    cacheSeconds: 30,
    response: publishedPolicy.extend({
      baseBenefits: shownBenefits,
      levels: z.array(tierLevel.extend({ benefits: shownBenefits })),
    }),
    errors: ["not_found"],
  },
  "GET /v1/me/tier": {
    tag: "会员等级",
    summary: "我的等级权益与下一级的权益",
    auth: "member",
    response: tierCard(shownBenefits),
    errors: [],
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
    summary: "我的足迹：入会、购买与等级变化，新的在前；kind 只看一类",
    auth: "member",
    query: timelineQuery,
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
  "GET /v1/staff/members/:memberId/tier": {
    tag: "会员管理",
    summary: "一位会员的等级权益，附服务优先级与登记的生日礼",
    auth: "staff:members.read",
    params: memberParams,
    response: tierCard(staffBenefits),
    errors: [],
  },
  "GET /v1/staff/members/:memberId/timeline": {
    tag: "会员管理",
    summary: "一位会员的足迹，新的在前；kind 只看一类",
    auth: "staff:members.read",
    params: memberParams,
    query: timelineQuery,
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
    summary: "预览新等级规则：各级权益逐项的变化，多少会员会从哪级到哪级，未做任何更改",
    auth: "staff:tiers.read",
    limit: "write",
    body: policyDraft,
    response: z.object({
      differences: z.array(difference),
      membersLooked: z.int(),
      onFirstDay: z.array(move),
      whenTermsEnd: z.array(move),
    }),
    errors: ["policy_invalid"],
  },
  "POST /v1/staff/tier-policies/costs": {
    tag: "会员管理",
    summary:
      "试算：按去年（今天之前 365 天）的购买，现行与拟定规则各级权益一年的成本，未做任何更改",
    auth: "staff:tiers.read",
    limit: "write",
    body: policyDraft,
    response: z.object({
      from: day,
      to: day,
      policyVersion: z.int().meta({ description: "用来比较的现行版本" }),
      levels: z.array(
        z.object({
          level: z.int(),
          inForceName: z.string().nullable(),
          draftName: z.string().nullable(),
          ...comparedCosts,
        }),
      ),
      total: z.object(comparedCosts),
      assumptions: z.array(z.object({ code: z.string(), text: z.string() })),
    }),
    errors: ["policy_invalid"],
  },
  "POST /v1/staff/tier-policies": {
    tag: "会员管理",
    summary: "发布新等级规则：生效日即可升级，降级要等有效期结束；取消或降低的权益须逐项确认",
    auth: "staff:tiers.publish",
    body: z.strictObject({
      expectedVersion: z.int().min(0),
      policy: policyDraft,
      acknowledged: z
        .array(text(60))
        .max(100)
        .default([])
        .meta({ description: "确认取消或降低的权益，名称见预览，如 levels/2/freeFreight" }),
      reason: text(200),
    }),
    response: publishedPolicy.extend({ differences: z.array(difference) }),
    status: 201,
    errors: ["policy_invalid", "benefits_taken", "policy_version"],
  },
});
