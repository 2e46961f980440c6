import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { consentPurposes, staffMember } from "./members.ts";
import { id, instant, pageOf, pageQuery, text } from "./primitives.ts";

const recorded = staffMember.extend({
  tierLevel: z.int(),
  tierName: z.string(),
  tags: z.array(z.string()),
  lastPurchaseAt: instant.nullable(),
});

const note = z.object({
  noteId: z.string(),
  text: z.string(),
  staffId: z.string(),
  staffName: z.string(),
  createdAt: instant,
  /** Until when whoever wrote it can take it back. */
  withdrawableUntil: instant,
});

const tags = z
  .array(text(12))
  .max(20)
  .refine((list) => new Set(list).size === list.length, "同一个标签不能出现两次");

const memberParams = z.object({ memberId: id("mem") });

/** What staff see of members, and what they write down about them: notes and tags. */
export const memberRecordsEndpoints = endpoints({
  "GET /v1/staff/members": {
    tag: "会员管理",
    summary:
      "会员列表；q 为完整手机号或昵称开头（按昵称排列），可按标签、等级筛选，按入会新旧或最近购买排列（后者只含买过的）。筛选时一页可能不满，nextCursor 为 null 才是结尾",
    auth: "staff:members.read",
    query: pageQuery.extend({
      q: text(30).optional(),
      tag: text(12).optional(),
      tierLevel: z.coerce.number().int().min(0).max(20).optional(),
      sort: z.enum(["newest", "last_purchase"]).default("newest"),
    }),
    response: pageOf(recorded),
    errors: [],
  },
  "GET /v1/staff/members/:memberId": {
    tag: "会员管理",
    summary: "一位会员的资料，手机号已遮盖，附等级、标签、各项同意、最近购买与最近登录",
    auth: "staff:members.read",
    params: memberParams,
    response: recorded.extend({
      tagsVersion: z.int(),
      consents: z.array(
        z.object({
          purpose: z.enum(consentPurposes),
          title: z.string(),
          isGranted: z.boolean(),
          decidedAt: instant.nullable(),
        }),
      ),
      /** The last time a session began or was renewed; null when none is known any more. */
      lastSeenAt: instant.nullable(),
    }),
    errors: [],
  },
  "GET /v1/staff/tags": {
    tag: "会员管理",
    summary: "用过的会员标签，按拼写排列，最多 500 个",
    auth: "staff:members.read",
    response: z.object({ items: z.array(z.object({ tag: z.string() })) }),
    errors: [],
  },
  "PUT /v1/staff/members/:memberId/tags": {
    tag: "会员管理",
    summary: "设定一位会员的全部标签；须带上所见的版本",
    auth: "staff:members.note",
    params: memberParams,
    body: z.strictObject({ expectedVersion: z.int().min(0), tags }),
    response: z.object({ tags: z.array(z.string()), tagsVersion: z.int() }),
    errors: ["conflict"],
  },
  "GET /v1/staff/members/:memberId/notes": {
    tag: "会员管理",
    summary: "同事写下的会员备注，新的在前；会员不可见",
    auth: "staff:members.read",
    params: memberParams,
    query: pageQuery,
    response: pageOf(note),
    errors: [],
  },
  "POST /v1/staff/members/:memberId/notes": {
    tag: "会员管理",
    summary: "写一条会员备注；noteId 由客户端生成，重复提交得到同一结果",
    auth: "staff:members.note",
    params: memberParams,
    body: z.strictObject({ noteId: id("not"), text: text(500) }),
    response: note,
    status: 201,
    errors: ["idempotency_mismatch"],
  },
  "DELETE /v1/staff/members/:memberId/notes/:noteId": {
    tag: "会员管理",
    summary: "撤回自己写下不到 5 分钟的备注",
    auth: "staff:members.note",
    params: memberParams.extend({ noteId: id("not") }),
    response: null,
    errors: ["forbidden", "note_final"],
  },
});
