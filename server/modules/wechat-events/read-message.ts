import { createHash } from "node:crypto";
import { z } from "zod";

/** WeChat writes numbers now as numbers, now as texts. */
const number = z.union([z.number().min(0), z.string().regex(/^\d{1,20}$/)]).transform(String);

const message = z.looseObject({
  FromUserName: z.string().max(200).default(""),
  CreateTime: number.default(""),
  MsgType: z.string().max(100),
  Event: z.string().max(100).optional(),
  MsgId: number.optional(),
  List: z.unknown().optional(),
});

const tradeEvent = z.looseObject({
  merchant_id: z.string(),
  merchant_trade_no: z.string().max(64),
  confirm_receive_time: number.optional(),
  settlement_time: number.optional(),
});

const checkEvent = z.looseObject({ trace_id: z.string().min(1).max(200) });

/** A pushed message as far as the shop understands it; times are instants. */
export type PushedMessage = {
  /** The same for every copy, another for every other message. */
  readonly key: string;
  readonly name: string;
  readonly subject: string | null;
  /** Who sent it, or whom it is about; empty when it does not say. */
  readonly openid: string;
  readonly payload: string;
  readonly at: Date | null;
  /** What it says of an order's way through WeChat's trade management. */
  readonly trade: {
    readonly merchantId: string;
    readonly paymentId: string;
    readonly confirmedAt: Date | null;
    readonly releasedAt: Date | null;
  } | null;
};

const tradeEvents = new Set(["trade_manage_order_settlement", "trade_manage_remind_shipping"]);

const instantOf = (seconds: string | undefined): Date | null =>
  seconds === undefined || seconds === "" || Number(seconds) === 0
    ? null
    : new Date(Number(seconds) * 1_000);

/**
 * Reads one message of WeChat's push; null for a text that is none. `List`, an object when it has one item and an
 * array when it has several (WxJava#2477), is always an array afterwards.
 */
export function readMessage(text: string): PushedMessage | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = message.safeParse(json);
  if (!parsed.success) return null;
  const { List: list, ...said } = parsed.data;
  const name = said.Event ?? said.MsgType;
  const trade = tradeEvents.has(name) ? (tradeEvent.safeParse(said).data ?? null) : null;
  const check = name === "wxa_media_check" ? (checkEvent.safeParse(said).data ?? null) : null;
  const subject = trade?.merchant_trade_no ?? check?.trace_id ?? null;
  // Two of a person's pictures may be judged, or orders settled, in the same second: their numbers tell them apart.
  // A MsgId alone would not do: it is larger than JSON's numbers are exact.
  const parts = [said.MsgId, said.FromUserName, said.CreateTime, name, subject];
  // Of one order's settlement there is more than one message, each with more times in it.
  parts.push(trade?.confirm_receive_time, trade?.settlement_time);
  const items = list === undefined ? undefined : Array.isArray(list) ? list : [list];
  return {
    key: createHash("sha256").update(JSON.stringify(parts)).digest("hex"),
    name,
    subject,
    openid: said.FromUserName,
    payload: JSON.stringify(items === undefined ? said : { ...said, List: items }),
    at: instantOf(said.CreateTime),
    trade:
      trade === null
        ? null
        : {
            merchantId: trade.merchant_id,
            paymentId: trade.merchant_trade_no,
            confirmedAt: instantOf(trade.confirm_receive_time),
            releasedAt: instantOf(trade.settlement_time),
          },
  };
}
