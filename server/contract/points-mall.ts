import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { fen, id, instant, pageOf, pageQuery, text } from "./primitives.ts";

const points = z.int().min(1).max(100_000_000);
const count = z.int().min(0);

/** What points are swapped for: a SKU through an order, or a coupon at once. */
export const mallWhat = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("product"), skuId: id("sku") }),
  z.strictObject({ kind: z.literal("coupon"), templateId: id("tpl") }),
]);

/** Where an item of the mall stands. */
export const mallItemStates = ["draft", "published", "ended"] as const;

const itemInput = {
  title: text(60),
  what: mallWhat,
  /** Points for one unit, and the money beside them; a coupon costs points only. */
  points,
  priceFen: fen.default(0),
  /** Units that may be swapped in all; null: as many as there are. */
  stock: z.int().min(1).max(100_000_000).nullable().default(null),
  perMemberMax: z.int().min(1).max(9_999).nullable().default(null),
  /** Half-open: from ≤ now < until. */
  from: instant,
  until: instant,
  /** Empty: members of every tier. */
  tierLevels: z.array(z.int().min(0).max(10)).max(11).default([]),
};

type Checked = {
  what: z.output<typeof mallWhat>;
  priceFen: number;
  from: Date;
  until: Date;
};
const isInOrder = ({ from, until }: Pick<Checked, "from" | "until">): boolean => from < until;
const isPointsOnly = ({ what, priceFen }: Pick<Checked, "what" | "priceFen">): boolean =>
  what.kind === "product" || priceFen === 0;
const mustBeInOrder = { path: ["until"], message: "应晚于开始时间" };
const mustBePointsOnly = { path: ["priceFen"], message: "券只用积分兑换，不能另收钱" };

/** What staff write to put something into the mall. */
export const mallItemInput = z
  .strictObject(itemInput)
  .refine(isInOrder, mustBeInOrder)
  .refine(isPointsOnly, mustBePointsOnly);

const staffItem = z.object({
  mallItemId: z.string(),
  ...itemInput,
  state: z.enum(mallItemStates),
  version: z.int(),
  taken: count.meta({ description: "已兑出的件数，取消与退款的不计" }),
  createdAt: instant,
  createdBy: z.string(),
  publishedAt: instant.nullable(),
});

/** What a shopper can do with an item now; the first that stands in the way. */
export const mallStandings = [
  "exchangeable",
  "not_begun",
  "login_needed",
  "not_for_you",
  "sold_out",
  "limit",
  "points_short",
] as const;

const shownItem = z.object({
  mallItemId: z.string(),
  title: z.string(),
  what: mallWhat,
  /** What it costs otherwise, and how it looks; null for coupons. */
  product: z
    .object({
      productId: z.string(),
      title: z.string(),
      optionsText: z.string(),
      pictureUrl: z.string().nullable(),
      listPriceFen: fen,
    })
    .nullable(),
  points: z.int(),
  priceFen: fen,
  left: count.nullable(),
  perMemberMax: z.int().nullable(),
  mine: count.meta({ description: "我已兑的件数；不限量的不计" }),
  from: instant,
  until: instant,
  tierLevels: z.array(z.int()),
  standing: z.enum(mallStandings),
  reason: z.string().nullable(),
  missingPoints: count,
});

const params = z.object({ mallItemId: id("pmi") });
const version = z.int().min(1);

/** What shoppers and staff can do with the points mall. */
export const pointsMallEndpoints = endpoints({
  "GET /v1/points-mall": {
    tag: "积分商城",
    summary: "积分商城：能换什么、要多少积分与金额；登录后告知自己能否兑换与还差多少积分",
    auth: "optional",
    response: z.object({
      pointsAvailable: z.int().nullable().meta({ description: "我的可用积分；未登录为 null" }),
      items: z.array(shownItem),
    }),
    errors: [],
  },
  "POST /v1/points-mall/exchanges": {
    tag: "积分商城",
    summary:
      "用积分换一张券，立即到账；exchangeId 由客户端生成，重复提交得到同一结果。换商品请下单：订单行带 mallItemId",
    auth: "member",
    limit: "write",
    body: z.strictObject({ exchangeId: id("pmx"), mallItemId: id("pmi") }),
    response: z.object({
      exchangeId: z.string(),
      mallItemId: z.string(),
      title: z.string(),
      points: z.int(),
      couponId: z.string(),
      at: instant,
    }),
    status: 201,
    errors: [
      "not_found",
      "mall_item_unavailable",
      "mall_item_sold_out",
      "purchase_limit",
      "points_insufficient",
      "coupon_sold_out",
      "coupon_claim_limit",
      "coupon_not_claimable",
      "idempotency_mismatch",
    ],
  },
  "GET /v1/staff/points-mall": {
    tag: "积分商城管理",
    summary: "全部兑换品，新的在前",
    auth: "staff:points.read",
    query: pageQuery.extend({ state: z.enum(mallItemStates).optional() }),
    response: pageOf(staffItem),
    errors: [],
  },
  "POST /v1/staff/points-mall": {
    tag: "积分商城管理",
    summary: "新建兑换品草稿",
    auth: "staff:points.policy",
    body: mallItemInput,
    response: staffItem,
    status: 201,
    errors: [],
  },
  "GET /v1/staff/points-mall/:mallItemId": {
    tag: "积分商城管理",
    summary: "一件兑换品，附已兑件数",
    auth: "staff:points.read",
    params,
    response: staffItem,
    errors: ["not_found"],
  },
  "PUT /v1/staff/points-mall/:mallItemId": {
    tag: "积分商城管理",
    summary: "修改兑换品草稿；发布后不能修改",
    auth: "staff:points.policy",
    params,
    body: z
      .strictObject({ version, ...itemInput })
      .refine(isInOrder, mustBeInOrder)
      .refine(isPointsOnly, mustBePointsOnly),
    response: staffItem,
    errors: ["not_found", "conflict", "mall_item_state"],
  },
  "POST /v1/staff/points-mall/:mallItemId/publish": {
    tag: "积分商城管理",
    summary: "发布兑换品：商品须在售且换购价低于原价，券模板须已发布并允许按规则发放",
    auth: "staff:points.policy",
    limit: "write",
    params,
    body: z.strictObject({ version }),
    response: staffItem,
    errors: ["not_found", "conflict", "mall_item_state", "mall_item_refused"],
  },
  "POST /v1/staff/points-mall/:mallItemId/end": {
    tag: "积分商城管理",
    summary: "结束兑换，也可放弃草稿；不能恢复，已下的订单照常",
    auth: "staff:points.policy",
    params,
    body: z.strictObject({ version, reason: text(200) }),
    response: staffItem,
    errors: ["not_found", "conflict", "mall_item_state"],
  },
});
