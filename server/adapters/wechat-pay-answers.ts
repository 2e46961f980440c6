import { z } from "zod";
import type { PayRefund, PayTransaction } from "../world.ts";

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** An order of WeChat Pay, as a query answers it and a notification carries it. */
export const transactionAnswer = z
  .object({
    appid: z.string(),
    mchid: z.string(),
    out_trade_no: z.string(),
    transaction_id: z.string().optional(),
    trade_state: z.string(),
    success_time: moment.optional(),
    payer: z.object({ openid: z.string().optional() }).optional(),
    amount: z.object({ total: z.int().optional(), currency: z.string().optional() }).optional(),
  })
  .transform((answer): PayTransaction => ({
    appid: answer.appid,
    mchid: answer.mchid,
    outTradeNo: answer.out_trade_no,
    transactionId: answer.transaction_id ?? null,
    tradeState: answer.trade_state,
    totalFen: answer.amount?.total ?? null,
    currency: answer.amount?.currency ?? null,
    openid: answer.payer?.openid ?? null,
    paidAt: answer.success_time ?? null,
  }));

const refundFields = {
  out_trade_no: z.string(),
  out_refund_no: z.string(),
  refund_id: z.string(),
  success_time: moment.optional(),
  amount: z.object({ refund: z.int(), total: z.int() }),
};
const refundStatus = z.enum(["PROCESSING", "SUCCESS", "CLOSED", "ABNORMAL"]);

/** A refund as the refund call and its query answer it. */
export const refundAnswer = z
  .object({ ...refundFields, status: refundStatus, create_time: moment.optional() })
  .transform((answer): PayRefund => ({
    mchid: null,
    outTradeNo: answer.out_trade_no,
    outRefundNo: answer.out_refund_no,
    refundId: answer.refund_id,
    status: answer.status,
    refundFen: answer.amount.refund,
    totalFen: answer.amount.total,
    createdAt: answer.create_time ?? null,
    succeededAt: answer.success_time ?? null,
  }));

/** A refund as a notification carries it: `refund_status` there is `status` here, and the merchant is named. */
export const refundNotice = z
  .object({ ...refundFields, mchid: z.string(), refund_status: refundStatus })
  .transform((notice): PayRefund => ({
    mchid: notice.mchid,
    outTradeNo: notice.out_trade_no,
    outRefundNo: notice.out_refund_no,
    refundId: notice.refund_id,
    status: notice.refund_status,
    refundFen: notice.amount.refund,
    totalFen: notice.amount.total,
    createdAt: null,
    succeededAt: notice.success_time ?? null,
  }));

/** What `wx.requestPayment` takes, as wechatpay-node-v3 puts it together. */
export const payParameters = z.object({
  appId: z.string(),
  timeStamp: z.string(),
  nonceStr: z.string(),
  package: z.string().startsWith("prepay_id="),
  signType: z.literal("RSA"),
  paySign: z.string(),
});

/** Where a bill can be fetched, and the hash of its unzipped bytes. */
export const billAnswer = z.object({
  hash_type: z.literal("SHA1"),
  hash_value: z.string(),
  download_url: z.url(),
});
