import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { roles, permissions } from "./permissions.ts";
import { id, instant, pageOf, pageQuery, text } from "./primitives.ts";

const login = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9._-]{2,31}$/, "登录名为 3–32 位小写字母、数字或 . _ -，以字母开头");
const password = z.string().min(1).max(128);
const opaqueToken = z.string().regex(/^[\w-]{43}$/, "凭证格式不对");
const wechatCode = z.string().min(1).max(200);
const reason = text(200);
const sessionId = z.strictObject({ sessionId: id("ses") });
const staffId = z.strictObject({ staffId: id("stf") });
const post = {
  roles: z.array(z.enum(roles)).min(1).max(roles.length),
  storeIds: z.array(id("sto")).max(200).nullable(),
};

/** A token as its owner gets it, once. */
export const sessionGrant = z.object({
  token: z.string(),
  sessionId: z.string(),
  expiresAt: instant,
});

const staffGrant = z.object({ ...sessionGrant.shape, staffId: z.string() });

/** One of one's own logins. */
export const sessionView = z.object({
  sessionId: z.string(),
  userAgent: z.string(),
  createdAt: instant,
  rotatedAt: instant.nullable(),
  expiresAt: instant,
  isCurrent: z.boolean(),
});

/** A staff member as other staff see them. */
export const staffView = z.object({
  staffId: z.string(),
  name: z.string(),
  login: z.string().nullable(),
  hasWechat: z.boolean(),
  roles: z.array(z.enum(roles)),
  storeIds: z.array(z.string()).nullable(),
  isDisabled: z.boolean(),
  createdAt: instant,
});

const invitation = z.object({
  invitationId: z.string(),
  name: z.string(),
  roles: z.array(z.enum(roles)),
  storeIds: z.array(z.string()).nullable(),
  state: z.enum(["open", "used", "cancelled", "expired"]),
  invitedBy: z.string(),
  createdAt: instant,
  expiresAt: instant,
  /** Who came of it. */
  staffId: z.string().nullable(),
});

