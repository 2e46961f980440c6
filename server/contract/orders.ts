import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import {
  address,
  day,
  fen,
  id,
  instant,
  shownAddress,
  pageOf,
  pageQuery,
  province,
  signedFen,
  someOf,
  text,
} from "./primitives.ts";
import { auditTraceStep, offerRefusal, staffTraceStep, traceStep } from "./promotions.ts";

/** Whether an order is paid: its own machine beside fulfilment and after-sales. */
export const paymentStates = ["awaiting_payment", "paid", "closed"] as const;
/** How far the goods are on their way. */
export const fulfilmentStates = [
  "unfulfilled",
  "partly_shipped",
  "shipped",
  "awaiting_pickup",
  "received",
  "cancelled",
] as const;
/** What came back after payment. */
export const afterSalesStates = ["none", "requested", "partly_refunded", "refunded"] as const;

const lineQuantity = z.int().min(1).max(999);

/** How the goods shall reach the shopper. */
export const deliveryInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("express"), address }),
  z.strictObject({ kind: z.literal("pickup"), storeId: id("sto") }),
]);

/** For a quote the region is enough; nothing personal need be sent yet. */
const quoteDelivery = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("express"), province, city: text(20) }),
  z.strictObject({ kind: z.literal("pickup"), storeId: id("sto") }),
]);

const cartLineInput = z.strictObject({
  lineId: id("lin"),
  skuId: id("sku"),
  quantity: lineQuantity,
});

/** With `mallItemId` the line is swapped in the points mall: for its points and price, outside of every offer. */
const lineInput = cartLineInput.extend({ mallItemId: id("pmi").optional() });

const lines = z
  .array(lineInput)
  .min(1)
  .max(100)
  .refine(
    (list) => new Set(list.map((line) => line.lineId)).size === list.length,
    "同一行编号不能出现两次",
  );

/** Why a line cannot be bought now. */
export const lineFaults = [
  "product_unavailable",
  "sku_unavailable",
  "stock_insufficient",
  "purchase_limit",
  "mall_item_unavailable",
  "mall_item_sold_out",
  "points_insufficient",
] as const;
const lineFault = z.object({ code: z.enum(lineFaults), detail: z.string() });

const pricedLine = z.object({
  lineId: z.string(),
  skuId: z.string(),
  productId: z.string().nullable(),
  title: z.string(),
  optionsText: z.string(),
  pictureUrl: z.string().nullable(),
  quantity: z.int(),
  listPriceFen: fen,
  /** Money for the line: what points pay of it is off already. */
  payableFen: fen,
  points: z.int(),
  pointsFen: fen,
  mallItemId: z.string().nullable(),
  fault: lineFault.nullable(),
});

/**
 * `goodsFen` = `goodsListFen` − `discountFen` − `pointsFen`; a service surcharge may make the discount negative. `points`
 * are those that pay and those of lines from the points mall, whose `pointsFen` is what they leave of the list price.
 */
const totals = {
  goodsListFen: fen,
  discountFen: signedFen,
  points: z.int(),
  pointsFen: fen,
  goodsFen: fen,
  freightFen: fen,
  totalFen: fen,
};

const cart = z.object({
  lines: z.array(pricedLine.extend({ isSelected: z.boolean(), addedAt: instant })),
  ...totals,
  trace: z.array(traceStep),
});

/** Which held coupons and how many points the shopper wants to use on an order. */
const choice = {
  couponIds: z
    .array(id("cpn"))
    .max(20)
    .refine((list) => new Set(list).size === list.length, "同一张券不能选两次")
    .default([]),
  points: z.int().min(0).max(100_000_000).default(0),
};

const giftLine = z.object({
  offerId: z.string(),
  offerName: z.string(),
  skuId: z.string(),
  title: z.string(),
  quantity: z.int(),
});

/** A held coupon beside a price: what it would take off by itself, or every reason why not. */
const couponView = z.object({
  couponId: z.string(),
  name: z.string(),
  isChosen: z.boolean(),
  isUsable: z.boolean(),
  valueFen: fen,
  refusals: z.array(offerRefusal),
});

const bestChoice = z.object({
  couponIds: z.array(z.string()),
  points: z.int(),
  totalFen: fen,
});

