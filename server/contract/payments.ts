import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { day, fen, id, instant, pageOf, pageQuery, text } from "./primitives.ts";

/** Where a payment stands: see the table in modules/payments. */
export const paymentRowStates = [
  "pending",
  "closing",
  "closed",
  "settled",
  "surplus",
  "disputed",
] as const;

/** How our books and WeChat's can differ. */
export const caseClasses = [
  "only_theirs",
  "only_ours",
  "amount",
  "payer",
  "status",
  "refund",
] as const;

const orderParams = z.object({ orderId: id("ord") });

const payParameters = z.object({
  appId: z.string(),
  timeStamp: z.string(),
  nonceStr: z.string(),
  package: z.string(),
  signType: z.literal("RSA"),
  paySign: z.string(),
});

const reconciliationCase = z.object({
  id: z.string(),
  billDay: day,
  class: z.enum(caseClasses),
  /** Our number at WeChat: of a payment, or of a refund. */
  number: z.string(),
  orderId: z.string().nullable(),
  storeId: z.string().nullable(),
  oursFen: fen.nullable(),
  oursState: z.string().nullable(),
  theirsFen: fen.nullable(),
  theirsState: z.string().nullable(),
  detail: z.string(),
  state: z.enum(["open", "closed"]),
  openedAt: instant,
  closedAt: instant.nullable(),
  closedBy: z.string().nullable(),
  closeReason: z.string().nullable(),
});

const billRun = z.object({
  day,
  state: z.enum(["done", "none"]),
  paymentCount: z.int(),
  paymentFen: fen,
  refundCount: z.int(),
  refundFen: fen,
  openCases: z.int(),
  ranAt: instant,
  runs: z.int(),
});

/** What shoppers, WeChat and staff can do with payments. */
export const paymentsEndpoints = endpoints({
  "POST /v1/orders/:orderId/payment": {
    tag: "支付",
    summary: "发起微信支付，返回 wx.requestPayment 的参数；可重复调用",
    auth: "member",
    limit: "write",
    params: orderParams,
    response: z.discriminatedUnion("paid", [
      z.object({ paid: z.literal(false), parameters: payParameters }),
      z.object({ paid: z.literal(true) }),
    ]),
    errors: ["payment_state", "payment_unavailable", "wechat_needed"],
  },
  "GET /v1/orders/:orderId/payment": {
    tag: "支付",
    summary: "支付结果；未定时向微信查询，手机端的结果不作数",
    auth: "member",
    params: orderParams,
    response: z.object({
      state: z.enum(["unpaid", ...paymentRowStates]),
      isPaid: z.boolean(),
      amountFen: fen,
      paidAt: instant.nullable(),
      expiresAt: instant,
    }),
    errors: [],
  },
  "POST /v1/orders/:orderId/cancel": {
    tag: "支付",
    summary: "取消待付款订单：先在微信关单，再释放库存；若已付款则如实返回",
    auth: "member",
    limit: "write",
    params: orderParams,
    response: z.object({ outcome: z.enum(["closed", "paid"]) }),
    errors: ["payment_unavailable"],
  },
  "POST /v1/payments/wechat/notifications": {
    tag: "支付",
    summary: "微信支付与退款通知；验签、解密、落库后才应答",
    auth: "none",
    rawBody: true,
    response: null,
    errors: ["notification_invalid"],
  },
  "GET /v1/staff/payments": {
    tag: "对账",
    summary: "支付单列表，可按状态筛选；多付自动退回（surplus）与待核对（disputed）在此可见",
    auth: "staff:payments.reconcile",
    query: pageQuery.extend({ state: z.enum(paymentRowStates).optional() }),
    response: pageOf(
      z.object({
        id: z.string(),
        orderId: z.string(),
        memberId: z.string(),
        storeId: z.string(),
        amountFen: fen,
        state: z.enum(paymentRowStates),
        transactionId: z.string().nullable(),
        createdAt: instant,
        paidAt: instant.nullable(),
      }),
    ),
    errors: [],
  },
  "GET /v1/staff/reconciliation/days": {
    tag: "对账",
    summary: "每日账单核对结果，新的在前",
    auth: "staff:payments.reconcile",
    query: pageQuery,
    response: pageOf(billRun),
    errors: [],
  },
  "POST /v1/staff/reconciliation/days/:day": {
    tag: "对账",
    summary: "重新下载并核对某一天的账单；重复执行不会重复生成差异",
    auth: "staff:payments.reconcile",
    params: z.object({ day }),
    response: billRun,
    errors: ["bill_not_ready", "payment_unavailable"],
  },
  "GET /v1/staff/reconciliation/cases": {
    tag: "对账",
    summary: "差异列表，新的在前",
    auth: "staff:payments.reconcile",
    query: pageQuery.extend({
      state: z.enum(["open", "closed"]).optional(),
      class: z.enum(caseClasses).optional(),
      billDay: day.optional(),
    }),
    response: pageOf(reconciliationCase),
    errors: [],
  },
  "POST /v1/staff/reconciliation/cases/:caseId/close": {
    tag: "对账",
    summary: "处理完一条差异，写明原因",
    auth: "staff:payments.reconcile",
    params: z.object({ caseId: id("rcn") }),
    body: z.strictObject({ reason: text(300) }),
    response: reconciliationCase,
    errors: ["case_closed"],
  },
});
