import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { offerTerms } from "./offer-terms.ts";
import { fen, id, instant, pageOf, pageQuery, text } from "./primitives.ts";

const count = z.int().min(0);
const cap = z.int().min(1).max(100_000_000);

/**
 * When an issued coupon can be used: between two instants, or for so many whole days after the day of receipt,
 * beginning at once or at the start of the day so many days later. Days are Shanghai's.
 */
const couponValidity = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("absolute"), from: instant, until: instant }),
  z.strictObject({
    kind: z.literal("relative"),
    days: z.int().min(1).max(3_650),
    startsInDays: z.int().min(0).max(365).default(0),
  }),
]);

/** How many there are at most: in all, per member, per Shanghai day in the shop, per member and day; null: no limit. */
const couponCaps = z.strictObject({
  total: cap.nullable().default(null),
  perMember: z.int().min(1).max(1_000).default(1),
  perDay: cap.nullable().default(null),
  perMemberPerDay: z.int().min(1).max(1_000).nullable().default(null),
});

/** The ways by which a coupon reaches a member. */
const couponChannels = z.strictObject({
  isPublic: z.boolean().default(false),
  hasLink: z.boolean().default(false),
  isByStaff: z.boolean().default(false),
  isByRule: z.boolean().default(false),
  isByCode: z.boolean().default(false),
});

const templateInput = {
  name: text(30),
  terms: offerTerms,
  validity: couponValidity,
  caps: couponCaps.prefault({}),
  channels: couponChannels.prefault({}),
  /** What one coupon takes off at most; needed exactly where the terms do not say. */
  faceFen: fen.min(1).nullable().default(null),
  isGiftable: z.boolean().default(false),
  isReturnedOnRefund: z.boolean().default(true),
  /** A returned coupon can be used for at least so many more days. */
  daysAfterReturn: z.int().min(0).max(90).default(0),
  remindDaysBefore: z.int().min(1).max(60).nullable().default(null),
  /** Smaller comes first. */
  priority: z.int().min(0).max(9_999).default(100),
};

/** What staff write to make a kind of coupon. */
export const couponTemplateInput = z.strictObject(templateInput);

/** The states of a template. */
export const couponTemplateStates = ["draft", "published", "paused", "ended"] as const;

/** The states of an issued coupon. */
export const couponStates = ["available", "held", "redeemed", "expired", "void", "gifted"] as const;

const staffTemplate = z.object({
  ...templateInput,
  templateId: z.string(),
  version: z.int(),
  state: z.enum(couponTemplateStates),
  faceFen: fen,
  linkToken: z.string().nullable(),
  issued: count,
  /** Coupons by state, counted now; those that wait for the nightly sweep count as available. */
  counts: z.object({
    available: count,
    held: count,
    redeemed: count,
    expired: count,
    void: count,
    gifted: count,
  }),
  createdAt: instant,
  createdBy: z.string(),
  /** Who changed the draft last: neither of the two answers for goods below cost. */
  editedBy: z.string(),
  publishedAt: instant.nullable(),
  /** Who answers for goods below cost, and why; null when nobody had to. */
  floorApproval: z.object({ by: z.string(), reason: z.string(), at: instant }).nullable(),
});

const claimable = z.object({
  templateId: z.string(),
  name: z.string(),
  terms: offerTerms,
  validity: couponValidity,
  left: count.nullable(),
  perMember: z.int(),
  mine: count,
  standing: z.enum(["claimable", "claimed", "sold_out", "not_for_you", "tomorrow"]),
  reason: z.string().nullable(),
});

const coupon = z.object({
  couponId: z.string(),
  templateId: z.string(),
  name: z.string(),
  terms: offerTerms,
  state: z.enum(couponStates),
  from: instant,
  until: instant,
  since: instant,
  orderId: z.string().nullable(),
  isGiftable: z.boolean(),
});

const staffCoupon = coupon.extend({
  memberId: z.string(),
  source: z.object({ scene: z.string(), id: z.string() }),
  reason: z.string().nullable(),
  steps: z.array(
    z.object({
      to: z.enum(couponStates),
      at: instant,
      by: z.string(),
      orderId: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
});

/** Whom a batch issue is for: all members, those of some tiers (0: none yet), or the listed ones. */
export const issueAudience = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("all") }),
  z.strictObject({
    kind: z.literal("tiers"),
    levels: z.array(z.int().min(0).max(10)).min(1).max(11),
  }),
  z.strictObject({ kind: z.literal("members"), memberIds: z.array(id("mem")).min(1).max(10_000) }),
]);

