import { createPrivateKey } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import type { Config } from "../config.ts";
import { shanghaiTimestamp } from "../kernel/calendar.ts";
import { assert, fail } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import type { BillRow, PayNotification, WechatPay } from "../world.ts";
import { createPipeline, Outage } from "./wechat-api-pipeline.ts";
import {
  billAnswer,
  payParameters,
  refundAnswer,
  refundNotice,
  transactionAnswer,
} from "./wechat-pay-answers.ts";
import { BillUnreadable, readTradeBill } from "./wechat-pay-bill.ts";
import { PayRequestBuilder } from "./wechat-pay-builder.ts";
import {
  checkSignature,
  openSealed,
  sealedResource,
  sealText,
  sha1Hex,
} from "./wechat-pay-crypto.ts";
import { createPayTransport, payFault, type PayAnswer } from "./wechat-pay-http.ts";
import { openPayKeys } from "./wechat-pay-keys.ts";
import { createCertificateRefresh } from "./wechat-pay-refresh.ts";
import { payText } from "./wechat-pay-text.ts";

const DESCRIPTION_BYTES = 127;
const REASON_BYTES = 80;
/** A day's bill unzipped; far above any shop's, and a bound on what a wrong answer can make us hold. */
const BILL_BYTES = 512 * 1_024 * 1_024;
/** After an outage the same call is made twice more, with the same number. */
const REPEATS = 2;
const REFRESH_CHECK_MS = 15 * 60_000;

const notice = z.object({
  id: z.string().min(1).max(64),
  event_type: z.string(),
  resource: sealedResource.extend({ original_type: z.string() }),
});

/**
 * Makes the way to WeChat Pay. wechatpay-node-v3 builds the requests; keys, signatures, decryption, time limits,
 * repeats and the breaker are ours, because it checks neither answers nor authentication tags and forgets the age.
 */
