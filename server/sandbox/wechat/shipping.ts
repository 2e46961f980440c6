import { z } from "zod";
import { WeixinRefusal } from "../http.ts";
import type { Ledger, Transaction } from "../pay/ledger.ts";
import { refundedOf } from "../pay/refunds.ts";
import type { World } from "../world.ts";
import { isCarrier } from "./carriers.ts";
import type { ShippingRecord } from "./shipping-record.ts";

const DAY = 86_400_000;
const EXPRESS = 1;
const SPLIT = 2;
const SF = "SF";

const orderKey = z.object({
  order_number_type: z.int(),
  transaction_id: z.string().optional(),
  mchid: z.string().optional(),
  out_trade_no: z.string().optional(),
});

/** Body of `POST /wxa/sec/order/upload_shipping_info`. */
export const uploadSchema = z.object({
  order_key: orderKey,
  logistics_type: z.int(),
  delivery_mode: z.int(),
  is_all_delivered: z.boolean().optional(),
  shipping_list: z.array(
    z.object({
      tracking_no: z.string().optional(),
      express_company: z.string().optional(),
      item_desc: z.string().default(""),
      contact: z
        .object({
          consignor_contact: z.string().optional(),
          receiver_contact: z.string().optional(),
        })
        .optional(),
    }),
  ),
  upload_time: z.string(),
  payer: z.object({ openid: z.string() }),
});

/** Body of `POST /wxa/sec/order/get_order`. */
export const getOrderSchema = z.object({
  transaction_id: z.string().optional(),
  merchant_id: z.string().optional(),
  merchant_trade_no: z.string().optional(),
});

/** Body of `POST /wxa/sec/order/get_order_list`. */
export const listSchema = z.object({
  pay_time_range: z
    .object({ begin_time: z.int().optional(), end_time: z.int().optional() })
    .optional(),
  order_state: z.int().min(1).max(5).optional(),
  openid: z.string().optional(),
  last_index: z.string().optional(),
  page_size: z.int().min(1).max(100).default(100),
});

/** Body of `POST /wxa/sec/order/notify_confirm_receive`. */
export const receiveSchema = getOrderSchema.extend({ received_time: z.int().min(1) });

type Upload = z.infer<typeof uploadSchema>;
type PaidOrder = Transaction & { readonly paidAt: number; readonly transactionId: string };

const refuse = (errcode: number, errmsg: string): WeixinRefusal =>
  new WeixinRefusal(errcode, errmsg);

function asPaid(order: Transaction | undefined): PaidOrder {
  const { paidAt, transactionId } = order ?? {};
  if (!order || paidAt === undefined || transactionId === undefined)
    throw refuse(10060001, "支付单不存在");
  return { ...order, paidAt, transactionId };
}

function findOrder(
  world: World,
  ledger: Ledger,
  key: { transactionId?: string | undefined; mchid?: string | undefined; no?: string | undefined },
): PaidOrder {
  if (key.transactionId !== undefined) return asPaid(ledger.byTransactionId(key.transactionId));
  if (key.mchid !== world.credentials.mchid) throw refuse(10060001, "支付单不存在");
  return asPaid(ledger.byOutTradeNo(key.no ?? ""));
}

/** 1 to be shipped, 2 shipped, 3 receipt confirmed, 4 done, 5 refunded. */
export type OrderState = 1 | 2 | 3 | 4 | 5;

/**
 * Tells where an order stands: refunded in full, else by its shipping; done ten days after everything
 * was sent by express, two days after for delivery in town, virtual goods and pickup.
 */
export function orderState(world: World, ledger: Ledger, order: Transaction): OrderState {
  if (refundedOf(ledger, order.outTradeNo) >= order.request.amount.total) return 5;
  const { shipping } = order;
  if (!shipping?.finished) return 1;
  const days = shipping.logisticsType === EXPRESS ? 10 : 2;
  if (world.clock.now() >= (shipping.finishedAt ?? 0) + days * DAY) return 4;
  return shipping.confirmedAt === undefined ? 2 : 3;
}

/** Confirms receipt as the shopper would; false when the order is not on its way. */
export function confirmReceipt(world: World, ledger: Ledger, order: Transaction): boolean {
  if (order.shipping === undefined || orderState(world, ledger, order) !== 2) return false;
  const shipping = { ...order.shipping, confirmedAt: world.clock.now() };
  ledger.saveTransaction({ ...order, shipping });
  return true;
}

const RFC3339_MS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;

/** A contact shows its last four digits and hides at least one before them. */
const isMasked = (contact: string | undefined): boolean =>
  contact !== undefined && contact.length <= 1024 && /\*.*\d{4}$/.test(contact);

