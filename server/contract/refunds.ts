import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { afterSalesStates, fulfilmentStates } from "./orders.ts";
import { day, fen, id, instant, pageOf, pageQuery, text } from "./primitives.ts";

/** Where a refund stands. `closed`: WeChat gave up on it; a new one under a new number takes its place. */
export const refundStates = [
  "requested",
  "approved",
  "processing",
  "succeeded",
  "abnormal",
  "closed",
  "rejected",
  "withdrawn",
] as const;

/** Where the money of a refund goes: back the way it came, or elsewhere when that way is barred. */
export const refundDestinations = ["original", "user_card", "merchant_account"] as const;

/** Banks to whose debit cards WeChat Pay sends abnormal refunds, by its bank types. */
export const refundBanks = [
  "CMB_DEBIT",
  "COMM_DEBIT",
  "ABC_DEBIT",
  "CCB_DEBIT",
  "ICBC_DEBIT",
  "BOC_DEBIT",
  "PAB_DEBIT",
  "SPDB_DEBIT",
  "CITIC_DEBIT",
  "CEB_DEBIT",
  "CMBC_DEBIT",
  "CIB_DEBIT",
  "GDB_DEBIT",
  "PSBC_DEBIT",
  "NBCB_DEBIT",
] as const;

const wish = {
  lines: z
    .array(z.strictObject({ lineId: id("lin"), quantity: z.int().min(1).max(999) }))
    .max(100)
    .refine(
      (list) => new Set(list.map((line) => line.lineId)).size === list.length,
      "同一行不能出现两次",
    ),
  /** Fen of freight to give back; null lets the rule decide: all of it when nothing was sent and nothing is kept. */
  freightFen: fen.nullable().default(null),
};

const standingView = z.object({
  level: z.int(),
  tierName: z.string(),
  growth: z.int(),
  termEnd: z.string().nullable(),
  purchaseCount: z.int(),
  netFen: z.int(),
});

/** Every consequence of a refund, before anything is done. */
export const refundPreview = z.object({
  lines: z.array(
    z.object({
      lineId: z.string(),
      title: z.string(),
      quantity: z.int(),
      refundFen: fen,
      refundPoints: z.int(),
      /** Given for nothing and asked back, because what is kept no longer earns it. */
      isGift: z.boolean(),
      restockQuantity: z.int(),
      unitFens: z.array(fen),
      unitPoints: z.array(z.int()),
    }),
  ),
  goodsFen: fen,
  freightFen: fen,
  totalFen: fen,
  isFull: z.boolean(),
  /** Points: what comes back to which bucket, what the order no longer earns, and what is then owed. */
  points: z.object({
    returned: z.array(z.object({ points: z.int(), expiresOn: day.nullable() })),
    expiredAtOnce: z.int(),
    takenPending: z.int(),
    takenAvailable: z.int(),
    takenFrom: z.array(z.object({ points: z.int(), expiresOn: day.nullable() })),
    newDebt: z.int(),
    repaidDebt: z.int(),
    balanceAfter: z.object({
      available: z.int(),
      pending: z.int(),
      held: z.int(),
      debt: z.int(),
    }),
  }),
  /** Coupons of the order: back (until when), back but over, or kept with the reason. */
  coupons: z.array(
    z.object({
      couponId: z.string(),
      outcome: z.enum(["returned", "expired", "kept"]),
      until: instant,
      reason: z.string().nullable(),
    }),
  ),
  /** How the money goes back; sums to `totalFen`. */
  tenders: z.array(z.object({ tender: z.enum(["wechat_pay", "none"]), amountFen: fen })),
  order: z.object({
    refundedFen: fen,
    fulfilmentState: z.enum(fulfilmentStates),
    afterSalesState: z.enum(afterSalesStates),
  }),
  standing: z.object({ before: standingView, after: standingView, isDowngraded: z.boolean() }),
  /** Sent back with the decision: it does exactly this, or says what changed. */
  version: z.string(),
});

const refund = z.object({
  id: z.string(),
  orderId: z.string(),
  memberId: z.string(),
  kind: z.enum(["order", "surplus"]),
  state: z.enum(refundStates),
  destination: z.enum(refundDestinations),
  amountFen: fen,
  goodsFen: fen,
  freightFen: fen,
  lines: z.array(z.object({ lineId: z.string(), quantity: z.int(), refundFen: fen })),
  reason: z.string(),
  decisionReason: z.string().nullable(),
  lastError: z.string().nullable(),
  createdAt: instant,
  decidedAt: instant.nullable(),
  settledAt: instant.nullable(),
});

const orderParams = z.object({ orderId: id("ord") });
const refundParams = z.object({ refundId: id("ref") });
const previewBody = z.strictObject(wish);
const staffPreviewBody = z.strictObject({ ...wish, hasGoodsBack: z.boolean().default(false) });

