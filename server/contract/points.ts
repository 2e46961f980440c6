import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { day, fen, id, instant, pageOf, pageQuery, text } from "./primitives.ts";

/** A share or multiple of one in basis points: 10 000 is once, 20 000 is double. */
const multiplierBps = z.int().min(0).max(100_000);
const pointsMax = 1_000_000_000;
const amount = z.int().min(1).max(pointsMax);

/** How a purchase earns points. What earns is the money paid for goods: no freight, nothing that points paid. */
const earning = z.strictObject({
  /** Thousandths of a point per yuan, by the tier level from which they count; level 0 is for everybody. */
  rates: z
    .array(
      z.strictObject({
        fromLevel: z.int().min(0).max(10),
        milliPerYuan: z.int().min(0).max(1_000_000),
      }),
    )
    .min(1)
    .max(11),
  /** A line in several of these categories counts by the largest. */
  categories: z.array(z.strictObject({ categoryId: id("cat"), multiplierBps })).max(100),
  /** Goods that never earn: gift cards, vouchers. */
  excludedCategoryIds: z.array(id("cat")).max(100),
  /** Days that multiply; of double day and birthday month the larger counts, never both. */
  doubleDays: z
    .strictObject({
      days: z.array(day).max(100),
      /** 1 Monday … 7 Sunday. */
      weekdays: z.array(z.int().min(1).max(7)).max(7),
      monthDays: z.array(z.int().min(1).max(31)).max(31),
      multiplierBps: multiplierBps.min(10_000),
    })
    .nullable(),
  /** In the calendar the birthday is kept in; 10 000 is off. */
  birthdayMonthBps: multiplierBps.min(10_000),
  firstOrderBonus: z.int().min(0).max(1_000_000),
  /** Points become available so many days after the payment: the time in which goods may come back. */
  pendingDays: z.int().min(0).max(90),
});

/** When points are over, counted from the day they become available; a last day is still good. */
const expiry = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("never") }),
  z.strictObject({
    kind: z.literal("months"),
    months: z.int().min(1).max(120),
    roundUpTo: z.enum(["day", "month", "quarter", "year"]),
  }),
  /** One day of the year: the first one after so many turns of the year. */
  z.strictObject({
    kind: z.literal("fixed_day"),
    monthDay: z
      .string()
      .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "应为 MM-DD")
      .refine((text) => {
        const [month = 1, date = 1] = text.split("-").map(Number);
        return date <= new Date(Date.UTC(2000, month, 0)).getUTCDate();
      }, "没有这一天"),
    yearsLater: z.int().min(0).max(5),
  }),
]);

/** The rules of points as staff write them. */
export const pointsRules = z.strictObject({
  earning,
  expiry,
  /** Days that spent points which come back by a refund keep when their bucket is over; 0: they are over at once. */
  returnGraceDays: z.int().min(0).max(365),
  /** How points pay: every `stepPoints` are worth `stepFen`, up to `maxBps` of the goods; null when they do not. */
  spending: z
    .strictObject({
      stepPoints: z.int().min(1).max(1_000_000),
      stepFen: z.int().min(1).max(1_000_000),
      maxBps: z.int().min(1).max(10_000),
      isWithCoupons: z.boolean(),
    })
    .nullable(),
  adjusting: z.strictObject({
    /** More than this, up or down, needs a second person. */
    aloneMax: z.int().min(0).max(pointsMax),
    /** More than this is refused. */
    max: amount,
  }),
});

const points = z.int();
const part = z.object({ expiresOn: day.nullable(), points });

/** What a member has: four figures, and the lots they are made of. */
const account = z.object({
  available: points,
  pending: points,
  held: points,
  debt: points.meta({ description: "欠分：用今后所得积分抵还" }),
  /** What the available points pay at most, by the rules in force; 0 when points do not pay. */
  valueFen: fen,
  buckets: z.array(part).meta({ description: "可用积分按最后有效日，早的在前；null 为长期有效" }),
  expiringSoon: z.array(part).meta({ description: "60 天内到期的部分" }),
  pendingLots: z.array(
    z.object({
      orderId: z.string().nullable(),
      points,
      activatesOn: day,
      expiresOn: day.nullable(),
    }),
  ),
});