const quote = z.object({
  lines: z.array(pricedLine),
  gifts: z.array(giftLine),
  ...totals,
  trace: z.array(traceStep),
  /** The chosen coupons that apply; those that do not are in `coupons` with every reason. */
  couponIds: z.array(z.string()),
  coupons: z.array(couponView),
  /** Points the shopper has, and the most that could pay for this. */
  pointsAvailable: z.int(),
  pointsMax: z.int(),
  /** Sent back when placing: what was shown is what is paid. */
  version: z.string(),
  /** Whether an order can be placed on it: no line at fault, the region served. */
  isOrderable: z.boolean(),
  faults: z.array(z.object({ code: z.string(), detail: z.string() })),
});

const orderLine = z.object({
  lineId: z.string(),
  skuId: z.string(),
  productId: z.string(),
  title: z.string(),
  optionsText: z.string(),
  pictureUrl: z.string().nullable(),
  quantity: z.int(),
  listPriceFen: fen,
  payableFen: fen,
  points: z.int(),
  pointsFen: fen,
  isGift: z.boolean(),
  mallItemId: z.string().nullable(),
  refundedQuantity: z.int(),
  refundedFen: fen,
  refundedPoints: z.int(),
  shippedQuantity: z.int(),
});

const invoiceInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("personal"), title: text(60), email: z.email().max(100) }),
  z.strictObject({
    kind: z.literal("company"),
    title: text(100),
    taxNumber: z.string().regex(/^[0-9A-HJ-NPQRTUWXY]{15,20}$/, "应为 15–20 位税号"),
    email: z.email().max(100),
  }),
]);

const deliveryView = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("express"),
    address: shownAddress,
    isAddressChangeable: z.boolean(),
  }),
  z.object({ kind: z.literal("pickup"), storeId: z.string(), pickupCode: z.string().nullable() }),
]);

/** An order as its owner sees it; staff see the same with `staffOrder`'s additions. */
export const order = z.object({
  id: z.string(),
  storeId: z.string(),
  paymentState: z.enum(paymentStates),
  fulfilmentState: z.enum(fulfilmentStates),
  afterSalesState: z.enum(afterSalesStates),
  lines: z.array(orderLine),
  ...totals,
  refundedFen: fen,
  /** Of `refundedFen`, what is still on its way: the shop has decided, WeChat has not yet confirmed. */
  refundPendingFen: fen,
  /** Held coupons that the order uses; given back when it closes unpaid. */
  couponIds: z.array(z.string()),
  refundedPoints: z.int(),
  trace: z.array(traceStep),
  delivery: deliveryView,
  buyerNote: z.string().nullable(),
  invoice: z.object({ kind: z.enum(["personal", "company"]), title: z.string() }).nullable(),
  createdAt: instant,
  expiresAt: instant,
  paidAt: instant.nullable(),
  closedAt: instant.nullable(),
  closeReason: z.string().nullable(),
  receivedAt: instant.nullable(),
  history: z.array(
    z.object({
      axis: z.enum(["payment", "fulfilment", "after_sales"]),
      to: z.string(),
      at: instant,
    }),
  ),
});

const staffOrder = order.extend({
  memberId: z.string(),
  trace: z.array(staffTraceStep),
  /** What WeChat's trade management told: a reminder to ship, the receipt confirmed there, the money released. */
  wechatTrade: z.object({
    shippingRemindedAt: instant.nullable(),
    receiptConfirmedAt: instant.nullable(),
    moneyReleasedAt: instant.nullable(),
  }),
  internalNotes: z.array(
    z.object({ staffId: z.string(), staffName: z.string(), note: z.string(), at: instant }),
  ),
});

const orderSummary = z.object({
  id: z.string(),
  paymentState: z.enum(paymentStates),
  fulfilmentState: z.enum(fulfilmentStates),
  afterSalesState: z.enum(afterSalesStates),
  title: z.string(),
  pictureUrl: z.string().nullable(),
  unitCount: z.int(),
  totalFen: fen,
  /** Given back, but still on its way to the shopper. */
  refundPendingFen: fen,
  createdAt: instant,
  expiresAt: instant,
});

const staffOrderSummary = orderSummary.extend({
  memberId: z.string(),
  memberName: z.string().nullable(),
  storeId: z.string(),
  paidAt: instant.nullable(),
  hasBuyerNote: z.boolean(),
  /** Whom it goes to, masked, or where it is collected. */
  delivery: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("express"),
      receiverName: z.string(),
      receiverPhone: z.string(),
      province: z.string(),
      city: z.string(),
    }),
    z.object({ kind: z.literal("pickup"), storeId: z.string() }),
  ]),
});

