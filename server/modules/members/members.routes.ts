import type { membersEndpoints } from "../../contract/members.ts";
import type { Handlers } from "../../kernel/http.ts";
import { pageById } from "../../kernel/page.ts";
import { bindPhone } from "./bind-phone.ts";
import { decideConsent, readConsents } from "./decide-consent.ts";
import { editProfile } from "./edit-profile.ts";
import { findMember, listMembers, readOpenid } from "./find-members.ts";
import { logIn } from "./log-in.ts";
import { AccessLog, type MemberRow } from "./member.model.ts";
import { revealPhone } from "./reveal-phone.ts";

/** A member without what must not leave: the sealed phone and its digest. */
const view = ({ _id, phoneSealed: _sealed, phoneDigest: _digest, ...row }: MemberRow) => ({
  memberId: _id,
  ...row,
});

/** A member as they see themselves. */
const ownView = async (row: MemberRow) => ({
  ...view(row),
  hasWechat: (await readOpenid(row._id)) !== null,
  isMember: row.joinedAt !== null,
});

/** How member endpoints are answered. */
export const membersHandlers: Handlers<typeof membersEndpoints> = {
  "POST /v1/sessions": async ({ world, body, request }) =>
    await logIn(world, { code: body.code, userAgent: request.userAgent }),
  "GET /v1/me": async ({ actor }) => await ownView(await findMember(actor.memberId)),
  "PATCH /v1/me": async ({ world, actor, body }) =>
    await ownView(await editProfile(world, actor, body)),
  "POST /v1/me/phone": async ({ world, actor, body }) =>
    await ownView(await bindPhone(world, actor, body.code)),
  "GET /v1/me/consents": async ({ actor }) => await readConsents(actor.memberId),
  "PUT /v1/me/consents": async ({ world, actor, body }) => await decideConsent(world, actor, body),
  "GET /v1/me/access-log": async ({ actor, query }) =>
    await pageById(AccessLog, { memberId: actor.memberId }, query, (row) => row),
  "GET /v1/staff/members": async ({ world, query }) => await listMembers(world, query, view),
  "GET /v1/staff/members/:memberId": async ({ params }) => view(await findMember(params.memberId)),
  "POST /v1/staff/members/:memberId/reveal": async ({ world, actor, params, body }) => ({
    phone: await revealPhone(world, actor, params.memberId, body.reason),
  }),
};