const entry = z.object({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  on: day.meta({ description: "按规则归属的日期" }),
  at: instant.meta({ description: "记账时间" }),
  orderId: z.string().nullable(),
  available: points,
  pending: points,
  held: points,
  debt: points,
  note: z.string().nullable(),
});

const staffEntry = entry.extend({
  cause: z.object({ scene: z.string(), id: z.string() }),
  postings: z.array(z.object({ account: z.string(), points })),
  moves: z.array(part),
  actor: z.string(),
  reason: z.string().nullable(),
});

const signedAmount = z
  .int()
  .min(-pointsMax)
  .max(pointsMax)
  .refine((value) => value !== 0, "不能为 0");

const adjustment = z.object({
  adjustmentId: z.string(),
  memberId: z.string(),
  points,
  state: z.enum(["requested", "done", "rejected"]),
  reason: z.string(),
  note: z.string().nullable(),
  requestedBy: z.string(),
  requestedAt: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  decisionReason: z.string().nullable(),
});

const publishedRules = z.object({ version: z.int(), ...pointsRules.shape });

const earnedLine = z.object({
  lineId: z.string(),
  netFen: fen,
  milliPerYuan: z.int().meta({ description: "每元得多少千分之一积分；0 为不积分" }),
  categoryBps: z.int(),
  milliPoints: z.int().meta({ description: "千分之一积分，仅供查看：整单合计后才取整" }),
});

const flows = z.object({
  openingPoints: points,
  issuedPoints: points,
  usedPoints: points,
  expiredPoints: points,
  reversedPoints: points,
  closingPoints: points,
});

const memberParams = z.object({ memberId: id("mem") });
const adjustmentParams = z.object({ adjustmentId: id("pta") });

