import type { Config } from "./config.ts";
import type { Log } from "./kernel/log.ts";

/** Where time comes from; tests move it. */
export type Clock = { now(): Date };

/** A WeChat Pay transaction as a query or a verified notification tells it; amounts in fen. */
export type PayTransaction = {
  readonly appid: string;
  readonly mchid: string;
  readonly outTradeNo: string;
  readonly transactionId: string | null;
  readonly tradeState: string;
  /** Null for what was never paid. */
  readonly totalFen: number | null;
  readonly currency: string | null;
  readonly openid: string | null;
  readonly paidAt: Date | null;
};

/** A WeChat Pay refund as an answer, a query or a verified notification tells it; amounts in fen. */
export type PayRefund = {
  readonly mchid: string | null;
  readonly outTradeNo: string;
  readonly outRefundNo: string;
  readonly refundId: string;
  readonly status: "PROCESSING" | "SUCCESS" | "CLOSED" | "ABNORMAL";
  readonly refundFen: number;
  readonly totalFen: number;
  /** When WeChat accepted it; only its own answers say so. */
  readonly createdAt: Date | null;
  readonly succeededAt: Date | null;
};

/** What `wx.requestPayment` takes, signed by the merchant. */
export type PayParameters = {
  readonly appId: string;
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: "RSA";
  readonly paySign: string;
};

/** A notification whose signature, age and authentication tag have been checked. */
export type PayNotification =
  | { readonly id: string; readonly kind: "transaction"; readonly transaction: PayTransaction }
  | { readonly id: string; readonly kind: "refund"; readonly refund: PayRefund }
  | { readonly id: string; readonly kind: "other"; readonly eventType: string };

/** One row of WeChat's trade bill; amounts in fen, the kind as the bill says it. */
export type BillRow = {
  readonly kind: "payment" | "refund";
  readonly transactionId: string;
  readonly outTradeNo: string;
  readonly outRefundNo: string | null;
  readonly status: string;
  readonly amountFen: number;
};

/** Where an abnormal refund shall go instead. */
export type RefundDestination =
  | {
      readonly destination: "user_card";
      readonly bankType: string;
      readonly bankAccount: string;
      readonly realName: string;
    }
  | { readonly destination: "merchant_account" };

/**
 * WeChat Pay as the shop needs it. Every call has a timeout; `payment_unavailable` when WeChat does not answer or
 * answers what cannot be trusted; nothing here is ever called inside a transaction.
 */
export type WechatPay = {
  prepay(input: {
    outTradeNo: string;
    description: string;
    totalFen: number;
    openid: string;
    expiresAt: Date;
  }): Promise<
    { prepayId: string; parameters: PayParameters } | { alreadyPaid: true } | { closed: true }
  >;
  /** Null when WeChat does not know the number. */
  queryTransaction(outTradeNo: string): Promise<PayTransaction | null>;
  /** Closes an unpaid transaction, or one WeChat does not know; `paid` when money has arrived after all. */
  close(outTradeNo: string): Promise<"closed" | "paid">;
  /** Asks for a refund; the same number again is the same refund. `refused` carries WeChat's code. */
  refund(input: {
    outTradeNo: string;
    outRefundNo: string;
    refundFen: number;
    totalFen: number;
    reason: string;
  }): Promise<PayRefund | { refused: string; message: string }>;
  /**
   * Sends a refund that could not go back the way it came to the shopper's bank card or the merchant's own account;
   * name and card go encrypted. `refused` carries WeChat's code.
   */
  redirectRefund(
    input: { refundId: string; outRefundNo: string } & RefundDestination,
  ): Promise<PayRefund | { refused: string; message: string }>;
  queryRefund(outRefundNo: string): Promise<PayRefund | null>;
  /** Checks and opens a notification. @throws notification_invalid; never calls out. */
  openNotification(
    headers: Readonly<Record<string, string | undefined>>,
    rawBody: string,
  ): PayNotification;
  /** The trade bill of a finished day; `none` when nothing was traded, `creating` before it is ready. */
  tradeBill(day: string): Promise<BillRow[] | "none" | "creating">;
};

/** One parcel, pickup or virtual hand-over as WeChat's shipping upload wants it. */
export type ShippingUpload = {
  readonly outTradeNo: string;
  readonly openid: string;
  readonly kind: "express" | "pickup";
  readonly isSplit: boolean;
  readonly isAllDelivered: boolean;
  readonly parcels: readonly {
    trackingNo: string | null;
    expressCompany: string | null;
    itemDescription: string;
    receiverContactMasked: string | null;
  }[];
};

/** The rest of WeChat's server API; `wechat_unavailable` when it does not answer. */
export type WechatApi = {
  /** Exchanges a login code. @throws wechat_code_invalid, wechat_user_blocked, rate_limited */
  exchangeLoginCode(code: string): Promise<{ openid: string; unionid: string | null }>;
  /** Exchanges a phone code for an 11-digit number. @throws wechat_code_invalid */
  exchangePhoneCode(code: string): Promise<string>;
  /** Whether a text may be shown to others. */
  checkText(openid: string, content: string): Promise<"pass" | "review" | "risky">;
  /** A mini-program code as PNG bytes. */
  makeCode(scene: string, page: string): Promise<Buffer>;
  /** The carriers WeChat knows, by its ids. */
  listCarriers(): Promise<{ id: string; name: string }[]>;
  /** Uploads shipping; `refused` carries WeChat's code and words. */
  uploadShipping(
    upload: ShippingUpload,
  ): Promise<{ ok: true } | { refused: number; message: string }>;
};

/** Texts to mobile phones. */
export type Sms = {
  /** Sends a log-in code to an 11-digit number. @throws sms_unavailable, rate_limited */
  sendCode(phone: string, code: string): Promise<void>;
};

/** Everything outside our own code and database: the only things that are injected. */
export type World = {
  readonly clock: Clock;
  readonly config: Config;
  readonly log: Log;
  readonly wechatPay: WechatPay;
  readonly wechat: WechatApi;
  readonly sms: Sms;
};
