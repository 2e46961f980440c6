import { defineModel } from "../../kernel/db.ts";
import type { CampaignUse, GiftLine, TraceStep } from "../promotions/index.ts";
import type { AfterSalesState, FulfilmentState, OrderAxis, PaymentState } from "./order.states.ts";

/** One thing bought, with its price frozen per unit when the order was placed. */
export type OrderLineRow = {
  lineId: string;
  skuId: string;
  productId: string;
  title: string;
  optionsText: string;
  pictureUrl: string | null;
  quantity: number;
  listPriceFen: number;
  payableFen: number;
  /** What each unit cost; units are refunded in this order, so any sequence of refunds sums to `payableFen`. */
  unitFens: number[];
  /** Points that paid for each unit, beside its money; they go back with it. Sums to `points`. */
  unitPoints: number[];
  points: number;
  pointsFen: number;
  /** Points are earned by category. */
  categoryIds: string[];
  /** The campaign or coupon that gave this line for nothing, and when a refund asks it back; null for what was bought. */
  gift: ({ offerId: string; offerName: string } & GiftLine["rule"]) | null;
  /** The item of the points mall that the line was swapped for; absent for what was bought. */
  mallItemId?: string;
  refundedQuantity: number;
  shippedQuantity: number;
  /** Units refunded before they were sent: they are no longer to be shipped. */
  cancelledQuantity: number;
};

/** Where the goods go; name, phone and street are sealed, the region is kept for freight and reports. */
export type OrderDelivery =
  | {
      kind: "express";
      /** Null once the member was erased, like the digest. */
      addressSealed: string | null;
      /** Keyed digest of the receiver's phone, to find the order by it. */
      phoneDigest: string | null;
      province: string;
      city: string;
      district: string;
    }
  | { kind: "pickup"; storeId: string; pickupCode: string };

/** One step of one of the three machines. */
export type OrderStep = { axis: OrderAxis; from: string; to: string; at: Date; actor: string };

/** An order: what was bought, at which explained price, and where its three machines stand. */
export type OrderRow = {
  _id: string;
  /** The last characters of the id, by which people name an order. */
  tail: string;
  memberId: string;
  /** The WeChat account that pays; null while its shopper has none. */
  openid: string | null;
  storeId: string;
  /** Digest of what was asked for: the same id with other content is refused. */
  requestHash: string;
  paymentState: PaymentState;
  fulfilmentState: FulfilmentState;
  afterSalesState: AfterSalesState;
  /** Which of the member's places for unpaid orders it takes; null once decided. Unique per member: the cap itself. */
  openSlot: number | null;
  lines: OrderLineRow[];
  goodsListFen: number;
  discountFen: number;
  points: number;
  pointsFen: number;
  goodsFen: number;
  freightFen: number;
  totalFen: number;
  refundedFen: number;
  refundedFreightFen: number;
  /** Of `refundedFen`, what WeChat has not yet confirmed as paid back; a refund that WeChat closed is still owed. */
  refundPendingFen: number;
  trace: TraceStep[];
  quoteVersion: string;
  /** Held coupons that are spent on this order. */
  couponIds: string[];
  /** What the order takes of campaigns with a budget or stock of their own. */
  campaignUses: CampaignUse[];
  /** The member's tier when the order was placed: points are earned at its rate. */
  tierLevel: number;
  delivery: OrderDelivery;
  addressChangedAt: Date | null;
  buyerNote: string | null;
  internalNotes: { staffId: string; staffName: string; note: string; at: Date }[];
  invoice: {
    kind: "personal" | "company";
    title: string;
    taxNumber: string | null;
    emailSealed: string;
  } | null;
  /** What was counted against purchase limits per member, to be given back when the order closes. */
  limits: { productId: string; quantity: number; max: number }[];
  createdAt: Date;
  expiresAt: Date;
  paidAt: Date | null;
  closedAt: Date | null;
  closeReason: string | null;
  shippedAt: Date | null;
  receivedAt: Date | null;
  history: OrderStep[];
  /** What WeChat's trade management said of it, as WeChat dates it; absent until it said anything. */
  wechatTrade?: Partial<Record<TradeMoment, Date>>;
};

