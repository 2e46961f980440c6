import type { membersEndpoints } from "../../contract/members.ts";
import type { Handlers } from "../../kernel/http.ts";
import { pageById } from "../../kernel/page.ts";
import { bindPhone } from "./bind-phone.ts";
import { bindWechat } from "./bind-wechat.ts";
import { decideConsent, readConsents, readConsentTexts } from "./decide-consent.ts";
import { editProfile } from "./edit-profile.ts";
import { findMember, readOpenid, viewMember } from "./find-members.ts";
import { logIn } from "./log-in.ts";
import { AccessLog, type MemberRow } from "./member.model.ts";
import { logInByPhone } from "./phone/log-in-by-phone.ts";
import { sendPhoneCode } from "./phone/send-phone-code.ts";
import { revealPhone } from "./reveal-phone.ts";

/** A member as they see themselves. */
const ownView = async (row: MemberRow) => ({
  ...viewMember(row),
  hasWechat: (await readOpenid(row._id)) !== null,
  isMember: row.joinedAt !== null,
});

/** How member endpoints are answered. */
export const membersHandlers: Handlers<typeof membersEndpoints> = {
  "POST /v1/sessions": async ({ world, body, request }) =>
    await logIn(world, { code: body.code, userAgent: request.userAgent }),
  "POST /v1/phone-codes": async ({ world, body }) => await sendPhoneCode(world, body.phone),
  "POST /v1/sessions/phone": async ({ world, body, request }) =>
    await logInByPhone(world, { ...body, userAgent: request.userAgent }),
  "GET /v1/me": async ({ actor }) => await ownView(await findMember(actor.memberId)),
  "PATCH /v1/me": async ({ world, actor, body }) =>
    await ownView(await editProfile(world, actor, body)),
  "POST /v1/me/phone": async ({ world, actor, body }) =>
    await ownView(await bindPhone(world, actor, body.code)),
  "POST /v1/me/wechat": async ({ world, actor, body }) =>
    await ownView(await bindWechat(world, actor, body.code)),
  "GET /v1/consents": async () => readConsentTexts(),
  "GET /v1/me/consents": async ({ actor }) => await readConsents(actor.memberId),
  "PUT /v1/me/consents": async ({ world, actor, body }) => await decideConsent(world, actor, body),
  "GET /v1/me/access-log": async ({ actor, query }) =>
    await pageById(AccessLog, { memberId: actor.memberId }, query, (row) => row),
  "POST /v1/staff/members/:memberId/reveal": async ({ world, actor, params, body }) => ({
    phone: await revealPhone(world, actor, params.memberId, body.reason),
  }),
};