/** What members and staff can do with points. */
export const pointsEndpoints = endpoints({
  "GET /v1/points/rules": {
    tag: "积分",
    summary: "现行积分规则：怎样得、何时到期、怎样抵钱",
    auth: "none",
    cacheSeconds: 30,
    response: publishedRules.omit({ adjusting: true }),
    errors: ["not_found"],
  },
  "GET /v1/me/points": {
    tag: "积分",
    summary: "我的积分：可用、待生效（附日期）、冻结、欠分、即将到期与可抵金额",
    auth: "member",
    response: account,
    errors: [],
  },
  "GET /v1/me/points/entries": {
    tag: "积分",
    summary: "我的积分流水，新的在前",
    auth: "member",
    query: pageQuery,
    response: pageOf(entry),
    errors: [],
  },
  "GET /v1/staff/members/:memberId/points": {
    tag: "积分管理",
    summary: "一位会员的积分",
    auth: "staff:points.read",
    params: memberParams,
    response: account,
    errors: ["not_found"],
  },
  "GET /v1/staff/members/:memberId/points/entries": {
    tag: "积分管理",
    summary: "一位会员的积分流水，附分录、批次、经办人与内部原因",
    auth: "staff:points.read",
    params: memberParams,
    query: pageQuery,
    response: pageOf(staffEntry),
    errors: ["not_found"],
  },
  "POST /v1/staff/members/:memberId/points/adjustments": {
    tag: "积分管理",
    summary: "调整积分；同一人当天对同一会员累计超过限额的，需另一位同事批准后才生效",
    auth: "staff:points.adjust",
    limit: "write",
    params: memberParams,
    body: z.strictObject({
      adjustmentId: id("pta").meta({ description: "由客户端生成：同一编号只调整一次" }),
      points: signedAmount,
      reason: text(200).meta({ description: "内部原因，会员看不到" }),
      note: text(60).nullable().default(null).meta({ description: "给会员看的说明" }),
    }),
    response: adjustment,
    status: 201,
    errors: ["not_found", "adjustment_limit", "points_insufficient", "idempotency_mismatch"],
  },
  "GET /v1/staff/points/adjustments": {
    tag: "积分管理",
    summary: "积分调整与申请，新的在前",
    auth: "staff:points.read",
    query: pageQuery.extend({ state: z.enum(["requested", "done", "rejected"]).optional() }),
    response: pageOf(adjustment),
    errors: [],
  },
  "POST /v1/staff/points/adjustments/:adjustmentId/approve": {
    tag: "积分管理",
    summary: "批准积分调整，随即生效；不能批准自己的申请",
    auth: "staff:points.approve",
    params: adjustmentParams,
    response: adjustment,
    errors: ["not_found", "approval_own", "approval_state", "points_insufficient"],
  },
  "POST /v1/staff/points/adjustments/:adjustmentId/reject": {
    tag: "积分管理",
    summary: "不批准积分调整；也可撤回自己的申请",
    auth: "staff:points.approve",
    params: adjustmentParams,
    body: z.strictObject({ reason: text(200) }),
    response: adjustment,
    errors: ["not_found", "approval_state"],
  },
  "GET /v1/staff/points/policies": {
    tag: "积分管理",
    summary: "全部积分规则版本，新的在前",
    auth: "staff:points.read",
    response: z.object({
      items: z.array(
        publishedRules.extend({
          publishedAt: instant,
          publishedBy: z.string(),
          reason: z.string(),
        }),
      ),
    }),
    errors: [],
  },
  "POST /v1/staff/points/policies": {
    tag: "积分管理",
    summary: "发布新积分规则，立即生效；此前所得的仍按当时规则",
    auth: "staff:points.policy",
    body: z.strictObject({
      expectedVersion: z.int().min(0),
      rules: pointsRules,
      reason: text(200),
    }),
    response: publishedRules,
    status: 201,
    errors: ["points_policy_invalid", "conflict"],
  },
  "POST /v1/staff/points/policies/preview": {
    tag: "积分管理",
    summary: "试算：按这份规则，一笔示例购买会得多少积分、何时生效、何时到期；未做任何更改",
    auth: "staff:points.read",
    limit: "write",
    body: z.strictObject({
      rules: pointsRules,
      purchase: z.strictObject({
        day,
        tierLevel: z.int().min(0).max(10),
        isFirstOrder: z.boolean().default(false),
        isBirthdayMonth: z.boolean().default(false),
        lines: z
          .array(
            z.strictObject({
              lineId: text(40),
              categoryIds: z.array(id("cat")).max(20).default([]),
              netFen: fen,
            }),
          )
          .min(1)
          .max(50),
      }),
    }),
    response: z.object({
      points,
      bonus: points,
      dayBps: z.int(),
      dayReason: z.enum(["double_day", "birthday_month"]).nullable(),
      lines: z.array(earnedLine),
      activatesOn: day,
      expiresOn: day.nullable(),
      worthFen: fen.meta({ description: "这些积分能抵的金额" }),
    }),
    errors: ["points_policy_invalid"],
  },
  "GET /v1/staff/points/liability": {
    tag: "积分管理",
    summary: "积分负债：期初 + 发放 − 使用 − 过期 − 收回 = 期末，任意两天；以及现欠各到期日多少",
    auth: "staff:points.read",
    query: z
      .strictObject({ from: day, to: day })
      .refine(({ from, to }) => from <= to, { path: ["to"], message: "不能早于起始日" }),
    response: z.object({
      from: day,
      to: day,
      ...flows.shape,
      now: z.object({
        points,
        members: z.int(),
        available: points,
        pending: points,
        held: points,
        debt: points,
        valueFen: fen,
        byExpiry: z.array(part).meta({ description: "可用积分按最后有效日" }),
      }),
    }),
    errors: [],
  },
});