function checkParcel(parcel: Upload["shipping_list"][number], express: boolean): void {
  if (parcel.item_desc === "") throw refuse(10060008, "商品描述item_desc不能为空");
  if ([...parcel.item_desc].length > 120) throw refuse(10060009, "商品描述item_desc太长");
  if (!express) return;
  const { tracking_no: number = "", express_company: company = "", contact } = parcel;
  if (number === "") throw refuse(268485226, "物流单号不能为空");
  if (company === "") throw refuse(268485227, "物流公司编码不能为空");
  if (company.length > 128) throw refuse(10060025, "物流公司编码太长");
  if (number.length > 128) throw refuse(10060026, "物流单号太长");
  if (!isCarrier(company)) throw refuse(10060014, "参数错误：express_company不在运力id列表中");
  const known = isMasked(contact?.consignor_contact) || isMasked(contact?.receiver_contact);
  if (company === SF && !known)
    throw refuse(10060014, "参数错误：顺丰须填写寄件人或收件人联系方式，且只显示后四位");
}

function checkUpload(body: Upload): void {
  const { order_key: key } = body;
  if (key.order_number_type !== 1 && key.order_number_type !== 2)
    throw refuse(268485194, "订单单号类型非法");
  if (key.order_number_type === 2 && !key.transaction_id)
    throw refuse(268485195, "微信支付单号transaction_id不能为空");
  if (key.order_number_type === 1 && !key.mchid) throw refuse(268485196, "商户号mchid不能为空");
  if (key.order_number_type === 1 && !key.out_trade_no)
    throw refuse(268485197, "商户侧单号out_trade_no不能为空");
  if (![1, 2, 3, 4].includes(body.logistics_type)) throw refuse(10060005, "物流类型有误");
  if (body.delivery_mode !== 1 && body.delivery_mode !== SPLIT)
    throw refuse(268485224, "发货模式非法");
  const express = body.logistics_type === EXPRESS;
  const split = body.delivery_mode === SPLIT;
  if (split && !express) throw refuse(10060006, "非快递发货时不允许分拆发货");
  if (split && body.is_all_delivered === undefined)
    throw refuse(10060007, "分拆发货模式下必须填写is_all_delivered");
  const count = body.shipping_list.length;
  if (!split && count !== 1) throw refuse(268485228, "统一发货模式下，物流信息列表长度必须为1");
  if (count === 0) throw refuse(10060014, "参数错误：shipping_list不能为空");
  if (count > 15) throw refuse(10060024, "物流信息列表太长");
  for (const parcel of body.shipping_list) checkParcel(parcel, express);
  if (!RFC3339_MS.test(body.upload_time) || Number.isNaN(Date.parse(body.upload_time)))
    throw refuse(268485216, "上传时间非法，请检查");
}

function checkState(world: World, ledger: Ledger, order: PaidOrder, body: Upload): void {
  if (order.request.payer.openid !== body.payer.openid)
    throw refuse(10060031, "该笔支付单不属于openid所指定的用户");
  const state = orderState(world, ledger, order);
  if (state === 5 || state === 4 || state === 3) throw refuse(10060004, "支付单处于不可发货的状态");
  const { shipping } = order;
  if (!shipping) return;
  if (Date.parse(body.upload_time) <= shipping.lastUploadTime)
    throw refuse(10060023, "发货信息未更新");
  if (shipping.finished && shipping.reshipped) throw refuse(10060003, "支付单已使用重新发货机会");
}

/** A parcel told again, by company and number, is the same parcel. */
const parcelKey = (parcel: {
  readonly express_company?: string | undefined;
  readonly tracking_no?: string | undefined;
}): string => `${parcel.express_company ?? ""} ${parcel.tracking_no ?? ""}`;

/**
 * Takes what the shop says about shipping. Split parcels add up until all are delivered; after that,
 * or with another mode, exactly one correction replaces everything.
 *
 * @throws WeixinRefusal 268485194–7, 268485216, 268485224, 268485226–8, 10060001, 10060003–9, 10060014, 10060023–26, 10060031.
 */
export function uploadShipping(world: World, ledger: Ledger, body: Upload): void {
  checkUpload(body);
  const { order_key: key } = body;
  const order = findOrder(
    world,
    ledger,
    key.order_number_type === 2
      ? { transactionId: key.transaction_id }
      : { mchid: key.mchid, no: key.out_trade_no },
  );
  checkState(world, ledger, order, body);
  const before = order.shipping;
  const otherMode = before !== undefined && before.deliveryMode !== body.delivery_mode;
  if (otherMode && before.reshipped) throw refuse(10060003, "支付单已使用重新发货机会");
  const correction = before !== undefined && (before.finished || otherMode);
  const kept = before === undefined || correction ? [] : before.parcels;
  const told = new Set(body.shipping_list.map(parcelKey));
  const others = kept.filter((parcel) => !told.has(parcelKey(parcel)));
  const parcels = [
    ...others,
    ...body.shipping_list.map((parcel) => ({ ...parcel, upload_time: body.upload_time })),
  ];
  if (parcels.length > 15) throw refuse(10060024, "物流信息列表太长");
  const finished = body.delivery_mode !== SPLIT || body.is_all_delivered === true;
  if (!finished && others.length + told.size === kept.length)
    throw refuse(10060023, "发货信息未更新");
  const shipping: ShippingRecord = {
    logisticsType: body.logistics_type as ShippingRecord["logisticsType"],
    deliveryMode: body.delivery_mode as ShippingRecord["deliveryMode"],
    parcels,
    finished,
    ...(finished ? { finishedAt: world.clock.now() } : {}),
    lastUploadTime: Date.parse(body.upload_time),
    reshipped: (before?.reshipped ?? false) || correction,
    receiveNotified: false,
  };
  ledger.saveTransaction({ ...order, shipping });
}