/** Moments that WeChat tells: it reminded of shipping, the shopper confirmed receipt, the money was released. */
export type TradeMoment = "shippingRemindedAt" | "receiptConfirmedAt" | "moneyReleasedAt";

/** How many unpaid orders a member may have at once (assimon/dujiaoka#265: unpaid orders must not hold all stock). */
export const OPEN_ORDERS_MAX = 10;

/** How many characters of an order's id people need to find it by. */
export const TAIL_LENGTH = 6;

const whole = { type: Number, required: true, min: 0, validate: Number.isInteger };

/** All orders. */
export const Orders = defineModel<OrderRow>(
  "orders",
  {
    tail: { type: String, required: true },
    memberId: { type: String, required: true },
    openid: { type: String, default: null },
    storeId: { type: String, required: true },
    requestHash: { type: String, required: true },
    paymentState: { type: String, required: true },
    fulfilmentState: { type: String, required: true },
    afterSalesState: { type: String, required: true },
    openSlot: { type: Number, default: null },
    lines: { type: [Object], required: true },
    goodsListFen: whole,
    discountFen: { type: Number, required: true, validate: Number.isInteger },
    points: whole,
    pointsFen: whole,
    goodsFen: whole,
    freightFen: whole,
    totalFen: whole,
    refundedFen: whole,
    refundedFreightFen: whole,
    refundPendingFen: whole,
    trace: { type: [Object], required: true },
    quoteVersion: { type: String, required: true },
    couponIds: { type: [String], required: true },
    campaignUses: { type: [Object], required: true },
    tierLevel: whole,
    delivery: { type: Object, required: true },
    addressChangedAt: { type: Date, default: null },
    buyerNote: { type: String, default: null },
    internalNotes: { type: [Object], default: [] },
    invoice: { type: Object, default: null },
    limits: { type: [Object], default: [] },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    paidAt: { type: Date, default: null },
    closedAt: { type: Date, default: null },
    closeReason: { type: String, default: null },
    shippedAt: { type: Date, default: null },
    receivedAt: { type: Date, default: null },
    history: { type: [Object], required: true },
    wechatTrade: { type: Object },
  },
  [
    [
      { memberId: 1, openSlot: 1 },
      { unique: true, partialFilterExpression: { openSlot: { $gte: 0 } } },
    ],
    [{ memberId: 1, createdAt: -1, _id: -1 }],
    [{ createdAt: -1, _id: -1 }],
    [{ storeId: 1, createdAt: -1, _id: -1 }],
    [{ storeId: 1, paymentState: 1, fulfilmentState: 1, createdAt: -1, _id: -1 }],
    [{ expiresAt: 1 }, { partialFilterExpression: { openSlot: { $gte: 0 } } }],
    [
      { "lines.gift.offerId": 1 },
      { partialFilterExpression: { "lines.gift.offerId": { $gt: "" } } },
    ],
    [{ tail: 1, createdAt: -1, _id: -1 }],
    [{ "lines.productId": 1, createdAt: -1, _id: -1 }],
    [
      { "delivery.phoneDigest": 1, createdAt: -1, _id: -1 },
      { partialFilterExpression: { "delivery.phoneDigest": { $gt: "" } } },
    ],
    [
      { "delivery.pickupCode": 1 },
      { partialFilterExpression: { "delivery.pickupCode": { $gt: "" } } },
    ],
    [{ shippedAt: 1 }, { partialFilterExpression: { fulfilmentState: "shipped" } }],
  ],
);

/** How many units of a limited product a member has bought or is buying; `_id` is `memberId:productId`. */
export type MemberLimitRow = { _id: string; quantity: number };

/** Counters behind purchase limits per member; only products with a limit have rows. */
export const MemberLimits = defineModel<MemberLimitRow>(
  "member_limits",
  { quantity: { type: Number, required: true, min: 0 } },
  [],
);