export function createWechatPay(config: Pick<Config, "pay" | "wechat">, log: Log): WechatPay {
  const { pay } = config;
  const apiV3Key = Buffer.from(pay.apiV3Key, "utf8");
  const keys = openPayKeys(pay);
  const builder = new PayRequestBuilder({
    appid: config.wechat.appid,
    mchid: pay.mchid,
    serial: pay.serial,
    privateKey: createPrivateKey(pay.privateKeyPem),
  });
  builder.createHttp(
    createPayTransport({ baseUrl: pay.baseUrl, publicKeyId: pay.publicKeyId, keys, log }),
  );
  const money = createPipeline();
  const bills = createPipeline();
  const refreshCertificates =
    pay.publicKeyId === null
      ? createCertificateRefresh({
          list: () => bills(0, () => builder.listCertificates()) as Promise<PayAnswer>,
          keys,
          apiV3Key,
          log,
        })
      : () => Promise.resolve();
  if (pay.publicKeyId === null)
    setInterval(() => void refreshCertificates(), REFRESH_CHECK_MS).unref();

  /** What comes back is the transport's answer; the library's own type of it is a bag of `any`. */
  const ask = async (pipeline: typeof money, call: () => Promise<object>): Promise<PayAnswer> => {
    await refreshCertificates();
    try {
      return (await pipeline(REPEATS, call)) as PayAnswer;
    } catch (error) {
      if (error instanceof Outage) fail("payment_unavailable", { retryAfterSeconds: 5 });
      throw error;
    }
  };
  const read = <Schema extends z.ZodType>(schema: Schema, answer: PayAnswer): z.output<Schema> => {
    const parsed = schema.safeParse(answer.data);
    if (parsed.success) return parsed.data;
    log.error({ issues: parsed.error.issues }, "wechat pay answered something else");
    return fail("payment_unavailable");
  };
  const faultOf = (answer: PayAnswer) =>
    payFault.catch({ code: `HTTP_${answer.status}`, message: "" }).parse(answer.data);
  const unexpected = (call: string, answer: PayAnswer): never => {
    const { code: wechatCode, message } = faultOf(answer);
    log.error({ call, status: answer.status, wechatCode, message }, "wechat pay refused");
    return fail("payment_unavailable");
  };

  return {
    async prepay(input) {
      const answer = await ask(money, () =>
        builder.transactions_jsapi({
          description: payText(input.description, DESCRIPTION_BYTES, "商品订单"),
          out_trade_no: input.outTradeNo,
          time_expire: shanghaiTimestamp(input.expiresAt, "second"),
          notify_url: pay.notifyUrl,
          amount: { total: input.totalFen, currency: "CNY" },
          payer: { openid: input.openid },
        }),
      );
      if (answer.status === 200) {
        const parameters = read(payParameters, answer);
        return { prepayId: parameters.package.slice("prepay_id=".length), parameters };
      }
      const { code } = faultOf(answer);
      if (code === "ORDER_PAID") return { alreadyPaid: true };
      if (code === "ORDER_CLOSED") return { closed: true };
      return unexpected("prepay", answer);
    },

    async queryTransaction(outTradeNo) {
      const answer = await ask(money, () => builder.query({ out_trade_no: outTradeNo }));
      if (answer.status === 200) return read(transactionAnswer, answer);
      return faultOf(answer).code === "ORDER_NOT_EXIST" ? null : unexpected("query", answer);
    },

    async close(outTradeNo) {
      const answer = await ask(money, () => builder.close(outTradeNo));
      if (answer.status === 204) return "closed";
      const { code } = faultOf(answer);
      if (code === "ORDER_PAID") return "paid";
      if (code === "ORDER_NOT_EXIST" || code === "ORDER_CLOSED") return "closed";
      return unexpected("close", answer);
    },

    async refund(input) {
      const answer = await ask(money, () =>
        builder.refunds({
          out_trade_no: input.outTradeNo,
          out_refund_no: input.outRefundNo,
          reason: payText(input.reason, REASON_BYTES, "订单退款"),
          notify_url: pay.notifyUrl,
          amount: { refund: input.refundFen, total: input.totalFen, currency: "CNY" },
        }),
      );
      if (answer.status >= 200 && answer.status < 300) return read(refundAnswer, answer);
      // 401 is our own key or clock: a fault of the shop's set-up, not an answer about this refund.
      if (answer.status === 401) return unexpected("refund", answer);
      const { code, message } = faultOf(answer);
      return { refused: code, message };
    },

    async redirectRefund({ refundId, outRefundNo, ...wish }) {
      const answer = await ask(money, () => {
        const sealing = keys.sealing();
        assert(sealing !== undefined, "WeChat Pay's key is configured");
        return builder.redirectRefund(
          refundId,
          {
            out_refund_no: outRefundNo,
            ...(wish.destination === "merchant_account"
              ? { type: "MERCHANT_BANK_CARD" }
              : {
                  type: "USER_BANK_CARD",
                  bank_type: wish.bankType,
                  bank_account: sealText(sealing.key, wish.bankAccount),
                  real_name: sealText(sealing.key, wish.realName),
                }),
          },
          sealing.serial,
        );
      });
      if (answer.status >= 200 && answer.status < 300) return read(refundAnswer, answer);
      if (answer.status === 401) return unexpected("refund redirection", answer);
      const { code, message } = faultOf(answer);
      return { refused: code, message };
    },

    async queryRefund(outRefundNo) {
      const answer = await ask(money, () => builder.find_refunds(outRefundNo));
      if (answer.status === 200) return read(refundAnswer, answer);
      return faultOf(answer).code === "RESOURCE_NOT_EXISTS"
        ? null
        : unexpected("refund query", answer);
    },

    openNotification(headers, rawBody) {
      const fault = checkSignature({
        headers,
        rawBody,
        keyOf: (serial) => keys.find(serial),
        nowMs: Date.now(),
      });
      if (fault !== null) {
        log.warn({ fault }, "notification refused");
        return fail("notification_invalid");
      }
      try {
        return openNotice(apiV3Key, rawBody);
      } catch (error) {
        log.warn({ err: error, fault: "unreadable" }, "notification refused");
        return fail("notification_invalid");
      }
    },

    async tradeBill(day) {
      const answer = await ask(bills, () =>
        builder.tradebill({ bill_date: day, bill_type: "ALL", tar_type: "GZIP" }),
      );
      if (answer.status !== 200) {
        const { code } = faultOf(answer);
        if (code === "NO_STATEMENT_EXIST") return "none";
        if (code === "STATEMENT_CREATING") return "creating";
        return unexpected("trade bill", answer);
      }
      const place = read(billAnswer, answer);
      const file = await ask(bills, () => builder.downloadBill(place.download_url));
      if (file.status !== 200) return unexpected("bill download", file);
      try {
        return openBill(file.bytes, place.hash_value);
      } catch (error) {
        log.error({ err: error, day }, "trade bill cannot be used");
        return fail("payment_unavailable");
      }
    },
  };
}

function openNotice(apiV3Key: Buffer, rawBody: string): PayNotification {
  const { id, event_type, resource } = notice.parse(JSON.parse(rawBody));
  const content = JSON.parse(openSealed(apiV3Key, resource)) as unknown;
  if (event_type === "TRANSACTION.SUCCESS")
    return { id, kind: "transaction", transaction: transactionAnswer.parse(content) };
  if (event_type.startsWith("REFUND."))
    return { id, kind: "refund", refund: refundNotice.parse(content) };
  return { id, kind: "other", eventType: event_type };
}

/** The download itself is not signed: its proof is the SHA1 over the unzipped bytes, which came in a signed answer. */
function openBill(file: Buffer, expectedHash: string): BillRow[] {
  const isZipped = file[0] === 0x1f && file[1] === 0x8b;
  const bytes = isZipped ? gunzipSync(file, { maxOutputLength: BILL_BYTES }) : file;
  if (sha1Hex(bytes) !== expectedHash.toLowerCase())
    throw new BillUnreadable("the hash does not fit");
  return readTradeBill(bytes.toString("utf8"));
}
