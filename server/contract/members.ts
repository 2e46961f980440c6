import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { sessionGrant } from "./identity.ts";
import { id, instant, pageOf, pageQuery, phone, text } from "./primitives.ts";

/** What a shopper can agree to, each on its own. */
export const consentPurposes = [
  "membership",
  "marketing_messages",
  "personalised_recommendations",
] as const;

/** A birthday in the solar or the lunar calendar; the year is told only by who wants to. */
export const birthday = z
  .strictObject({
    calendar: z.enum(["solar", "lunar"]),
    year: z.int().min(1900).max(2100).nullable(),
    month: z.int().min(1).max(12),
    day: z.int().min(1).max(31),
    isLeapMonth: z.boolean().default(false),
  })
  .refine(
    // Without a year, 29 February may be one's birthday: 2000 was a leap year.
    ({ calendar, year, month, day }) =>
      day <= (calendar === "lunar" ? 30 : new Date(Date.UTC(year ?? 2000, month, 0)).getUTCDate()),
    {
      path: ["day"],
      message: "这个月没有这一天",
    },
  )
  .refine(({ calendar, isLeapMonth }) => calendar === "lunar" || !isLeapMonth, {
    path: ["isLeapMonth"],
    message: "只有农历有闰月",
  });

/** A member as they and staff see them. */
export const profile = z.object({
  memberId: z.string(),
  displayName: z.string().nullable(),
  phoneMasked: z.string().nullable(),
  birthday: birthday.nullable(),
  joinedAt: instant.nullable(),
  createdAt: instant,
});

const ownProfile = profile.extend({
  /** Whether a WeChat account is bound: without one nothing can be paid. */
  hasWechat: z.boolean(),
  /** Whether the shopper has joined: agreed to membership, with a phone of their own. */
  isMember: z.boolean(),
});

const consent = z.object({
  purpose: z.enum(consentPurposes),
  title: z.string(),
  text: z.string(),
  /** The text in force; agreeing names it, so that it is known what was agreed to. */
  version: z.string(),
  isGranted: z.boolean(),
  decidedVersion: z.string().nullable(),
  decidedAt: instant.nullable(),
});

const accessEntry = z.object({
  at: instant,
  staffName: z.string(),
  what: z.enum(["phone", "address"]),
  reason: z.string(),
});

/** A member as staff see them: where the record came from. */
export const staffMember = profile.extend({
  source: z.enum(["wechat", "import", "phone"]),
  externalId: z.string().nullable(),
  mergedInto: z.string().nullable(),
});

const memberParams = z.object({ memberId: id("mem") });

/** What shoppers and staff can ask and change of who a member is. */
export const membersEndpoints = endpoints({
  "POST /v1/sessions": {
    tag: "登录",
    summary: "顾客用微信登录",
    auth: "none",
    limit: "login",
    body: z.strictObject({ code: z.string().min(1).max(200) }),
    response: sessionGrant.extend({ memberId: z.string(), isNew: z.boolean() }),
    status: 201,
    errors: ["wechat_code_invalid", "wechat_user_blocked", "wechat_unavailable"],
  },
  "POST /v1/phone-codes": {
    tag: "登录",
    summary: "给手机发 6 位登录验证码：5 分钟内有效，用一次，可试 5 次；不透露手机号是否登记过",
    auth: "none",
    limit: "password",
    body: z.strictObject({ phone }),
    response: z.object({ expiresAt: instant, retryAfterSeconds: z.int() }),
    status: 202,
    errors: ["rate_limited", "sms_unavailable"],
  },
  "POST /v1/sessions/phone": {
    tag: "登录",
    summary: "顾客用手机验证码登录；还不是会员的须同意会员服务说明（consentVersion 为其现行版本）",
    auth: "none",
    limit: "login",
    body: z.strictObject({
      phone,
      code: z.string().regex(/^\d{6}$/, "应为 6 位数字"),
      consentVersion: z.string().min(1).max(20).optional(),
    }),
    response: sessionGrant.extend({ memberId: z.string(), isNew: z.boolean() }),
    status: 201,
    errors: ["phone_code_wrong", "consent_required"],
  },
  "GET /v1/me": {
    tag: "我的",
    summary: "我的资料",
    auth: "member",
    response: ownProfile,
    errors: [],
  },
  "PATCH /v1/me": {
    tag: "我的",
    summary: "修改昵称或生日",
    auth: "member",
    body: z
      .strictObject({ displayName: text(30).optional(), birthday: birthday.nullable().optional() })
      .refine(
        (body) => body.displayName !== undefined || body.birthday !== undefined,
        "没有要修改的内容",
      ),
    response: ownProfile,
    errors: ["content_rejected", "wechat_needed", "wechat_unavailable"],
  },
  "POST /v1/me/phone": {
    tag: "我的",
    summary: "用微信手机号凭证绑定手机号并成为会员；导入的历史会随手机号归到名下",
    auth: "member",
    limit: "login",
    body: z.strictObject({ code: z.string().min(1).max(200) }),
    response: ownProfile,
    errors: ["consent_required", "phone_taken", "wechat_code_invalid", "wechat_unavailable"],
  },
  "POST /v1/me/wechat": {
    tag: "我的",
    summary: "给手机登录的账号绑定微信；该微信的空账号（没有手机号也没有订单）并入本账号",
    auth: "member",
    limit: "login",
    body: z.strictObject({ code: z.string().min(1).max(200) }),
    response: ownProfile,
    errors: [
      "wechat_taken",
      "conflict",
      "wechat_code_invalid",
      "wechat_user_blocked",
      "wechat_unavailable",
    ],
  },
  "GET /v1/consents": {
    tag: "登录",
    summary: "各项同意的现行文本与版本，登录前可读",
    auth: "none",
    cacheSeconds: 60,
    response: z.object({
      items: z.array(consent.pick({ purpose: true, title: true, text: true, version: true })),
    }),
    errors: [],
  },
  "GET /v1/me/consents": {
    tag: "我的",
    summary: "各项同意的现行文本与我的选择",
    auth: "member",
    response: z.object({ items: z.array(consent) }),
    errors: [],
  },
  "PUT /v1/me/consents": {
    tag: "我的",
    summary: "同意或撤回一项；撤回与同意一样方便",
    auth: "member",
    body: z.strictObject({
      purpose: z.enum(consentPurposes),
      version: z.string().min(1).max(20),
      isGranted: z.boolean(),
    }),
    response: z.object({ items: z.array(consent) }),
    errors: ["conflict"],
  },
  "GET /v1/me/access-log": {
    tag: "我的",
    summary: "谁在什么时候因为什么看过我的完整手机号或地址",
    auth: "member",
    query: pageQuery,
    response: pageOf(accessEntry),
    errors: [],
  },
  "POST /v1/staff/members/:memberId/reveal": {
    tag: "会员管理",
    summary: "查看完整手机号，需写原因；会员能看到这次查看",
    auth: "staff:members.reveal",
    limit: "write",
    params: memberParams,
    body: z.strictObject({ reason: text(200) }),
    response: z.object({ phone: z.string().nullable() }),
    errors: [],
  },
});