const issue = z.object({
  issueId: z.string(),
  templateId: z.string(),
  audience: z.enum(["all", "tiers", "members"]),
  reason: z.string(),
  state: z.enum(["running", "stopped", "done"]),
  counts: z.object({
    members: count,
    issued: count,
    claimLimit: count,
    soldOut: count,
    dayLimit: count,
    unknown: count,
  }),
  createdAt: instant,
  endedAt: instant.nullable(),
});

const templateParams = z.object({ templateId: id("tpl") });
const couponParams = z.object({ couponId: id("cpn") });
const token = z.string().regex(/^[\w-]{43}$/, "链接无效");

/** What members and staff can do with coupons. */
export const couponsEndpoints = endpoints({
  "GET /v1/coupons": {
    tag: "优惠券",
    summary: "可以领取的优惠券，以及我能否领取、为什么",
    auth: "optional",
    response: z.object({ items: z.array(claimable) }),
    errors: [],
  },
  "POST /v1/coupons/claims": {
    tag: "优惠券",
    summary: "领券：按券或按领取链接；同一 claimId 重复提交得到同一张",
    auth: "member",
    body: z.union([
      z.strictObject({ templateId: id("tpl"), claimId: id("clm") }),
      z.strictObject({ token, claimId: id("clm") }),
    ]),
    response: coupon,
    status: 201,
    errors: [
      "not_found",
      "coupon_sold_out",
      "coupon_claim_limit",
      "coupon_not_claimable",
      "idempotency_mismatch",
      "conflict",
    ],
  },
  "GET /v1/me/coupons": {
    tag: "优惠券",
    summary: "我的优惠券，新的在前",
    auth: "member",
    query: pageQuery.extend({ state: z.enum(couponStates).optional() }),
    response: pageOf(coupon),
    errors: [],
  },
  "POST /v1/me/coupons/:couponId/gift": {
    tag: "优惠券",
    summary: "把券送给朋友：得到领取链接，朋友领取前您仍可使用",
    auth: "member",
    params: couponParams,
    response: z.object({ token: z.string(), until: instant }),
    errors: ["not_found", "coupon_unavailable"],
  },
  "POST /v1/coupon-gifts/:token/accept": {
    tag: "优惠券",
    summary: "收下朋友送的券",
    auth: "member",
    params: z.object({ token }),
    limit: "write",
    response: coupon,
    status: 201,
    errors: ["coupon_unavailable", "coupon_claim_limit", "conflict"],
  },
  "GET /v1/staff/coupon-templates": {
    tag: "优惠券管理",
    summary: "券模板与发放、核销数量，新的在前；可按状态、发放方式、名称筛选",
    auth: "staff:coupons.read",
    query: pageQuery.extend({
      state: z.enum(couponTemplateStates).optional(),
      /** Only those that may reach members in this way. */
      way: z.enum(["isByCode", "isByRule", "isByStaff"]).optional(),
      /** Part of the name. */
      q: text(30).optional(),
    }),
    response: pageOf(staffTemplate),
    errors: [],
  },
  "POST /v1/staff/coupon-templates": {
    tag: "优惠券管理",
    summary: "新建券模板（草稿）",
    auth: "staff:coupons.edit",
    body: couponTemplateInput,
    response: staffTemplate,
    status: 201,
    errors: ["offer_refused"],
  },
  "GET /v1/staff/coupon-templates/:templateId": {
    tag: "优惠券管理",
    summary: "一个券模板",
    auth: "staff:coupons.read",
    params: templateParams,
    response: staffTemplate,
    errors: ["not_found"],
  },
  "PUT /v1/staff/coupon-templates/:templateId": {
    tag: "优惠券管理",
    summary: "修改券模板草稿；发布后不能再改，请复制",
    auth: "staff:coupons.edit",
    params: templateParams,
    body: z.strictObject({ version: z.int().min(1), template: couponTemplateInput }),
    response: staffTemplate,
    errors: ["not_found", "offer_refused", "template_state", "conflict"],
  },
  "POST /v1/staff/coupon-templates/:templateId/copy": {
    tag: "优惠券管理",
    summary: "复制为新的草稿",
    auth: "staff:coupons.edit",
    params: templateParams,
    response: staffTemplate,
    status: 201,
    errors: ["not_found"],
  },
  "POST /v1/staff/coupon-templates/:templateId/state": {
    tag: "优惠券管理",
    summary:
      "发布、暂停、恢复或结束一个券模板；已发出的券不受影响。发布时检查商品、文案与成本，低于成本须由另一人写明理由",
    auth: "staff:coupons.edit",
    params: templateParams,
    body: z.strictObject({
      to: z.enum(["published", "paused", "ended"]),
      reason: text(200),
      /** Why it may sell below cost; needed of somebody else than who wrote the draft. */
      floorReason: text(200).nullable().default(null),
    }),
    response: staffTemplate,
    errors: [
      "not_found",
      "template_state",
      "offer_refused",
      "approval_needed",
      "approval_own",
      "conflict",
    ],
  },
  "POST /v1/staff/members/:memberId/coupons": {
    tag: "优惠券管理",
    summary: "给一位会员发券；同一 claimId 重复提交得到同一张",
    auth: "staff:coupons.issue",
    params: z.object({ memberId: id("mem") }),
    body: z.strictObject({ templateId: id("tpl"), claimId: id("clm"), reason: text(200) }),
    response: staffCoupon,
    status: 201,
    errors: [
      "not_found",
      "coupon_sold_out",
      "coupon_claim_limit",
      "coupon_not_claimable",
      "idempotency_mismatch",
      "conflict",
    ],
  },
  "GET /v1/staff/members/:memberId/coupons": {
    tag: "优惠券管理",
    summary: "一位会员的优惠券与每张券的经过，新的在前",
    auth: "staff:coupons.read",
    params: z.object({ memberId: id("mem") }),
    query: pageQuery,
    response: pageOf(staffCoupon),
    errors: ["not_found"],
  },
  "POST /v1/staff/coupons/:couponId/void": {
    tag: "优惠券管理",
    summary: "作废一张未使用的券",
    auth: "staff:coupons.edit",
    params: couponParams,
    body: z.strictObject({ reason: text(200) }),
    response: staffCoupon,
    errors: ["not_found", "coupon_unavailable", "conflict"],
  },
  "GET /v1/staff/coupon-issues": {
    tag: "优惠券管理",
    summary: "批量发券的进度，新的在前",
    auth: "staff:coupons.read",
    query: pageQuery,
    response: pageOf(issue),
    errors: [],
  },
  "POST /v1/staff/coupon-issues": {
    tag: "优惠券管理",
    summary: "批量发券：给全部会员、某些等级或名单，在后台进行",
    auth: "staff:coupons.edit",
    bodyLimitBytes: 400_000,
    body: z.strictObject({
      issueId: id("iss"),
      templateId: id("tpl"),
      audience: issueAudience,
      reason: text(200),
    }),
    response: issue,
    status: 202,
    errors: [
      "not_found",
      "coupon_not_claimable",
      "offer_refused",
      "idempotency_mismatch",
      "conflict",
    ],
  },
  "GET /v1/staff/coupon-issues/:issueId": {
    tag: "优惠券管理",
    summary: "一次批量发券的进度",
    auth: "staff:coupons.read",
    params: z.object({ issueId: id("iss") }),
    response: issue,
    errors: ["not_found"],
  },
  "POST /v1/staff/coupon-issues/:issueId/stop": {
    tag: "优惠券管理",
    summary: "停止一次批量发券；已发出的保留",
    auth: "staff:coupons.edit",
    params: z.object({ issueId: id("iss") }),
    body: z.strictObject({ reason: text(200) }),
    response: issue,
    errors: ["not_found", "template_state", "conflict"],
  },
});

/** What staff write to make a kind of coupon, decoded. */
export type CouponTemplateInput = z.output<typeof couponTemplateInput>;
/** Whom a batch issue is for, decoded. */
export type IssueAudience = z.output<typeof issueAudience>;