const stateQuery = pageQuery.extend({
  paymentState: someOf(paymentStates).optional(),
  fulfilmentState: someOf(fulfilmentStates).optional(),
  afterSalesState: someOf(afterSalesStates).optional(),
});

const orderParams = z.object({ orderId: id("ord") });
const lineParams = z.object({ lineId: id("lin") });
const cartHeaders = [
  {
    name: "X-Cart-Token",
    description: "未登录时的购物车凭证，由客户端随机生成（20–64 位字母数字、- 或 _）",
  },
] as const;

/** What shoppers and staff can do with carts and orders. */
export const ordersEndpoints = endpoints({
  "GET /v1/cart": {
    tag: "购物车",
    summary: "购物车，按现价重新计价；失效的行保留并说明原因",
    auth: "optional",
    headers: cartHeaders,
    response: cart,
    errors: ["malformed", "shop_not_open"],
  },
  "POST /v1/cart/lines": {
    tag: "购物车",
    summary: "加入购物车；同一规格累加数量",
    auth: "optional",
    headers: cartHeaders,
    body: cartLineInput,
    response: cart,
    errors: ["cart_full", "sku_unavailable"],
  },
  "PATCH /v1/cart/lines/:lineId": {
    tag: "购物车",
    summary: "修改数量或是否选中",
    auth: "optional",
    headers: cartHeaders,
    params: lineParams,
    body: z
      .strictObject({ quantity: lineQuantity.optional(), isSelected: z.boolean().optional() })
      .refine(
        (body) => body.quantity !== undefined || body.isSelected !== undefined,
        "没有要修改的内容",
      ),
    response: cart,
    errors: ["cart_line_missing"],
  },
  "DELETE /v1/cart/lines/:lineId": {
    tag: "购物车",
    summary: "移出购物车",
    auth: "optional",
    headers: cartHeaders,
    params: lineParams,
    response: cart,
    errors: [],
  },
  "POST /v1/cart/merge": {
    tag: "购物车",
    summary: "登录后把未登录时的购物车并入自己的；重复调用没有影响",
    auth: "member",
    headers: cartHeaders,
    response: cart,
    errors: [],
  },
  "POST /v1/quotes": {
    tag: "下单",
    summary: "试算：价格、运费、每一步的原因，以及下单要带的版本",
    auth: "optional",
    body: z.strictObject({ lines, delivery: quoteDelivery, ...choice }),
    response: quote,
    errors: ["not_found", "shop_not_open"],
  },
  "POST /v1/quotes/best": {
    tag: "下单",
    summary: "怎样用券和积分最省：同时给出不用积分时的最优选择；什么都不改变",
    auth: "member",
    body: z.strictObject({ lines, delivery: quoteDelivery }),
    response: z.object({ best: bestChoice, withoutPoints: bestChoice }),
    errors: ["not_found", "shop_not_open"],
  },
  "GET /v1/cart/best-choice": {
    tag: "购物车",
    summary: "购物车里选中的商品，怎样用券和积分最省（不含运费）",
    auth: "member",
    response: z.object({ best: bestChoice, withoutPoints: bestChoice }),
    errors: ["shop_not_open"],
  },
  "POST /v1/orders": {
    tag: "下单",
    summary: "下单；orderId 由客户端生成，重复提交得到同一结果",
    auth: "member",
    limit: "write",
    body: z.strictObject({
      orderId: id("ord"),
      lines,
      delivery: deliveryInput,
      ...choice,
      expectedTotalFen: fen,
      quoteVersion: z.string().min(1).max(40),
      buyerNote: text(200).nullable().default(null),
      invoice: invoiceInput.nullable().default(null),
    }),
    response: order,
    status: 201,
    errors: [
      "price_changed",
      "stock_insufficient",
      "product_unavailable",
      "sku_unavailable",
      "purchase_limit",
      "address_unserved",
      "open_orders_limit",
      "idempotency_mismatch",
      "not_found",
      "coupon_unavailable",
      "points_insufficient",
      "campaign_over",
      "mall_item_unavailable",
      "mall_item_sold_out",
    ],
  },
  "GET /v1/orders": {
    tag: "订单",
    summary: "我的订单，新的在前；每种状态可给多个，逗号分隔",
    auth: "member",
    query: stateQuery,
    response: pageOf(orderSummary),
    errors: [],
  },
  "GET /v1/orders/counts": {
    tag: "订单",
    summary: "我的订单各有多少在等：付款、发货、收货或自提、退款处理；数最新的 1000 张",
    auth: "member",
    response: z.object({
      toPay: z.int(),
      toShip: z.int(),
      toReceive: z.int(),
      inRefund: z.int(),
    }),
    errors: [],
  },
  "GET /v1/orders/:orderId": {
    tag: "订单",
    summary: "我的一张订单",
    auth: "member",
    params: orderParams,
    response: order,
    errors: [],
  },
  "GET /v1/orders/:orderId/receipt": {
    tag: "订单",
    summary: "一张订单的小票：买了什么、每一步价格、实付、已退，逐行可打印",
    auth: "member",
    params: orderParams,
    response: z.object({
      orderId: z.string(),
      paidAt: instant.nullable(),
      lines: z.array(z.object({ label: z.string(), value: z.string() })),
    }),
    errors: [],
  },
  "PATCH /v1/orders/:orderId/address": {
    tag: "订单",
    summary: "发货前修改一次收货地址；运费不变",
    auth: "member",
    params: orderParams,
    body: z.strictObject({ address }),
    response: order,
    errors: ["address_change_used", "order_state", "address_unserved"],
  },
  "POST /v1/orders/:orderId/invoice": {
    tag: "订单",
    summary: "申请发票",
    auth: "member",
    params: orderParams,
    body: invoiceInput,
    response: order,
    errors: ["order_state"],
  },
  "POST /v1/orders/:orderId/confirm-receipt": {
    tag: "订单",
    summary: "确认收货",
    auth: "member",
    params: orderParams,
    response: order,
    errors: ["order_state"],
  },
  "GET /v1/staff/orders": {
    tag: "订单管理",
    summary:
      "订单列表，限本人可见门店；每种状态可给多个，逗号分隔；q 为订单号或其末 6 位以上、收货人或会员的完整手机号、商品名称",
    auth: "staff:orders.read",
    query: stateQuery.extend({
      memberId: id("mem").optional(),
      q: text(40).optional(),
      fromDay: day.optional(),
      toDay: day.optional(),
      storeId: id("sto").optional(),
      deliveryKind: z.enum(["express", "pickup"]).optional(),
    }),
    response: pageOf(staffOrderSummary),
    errors: [],
  },
  "GET /v1/staff/orders/pick-list": {
    tag: "订单管理",
    summary:
      "配货单：待发订单按规格汇总，等得最久的在前，最多 200 种；有待处理退款申请的订单不在内",
    auth: "staff:orders.read",
    query: z.strictObject({ storeId: id("sto").optional() }),
    response: z.object({
      items: z.array(
        z.object({
          skuId: z.string(),
          productId: z.string(),
          title: z.string(),
          optionsText: z.string(),
          pictureUrl: z.string().nullable(),
          units: z.int(),
          orders: z.int(),
          oldestPaidAt: instant,
        }),
      ),
      hasMore: z.boolean(),
    }),
    errors: [],
  },
  "POST /v1/staff/pickups/lookup": {
    tag: "订单管理",
    summary: "按取货码找到待自提的订单，限本人可见门店；交付另行确认",
    auth: "staff:orders.pickup",
    limit: "login",
    body: z.strictObject({ code: z.string().regex(/^\d{8}$/, "应为 8 位数字") }),
    response: staffOrder,
    errors: ["conflict"],
  },
  "GET /v1/staff/orders/:orderId": {
    tag: "订单管理",
    summary: "一张订单，含内部备注",
    auth: "staff:orders.read",
    params: orderParams,
    response: staffOrder,
    errors: [],
  },
  "GET /v1/staff/orders/:orderId/price": {
    tag: "订单管理",
    summary: "一张订单的价格明细，含每一步分摊到每一行、每一件的金额与积分",
    auth: "staff:audit.read",
    params: orderParams,
    response: z.object({
      orderId: z.string(),
      quoteVersion: z.string(),
      ...totals,
      trace: z.array(auditTraceStep),
      lines: z.array(
        z.object({
          lineId: z.string(),
          skuId: z.string(),
          title: z.string(),
          quantity: z.int(),
          listPriceFen: fen,
          payableFen: fen,
          unitFens: z.array(fen),
          unitPoints: z.array(z.int()),
        }),
      ),
    }),
    errors: [],
  },
  "POST /v1/staff/orders/:orderId/notes": {
    tag: "订单管理",
    summary: "添加内部备注，顾客不可见",
    auth: "staff:orders.note",
    params: orderParams,
    body: z.strictObject({ note: text(500) }),
    response: staffOrder,
    status: 201,
    errors: [],
  },
});
