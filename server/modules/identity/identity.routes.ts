import type { identityEndpoints } from "../../contract/identity.ts";
import type { Handlers, RequestFacts } from "../../kernel/http.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { cancelInvitation } from "./cancel-invitation.ts";
import { changePassword } from "./change-password.ts";
import { changeStaffPost, setStaffDisabled } from "./change-staff.ts";
import { inviteStaff } from "./invite-staff.ts";
import { listInvitations, viewInvitation } from "./list-invitations.ts";
import { listSessions } from "./list-sessions.ts";
import { listStaff, readStaffView, staffView } from "./list-staff.ts";
import { logInStaff, logInStaffByWechat } from "./log-in-staff.ts";
import { revokeSession } from "./revoke-session.ts";
import { rotateSession } from "./rotate-session.ts";

/** The bearer token of a request that has been let in with it. */
const bearerOf = (request: RequestFacts): string =>
  (request.headers["authorization"] ?? "").slice("Bearer ".length);

/** How identity endpoints are answered. */
export const identityHandlers: Handlers<typeof identityEndpoints> = {
  "GET /v1/sessions": async ({ world, actor, query }) => await listSessions(world, actor, query),
  "POST /v1/sessions/rotate": async ({ world, actor, request }) =>
    await rotateSession(world, actor, bearerOf(request)),
  "DELETE /v1/sessions/current": async ({ world, actor }) =>
    await revokeSession(world, actor, actor.sessionId),
  "DELETE /v1/sessions/:sessionId": async ({ world, actor, params }) =>
    await revokeSession(world, actor, params.sessionId),
  "POST /v1/staff/sessions": async ({ world, body, request }) =>
    await logInStaff(world, { ...body, userAgent: request.userAgent }),
  "POST /v1/staff/sessions/wechat": async ({ world, body, request }) =>
    await logInStaffByWechat(world, { ...body, userAgent: request.userAgent }),
  "GET /v1/staff/sessions": async ({ world, actor, query }) =>
    await listSessions(world, actor, query),
  "POST /v1/staff/sessions/rotate": async ({ world, actor, request }) =>
    await rotateSession(world, actor, bearerOf(request)),
  "DELETE /v1/staff/sessions/current": async ({ world, actor }) =>
    await revokeSession(world, actor, actor.sessionId),
  "DELETE /v1/staff/sessions/:sessionId": async ({ world, actor, params }) =>
    await revokeSession(world, actor, params.sessionId),
  "GET /v1/staff/me": async ({ actor }) => ({
    ...(await readStaffView(actor.staffId)),
    permissions: [...actor.permissions],
  }),
  "PUT /v1/staff/me/password": async ({ world, actor, body }) =>
    await changePassword(world, actor, body),
  "POST /v1/staff/invitations": async ({ world, actor, body }) =>
    await inviteStaff(world, actor, body),
  "GET /v1/staff/invitations": async ({ world, query }) => await listInvitations(world, query),
  "POST /v1/staff/invitations/:invitationId/cancel": async ({ world, actor, params }) =>
    viewInvitation(world, await cancelInvitation(world, actor, params.invitationId)),
  "POST /v1/staff/invitations/accept": async ({ world, body, request }) =>
    await acceptInvitation(world, { ...body, userAgent: request.userAgent }),
  "GET /v1/staff/people": async ({ query }) => await listStaff(query),
  "PATCH /v1/staff/people/:staffId": async ({ world, actor, params, body }) =>
    staffView(await changeStaffPost(world, actor, { ...params, ...body })),
  "POST /v1/staff/people/:staffId/disable": async ({ world, actor, params, body }) =>
    staffView(await setStaffDisabled(world, actor, { ...params, ...body, isDisabled: true })),
  "POST /v1/staff/people/:staffId/enable": async ({ world, actor, params, body }) =>
    staffView(await setStaffDisabled(world, actor, { ...params, ...body, isDisabled: false })),
};
