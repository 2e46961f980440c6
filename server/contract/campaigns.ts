import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { offerTerms } from "./offer-terms.ts";
import { fen, id, instant, pageOf, pageQuery, text } from "./primitives.ts";

/** The list of running campaigns is the same for everyone and may be kept this long. */
const SHARED_SECONDS = 30;

const states = ["draft", "published", "paused", "stopped", "ended"] as const;

/** When a campaign runs. With weekdays or days of the month (a member day) only on those, in Asia/Shanghai. */
const schedule = z.strictObject({
  from: instant,
  until: instant.meta({ description: "不含此刻" }),
  weekdays: z
    .array(z.int().min(1).max(7))
    .max(7)
    .default([])
    .meta({ description: "1 = 周一 … 7 = 周日；与日期任一符合即可" }),
  monthDays: z
    .array(z.int().min(1).max(31))
    .max(31)
    .default([])
    .meta({ description: "每月几号；当月没有的日期按月末" }),
});

/** A campaign as staff write it. */
export const campaignDraft = z.strictObject({
  name: text(40),
  description: text(200).nullable().default(null),
  terms: offerTerms,
  schedule,
  priority: z.int().min(0).max(1_000).default(100).meta({ description: "小的先计算" }),
  budgetFen: fen.min(1).nullable().default(null),
});

const finding = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning"]),
  pointer: z.string(),
  detail: z.string(),
  /** The law or platform rule it rests on; null for what only the shop itself is hurt by. */
  rule: z.string().nullable(),
});

/** What a check before publishing found, what it looked at, and what it did not. */
export const lintReport = z.object({
  isPublishable: z.boolean().meta({ description: "没有错误；提醒仍需逐项确认" }),
  findings: z.array(finding),
  checked: z.array(z.object({ code: z.string(), title: z.string(), rule: z.string().nullable() })),
  notChecked: z.array(z.object({ code: z.string(), title: z.string() })),
});

const step = z.object({
  step: z.enum(["created", "edited", "published", "paused", "resumed", "stopped", "ended"]),
  at: instant,
  by: z.string(),
  reason: z.string().nullable(),
});

const staffCampaign = z.object({
  campaignId: z.string(),
  ...campaignDraft.shape,
  givesText: z.string(),
  state: z.enum(states),
  floorApproval: z.object({ by: z.string(), reason: z.string(), at: instant }).nullable(),
  acknowledgedWarnings: z.array(z.string()),
  publishedAt: instant.nullable(),
  version: z.int(),
  counters: z
    .object({
      spentFen: fen,
      budgetLeftFen: fen.nullable(),
      useCount: z.int(),
      units: z.array(z.object({ skuId: z.string(), left: z.int(), stock: z.int() })),
    })
    .nullable()
    .meta({ description: "没有预算也没有活动库存的活动不计数" }),
  createdBy: z.string(),
  /** Who changed the draft last: neither of the two approves its floor. */
  editedBy: z.string(),
  createdAt: instant,
  history: z.array(step),
});

const runningCampaign = z.object({
  campaignId: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  kind: z.string(),
  givesText: z.string(),
  scheduleText: z.string(),
  from: instant,
  until: instant,
  isOnToday: z.boolean(),
  productIds: z.array(z.string()),
  categoryIds: z.array(z.string()),
  tierLevels: z.array(z.int()),
  flashPrices: z.array(z.object({ skuId: z.string(), priceFen: fen, unitsLeft: z.int() })),
});

const params = z.object({ campaignId: id("cmp") });
const change = z.strictObject({ version: z.int().min(1), reason: text(200) });

/** What everybody can see, and staff can do, of promotions that need no coupon. */
export const campaignsEndpoints = endpoints({
  "GET /v1/campaigns": {
    tag: "营销活动",
    summary: "进行中的活动：内容、时间、给什么；限时价的剩余数量",
    auth: "none",
    cacheSeconds: SHARED_SECONDS,
    query: pageQuery,
    response: pageOf(runningCampaign),
    errors: [],
  },
  "GET /v1/staff/campaigns": {
    tag: "营销活动",
    summary: "全部活动，新的在前",
    auth: "staff:promotions.read",
    query: pageQuery.extend({ state: z.enum(states).optional() }),
    response: pageOf(staffCampaign),
    errors: [],
  },
  "GET /v1/staff/campaigns/:campaignId": {
    tag: "营销活动",
    summary: "一个活动及其预算、次数与活动库存",
    auth: "staff:promotions.read",
    params,
    response: staffCampaign,
    errors: ["not_found"],
  },
  "POST /v1/staff/campaigns": {
    tag: "营销活动",
    summary: "新建活动草稿",
    auth: "staff:promotions.edit",
    body: campaignDraft,
    response: staffCampaign,
    status: 201,
    errors: ["forbidden"],
  },
  "PUT /v1/staff/campaigns/:campaignId": {
    tag: "营销活动",
    summary: "修改活动草稿；发布后不能修改。低于成本的批准随之作废",
    auth: "staff:promotions.edit",
    params,
    body: z.strictObject({ version: z.int().min(1), ...campaignDraft.shape }),
    response: staffCampaign,
    errors: ["not_found", "conflict", "campaign_state", "forbidden"],
  },
  "GET /v1/staff/campaigns/:campaignId/lint": {
    tag: "营销活动",
    summary: "发布前检查：时间、重叠、门槛、低于成本与文案；列明查了什么、没查什么",
    auth: "staff:promotions.read",
    limit: "write",
    params,
    response: lintReport,
    errors: ["not_found"],
  },
  "POST /v1/staff/campaigns/:campaignId/floor-approval": {
    tag: "营销活动",
    summary: "由另一位同事批准低于成本的价格",
    auth: "staff:promotions.approve",
    params,
    body: change,
    response: staffCampaign,
    errors: ["not_found", "conflict", "campaign_state", "approval_own", "forbidden"],
  },
  "POST /v1/staff/campaigns/:campaignId/publish": {
    tag: "营销活动",
    summary: "发布活动：有错误不能发布，提醒需逐项确认",
    auth: "staff:promotions.edit",
    limit: "write",
    params,
    body: z.strictObject({
      version: z.int().min(1),
      acknowledgedWarnings: z.array(text(60)).max(50).default([]),
    }),
    response: staffCampaign,
    errors: [
      "not_found",
      "conflict",
      "campaign_state",
      "offer_refused",
      "approval_needed",
      "forbidden",
    ],
  },
  "POST /v1/staff/campaigns/:campaignId/pause": {
    tag: "营销活动",
    summary: "暂停活动",
    auth: "staff:promotions.edit",
    params,
    body: change,
    response: staffCampaign,
    errors: ["not_found", "conflict", "campaign_state", "forbidden"],
  },
  "POST /v1/staff/campaigns/:campaignId/resume": {
    tag: "营销活动",
    summary: "恢复已暂停的活动",
    auth: "staff:promotions.edit",
    params,
    body: change,
    response: staffCampaign,
    errors: ["not_found", "conflict", "campaign_state", "forbidden"],
  },
  "POST /v1/staff/campaigns/:campaignId/end": {
    tag: "营销活动",
    summary: "提前结束活动，不能恢复",
    auth: "staff:promotions.edit",
    params,
    body: change,
    response: staffCampaign,
    errors: ["not_found", "conflict", "campaign_state", "forbidden"],
  },
});