/** What shoppers and staff can do about refunds. */
export const refundsEndpoints = endpoints({
  "POST /v1/orders/:orderId/refunds/preview": {
    tag: "退款",
    summary: "退款预览：退多少、库存与等级有何变化，未做任何更改",
    auth: "member",
    params: orderParams,
    body: previewBody,
    response: refundPreview,
    errors: ["refund_exceeds", "refund_state", "refund_window"],
  },
  "POST /v1/orders/:orderId/refunds": {
    tag: "退款",
    summary: "申请退款；refundId 由客户端生成，重复提交得到同一结果",
    auth: "member",
    limit: "write",
    params: orderParams,
    body: z.strictObject({
      refundId: id("ref"),
      ...wish,
      reason: text(80),
      previewVersion: z.string().max(40),
    }),
    response: refund,
    status: 201,
    errors: [
      "refund_exceeds",
      "refund_state",
      "refund_changed",
      "refund_window",
      "idempotency_mismatch",
    ],
  },
  "GET /v1/orders/:orderId/refunds": {
    tag: "退款",
    summary: "一张订单的全部退款",
    auth: "member",
    params: orderParams,
    response: z.object({ items: z.array(refund) }),
    errors: [],
  },
  "POST /v1/orders/:orderId/refunds/:refundId/withdraw": {
    tag: "退款",
    summary: "撤回尚未处理的退款申请",
    auth: "member",
    params: orderParams.extend(refundParams.shape),
    response: refund,
    errors: ["refund_state"],
  },
  "GET /v1/staff/refunds": {
    tag: "退款管理",
    summary: "退款列表，限本人可见门店",
    auth: "staff:refunds.read",
    query: pageQuery.extend({
      state: z.enum(refundStates).optional(),
      orderId: id("ord").optional(),
    }),
    response: pageOf(refund),
    errors: [],
  },
  "POST /v1/staff/orders/:orderId/refunds/preview": {
    tag: "退款管理",
    summary: "退款预览：退多少、库存与等级有何变化，未做任何更改",
    auth: "staff:refunds.read",
    params: orderParams,
    body: staffPreviewBody,
    response: refundPreview,
    errors: ["refund_exceeds", "refund_state", "refund_window"],
  },
  "POST /v1/staff/orders/:orderId/refunds": {
    tag: "退款管理",
    summary: "直接退款：与预览完全一致，否则告知变化",
    auth: "staff:refunds.decide",
    limit: "write",
    params: orderParams,
    body: z.strictObject({
      refundId: id("ref"),
      ...wish,
      hasGoodsBack: z.boolean().default(false),
      reason: text(80),
      previewVersion: z.string().max(40),
    }),
    response: refund,
    status: 201,
    errors: [
      "refund_exceeds",
      "refund_state",
      "refund_changed",
      "refund_window",
      "refund_limit",
      "idempotency_mismatch",
    ],
  },
  "POST /v1/staff/refunds/:refundId/preview": {
    tag: "退款管理",
    summary: "一份退款申请如果同意会怎样",
    auth: "staff:refunds.read",
    params: refundParams,
    body: z.strictObject({ hasGoodsBack: z.boolean().default(false) }),
    response: refundPreview,
    errors: ["refund_exceeds", "refund_state", "refund_window"],
  },
  "POST /v1/staff/refunds/:refundId/approve": {
    tag: "退款管理",
    summary: "同意退款申请：与预览完全一致，否则告知变化",
    auth: "staff:refunds.decide",
    params: refundParams,
    body: z.strictObject({
      hasGoodsBack: z.boolean().default(false),
      previewVersion: z.string().max(40),
    }),
    response: refund,
    errors: ["refund_exceeds", "refund_state", "refund_changed", "refund_window", "refund_limit"],
  },
  "POST /v1/staff/refunds/:refundId/reject": {
    tag: "退款管理",
    summary: "拒绝退款申请，需写原因",
    auth: "staff:refunds.decide",
    params: refundParams,
    body: z.strictObject({ reason: text(200) }),
    response: refund,
    errors: ["refund_state"],
  },
  "POST /v1/staff/refunds/:refundId/redirect": {
    tag: "退款管理",
    summary: "原路退不回的退款（abnormal）改退到顾客的银行卡，或退回商户账户后由店里另行退给顾客",
    auth: "staff:refunds.decide",
    limit: "write",
    params: refundParams,
    body: z.discriminatedUnion("destination", [
      z.strictObject({
        destination: z.literal("user_card"),
        bankType: z.enum(refundBanks),
        bankAccount: z.string().regex(/^\d{10,30}$/, "应为 10–30 位银行卡号"),
        realName: text(30),
        reason: text(200),
      }),
      z.strictObject({ destination: z.literal("merchant_account"), reason: text(200) }),
    ]),
    response: refund,
    errors: ["refund_state", "refund_refused", "payment_unavailable"],
  },
  "POST /v1/staff/refunds/:refundId/retry": {
    tag: "退款管理",
    summary: "微信关闭的退款换一个新编号重新提交，金额不变",
    auth: "staff:refunds.decide",
    params: refundParams,
    body: z.strictObject({ newRefundId: id("ref"), reason: text(200) }),
    response: refund,
    status: 201,
    errors: ["refund_state", "idempotency_mismatch"],
  },
});
