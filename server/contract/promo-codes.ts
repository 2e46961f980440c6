import { z } from "zod";
import { couponTemplateInput } from "./coupons.ts";
import { endpoints } from "./endpoint.ts";
import { fen, id, instant, pageOf, pageQuery, text } from "./primitives.ts";

/** Where a batch of codes stands; only those of an active one can be redeemed. */
export const codeBatchStates = ["awaiting_approval", "active", "refused", "disabled"] as const;

const validity = { from: instant, until: instant };

/** Codes for single use, drawn at random; or one readable code that many may use. */
export const codeKind = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("single"), count: z.int().min(1).max(10_000) }),
  z.strictObject({
    kind: z.literal("vanity"),
    /** Letters, digits and Chinese characters; case, spaces and hyphens do not count. */
    code: text(40),
    total: z.int().min(1).max(1_000_000),
    perMember: z.int().min(1).max(100).default(1),
  }),
]);

const batch = z.object({
  batchId: z.string(),
  templateId: z.string(),
  kind: z.enum(["single", "vanity"]),
  /** The readable code; null for codes of single use, which only an export shows. */
  code: z.string().nullable(),
  count: z.int(),
  perMember: z.int(),
  memberId: z.string().nullable(),
  purpose: z.string(),
  ...validity,
  state: z.enum(codeBatchStates),
  maximumFen: fen,
  /** Why a second person has to approve; empty when nobody has to. */
  approvalReasons: z.array(z.string()),
  used: z.int(),
  requestedBy: z.string(),
  requestedByName: z.string(),
  decidedBy: z.string().nullable(),
  decisionReason: z.string().nullable(),
  exports: z.array(z.object({ by: z.string(), name: z.string(), at: instant, reason: z.string() })),
  createdAt: instant,
});

const use = z.object({
  memberId: z.string(),
  codeEnding: z.string(),
  couponId: z.string(),
  couponState: z.string(),
  orderId: z.string().nullable(),
  at: instant,
});

const budget = z.object({
  staffId: z.string(),
  monthlyFen: fen,
  approvalAboveFen: fen,
  discountMaxBps: z.int(),
  month: z.string(),
  usedFen: fen,
});

const batchParams = z.object({ batchId: id("pcb") });

/** What members and staff can do with promo codes. */
export const promoCodesEndpoints = endpoints({
  "POST /v1/promo-codes/redemptions": {
    tag: "优惠码",
    summary: "用优惠码换一张优惠券；同一 redemptionId 重复提交得到同一张",
    auth: "member",
    headers: [{ name: "X-Device-Id", description: "小程序生成的设备编号，用于限制试码" }],
    body: z.strictObject({ code: text(40), redemptionId: id("red") }),
    response: z.object({
      couponId: z.string(),
      templateId: z.string(),
      name: z.string(),
      terms: couponTemplateInput.shape.terms,
      from: instant,
      until: instant,
    }),
    status: 201,
    errors: ["code_invalid", "code_locked", "conflict"],
  },
  "GET /v1/staff/code-batches": {
    tag: "优惠码管理",
    summary: "优惠码批次，新的在前；没有管理权限时只看自己的",
    auth: "staff:codes.issue",
    query: pageQuery.extend({ state: z.enum(codeBatchStates).optional() }),
    response: pageOf(batch),
    errors: [],
  },
  "POST /v1/staff/code-batches": {
    tag: "优惠码管理",
    summary: "发放优惠码：占用本月预算，超过限额时等待另一人批准",
    auth: "staff:codes.issue",
    body: z.strictObject({
      batchId: id("pcb"),
      templateId: id("tpl"),
      codes: codeKind,
      purpose: text(200),
      memberId: id("mem").nullable().default(null),
      ...validity,
    }),
    response: batch,
    status: 201,
    errors: [
      "not_found",
      "code_budget",
      "offer_refused",
      "coupon_not_claimable",
      "idempotency_mismatch",
      "conflict",
    ],
  },
  "GET /v1/staff/code-batches/:batchId": {
    tag: "优惠码管理",
    summary: "一个优惠码批次：谁为何发放、谁批准、导出过几次",
    auth: "staff:codes.issue",
    params: batchParams,
    response: batch,
    errors: ["not_found"],
  },
  "GET /v1/staff/code-batches/:batchId/uses": {
    tag: "优惠码管理",
    summary: "一个批次的码被谁兑换、用在哪张订单，新的在前",
    auth: "staff:codes.issue",
    params: batchParams,
    query: pageQuery,
    response: pageOf(use),
    errors: ["not_found"],
  },
  "POST /v1/staff/code-batches/:batchId/export": {
    tag: "优惠码管理",
    summary: "导出优惠码 CSV：每行写明导出人与时间，每次导出都留痕",
    auth: "staff:codes.issue",
    params: batchParams,
    limit: "write",
    body: z.strictObject({ reason: text(200) }),
    response: { media: "text/csv; charset=utf-8" },
    errors: ["not_found", "approval_needed", "approval_state", "conflict"],
  },
  "POST /v1/staff/code-batches/:batchId/decision": {
    tag: "优惠码管理",
    summary: "批准或拒绝一个批次；不能决定自己提交的",
    auth: "staff:promotions.approve",
    params: batchParams,
    body: z.strictObject({ isApproved: z.boolean(), reason: text(200) }),
    response: batch,
    errors: ["not_found", "approval_own", "approval_state", "conflict"],
  },
  "POST /v1/staff/code-batches/:batchId/disable": {
    tag: "优惠码管理",
    summary: "停用一个批次：未兑换的码失效",
    auth: "staff:codes.manage",
    params: batchParams,
    body: z.strictObject({ reason: text(200) }),
    response: batch,
    errors: ["not_found", "approval_state", "conflict"],
  },
  "GET /v1/staff/code-budgets": {
    tag: "优惠码管理",
    summary: "每位员工的优惠码预算与本月已用",
    auth: "staff:codes.manage",
    query: pageQuery,
    response: pageOf(budget),
    errors: [],
  },
  "GET /v1/staff/me/code-budget": {
    tag: "优惠码管理",
    summary: "自己的优惠码预算与本月已用；没有预算时全部为零",
    auth: "staff:codes.issue",
    response: budget,
    errors: [],
  },
  "PUT /v1/staff/code-budgets/:staffId": {
    tag: "优惠码管理",
    summary: "设定一位员工每月的优惠码预算、需批准的金额与折扣深度",
    auth: "staff:codes.manage",
    params: z.object({ staffId: id("stf") }),
    body: z.strictObject({
      monthlyFen: fen,
      /** Batches that may cost more than this need a second person. */
      approvalAboveFen: fen,
      /** So much may be taken off the smallest order a code applies to; deeper ones need a second person. */
      discountMaxBps: z.int().min(0).max(10_000),
      reason: text(200),
    }),
    response: budget,
    errors: ["not_found", "conflict"],
  },
});