/** What the public can ask of identity. */
export const identityEndpoints = endpoints({
  "GET /v1/sessions": {
    tag: "登录",
    summary: "我的登录设备",
    auth: "member",
    query: pageQuery,
    response: pageOf(sessionView),
    errors: [],
  },
  "POST /v1/sessions/rotate": {
    tag: "登录",
    summary: "更换登录凭证；旧凭证一分钟后失效，再被使用则整个登录作废",
    auth: "member",
    response: sessionGrant,
    errors: ["conflict"],
  },
  "DELETE /v1/sessions/current": {
    tag: "登录",
    summary: "退出登录",
    auth: "member",
    response: null,
    errors: ["not_found"],
  },
  "DELETE /v1/sessions/:sessionId": {
    tag: "登录",
    summary: "让我的某个设备退出登录",
    auth: "member",
    params: sessionId,
    response: null,
    errors: ["not_found"],
  },
  "POST /v1/staff/sessions": {
    tag: "员工",
    summary: "员工用登录名和密码登录",
    auth: "none",
    body: z.strictObject({ login, password }),
    response: staffGrant,
    status: 201,
    errors: ["credentials_invalid", "staff_disabled"],
    limit: "password",
  },
  "POST /v1/staff/sessions/wechat": {
    tag: "员工",
    summary: "员工用微信登录",
    auth: "none",
    body: z.strictObject({ code: wechatCode }),
    response: staffGrant,
    status: 201,
    errors: [
      "credentials_invalid",
      "staff_disabled",
      "wechat_code_invalid",
      "wechat_user_blocked",
      "wechat_unavailable",
    ],
    limit: "login",
  },
  "GET /v1/staff/sessions": {
    tag: "员工",
    summary: "本人的登录设备",
    auth: "staff",
    query: pageQuery,
    response: pageOf(sessionView),
    errors: [],
  },
  "POST /v1/staff/sessions/rotate": {
    tag: "员工",
    summary: "更换登录凭证；旧凭证一分钟后失效，再被使用则整个登录作废",
    auth: "staff",
    response: sessionGrant,
    errors: ["conflict"],
  },
  "DELETE /v1/staff/sessions/current": {
    tag: "员工",
    summary: "退出登录",
    auth: "staff",
    response: null,
    errors: ["not_found"],
  },
  "DELETE /v1/staff/sessions/:sessionId": {
    tag: "员工",
    summary: "让本人的某个设备退出登录",
    auth: "staff",
    params: sessionId,
    response: null,
    errors: ["not_found"],
  },
  "GET /v1/staff/me": {
    tag: "员工",
    summary: "本人的账号、角色与权限",
    auth: "staff",
    response: z.object({ ...staffView.shape, permissions: z.array(z.enum(permissions)) }),
    errors: [],
  },
  "PUT /v1/staff/me/password": {
    tag: "员工",
    summary: "修改本人密码；其他设备随即退出登录",
    auth: "staff",
    body: z.strictObject({ currentPassword: password, password }),
    response: null,
    errors: ["credentials_invalid", "password_weak", "conflict"],
    limit: "password",
  },
  "POST /v1/staff/invitations": {
    tag: "员工",
    summary: "邀请员工；邀请凭证只显示这一次，七天内有效，只能用一次",
    auth: "staff:staff.manage",
    body: z.strictObject({ name: text(30), ...post }),
    response: z.object({ invitationId: z.string(), token: z.string(), expiresAt: instant }),
    status: 201,
    errors: [],
  },
  "GET /v1/staff/invitations": {
    tag: "员工",
    summary: "发出的邀请，新的在前",
    auth: "staff:staff.manage",
    query: pageQuery,
    response: pageOf(invitation),
    errors: [],
  },
  "POST /v1/staff/invitations/:invitationId/cancel": {
    tag: "员工",
    summary: "取消还没有人接受的邀请；重复取消没有影响",
    auth: "staff:staff.manage",
    params: z.object({ invitationId: id("inv") }),
    response: invitation,
    errors: ["invitation_invalid"],
  },
  "POST /v1/staff/invitations/accept": {
    tag: "员工",
    summary: "接受邀请：绑定微信，或设置登录名和密码，或两者都要",
    auth: "none",
    body: z.strictObject({
      token: opaqueToken,
      wechatCode: wechatCode.optional(),
      login: login.optional(),
      password: password.optional(),
    }),
    response: staffGrant,
    status: 201,
    errors: [
      "invitation_invalid",
      "login_taken",
      "password_weak",
      "conflict",
      "wechat_code_invalid",
      "wechat_user_blocked",
      "wechat_unavailable",
    ],
    limit: "password",
  },
  "GET /v1/staff/people": {
    tag: "员工",
    summary: "全部员工，新的在前",
    auth: "staff:staff.read",
    query: pageQuery,
    response: pageOf(staffView),
    errors: [],
  },
  "PATCH /v1/staff/people/:staffId": {
    tag: "员工",
    summary: "调整员工的角色与可见门店，立即生效",
    auth: "staff:staff.manage",
    params: staffId,
    body: z.strictObject({ ...post, reason }),
    response: staffView,
    errors: ["not_found", "last_owner"],
  },
  "POST /v1/staff/people/:staffId/disable": {
    tag: "员工",
    summary: "停用员工账号，其登录立即失效",
    auth: "staff:staff.manage",
    params: staffId,
    body: z.strictObject({ reason }),
    response: staffView,
    errors: ["not_found", "last_owner"],
  },
  "POST /v1/staff/people/:staffId/enable": {
    tag: "员工",
    summary: "恢复员工账号",
    auth: "staff:staff.manage",
    params: staffId,
    body: z.strictObject({ reason }),
    response: staffView,
    errors: ["not_found"],
  },
});