function showOrder(world: World, ledger: Ledger, order: PaidOrder): object {
  const { request, shipping } = order;
  return {
    transaction_id: order.transactionId,
    merchant_id: request.mchid,
    merchant_trade_no: order.outTradeNo,
    description: request.description,
    paid_amount: request.amount.total,
    openid: request.payer.openid,
    trade_create_time: Math.floor(order.createdAt / 1000),
    pay_time: Math.floor(order.paidAt / 1000),
    order_state: orderState(world, ledger, order),
    in_complaint: false,
    shipping: shipping
      ? {
          delivery_mode: shipping.deliveryMode,
          logistics_type: shipping.logisticsType,
          finish_shipping: shipping.finished,
          goods_desc: shipping.parcels.map(({ item_desc: goods }) => goods).join(";"),
          finish_shipping_count: shipping.finished ? (shipping.reshipped ? 2 : 1) : 0,
          shipping_list: shipping.parcels.map(
            ({ item_desc: goods, upload_time: at, ...parcel }) => ({
              ...parcel,
              goods_desc: goods,
              upload_time: Math.floor(Date.parse(at) / 1000),
            }),
          ),
        }
      : {},
  };
}

function findByBody(world: World, ledger: Ledger, body: z.infer<typeof getOrderSchema>): PaidOrder {
  return findOrder(world, ledger, {
    transactionId: body.transaction_id,
    mchid: body.merchant_id,
    no: body.merchant_trade_no,
  });
}

/**
 * Shows one order with its shipping.
 *
 * @throws WeixinRefusal 10060001.
 */
export function getOrder(
  world: World,
  ledger: Ledger,
  body: z.infer<typeof getOrderSchema>,
): object {
  return { order: showOrder(world, ledger, findByBody(world, ledger, body)) };
}

/** Lists paid orders by paying time, newest first, a page after `last_index`. */
export function listOrders(world: World, ledger: Ledger, body: z.infer<typeof listSchema>): object {
  const { pay_time_range: range, order_state: state, openid, last_index: after } = body;
  const all: PaidOrder[] = [];
  for (const order of ledger.transactions()) {
    if (order.paidAt === undefined) continue;
    const paid = Math.floor(order.paidAt / 1000);
    if (range?.begin_time !== undefined && paid < range.begin_time) continue;
    if (range?.end_time !== undefined && paid > range.end_time) continue;
    if (openid !== undefined && order.request.payer.openid !== openid) continue;
    if (state !== undefined && orderState(world, ledger, order) !== state) continue;
    all.push(asPaid(order));
  }
  all.sort((a, b) => b.paidAt - a.paidAt || a.outTradeNo.localeCompare(b.outTradeNo));
  const from = after ? all.findIndex(({ transactionId }) => transactionId === after) + 1 : 0;
  const page = all.slice(from, from + body.page_size);
  return {
    last_index: page.at(-1)?.transactionId ?? "",
    has_more: from + page.length < all.length,
    order_list: page.map((order) => showOrder(world, ledger, order)),
  };
}

/**
 * Asks WeChat to remind the shopper to confirm receipt: once, after everything was sent by express.
 *
 * @throws WeixinRefusal 10060001, 10060004 not on its way by express or already asked, 10060014 time.
 */
export function notifyReceived(
  world: World,
  ledger: Ledger,
  body: z.infer<typeof receiveSchema>,
): void {
  const order = findByBody(world, ledger, body);
  const { shipping } = order;
  const underWay = shipping !== undefined && orderState(world, ledger, order) === 2;
  if (!underWay || shipping.logisticsType !== EXPRESS)
    throw refuse(10060004, "支付单不在可确认收货的状态");
  if (shipping.receiveNotified) throw refuse(10060004, "支付单已提醒过确认收货");
  const seconds = (ms: number): number => Math.floor(ms / 1000);
  const tooEarly = body.received_time < seconds(order.paidAt);
  if (tooEarly || body.received_time > seconds(world.clock.now()) + 60)
    throw refuse(10060014, "参数错误：received_time");
  ledger.saveTransaction({ ...order, shipping: { ...shipping, receiveNotified: true } });
}
