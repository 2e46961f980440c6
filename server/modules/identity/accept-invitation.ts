import { isDuplicateKey, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { staffActor } from "./authenticate.ts";
import { issueStaffSession, type SessionGrant } from "./issue-session.ts";
import { isLiveOwner, moveOwnerCount } from "./owner-count.ts";
import { hashPassword, mustBeStrong } from "./password.ts";
import { StaffInvitations } from "./staff-invitation.model.ts";
import { StaffMembers, type StaffMemberRow } from "./staff-member.model.ts";
import { digestToken } from "./token.ts";

/** How someone accepts: with WeChat, with a login name and a password, or with both. */
export type Acceptance = {
  readonly token: string;
  readonly wechatCode?: string | undefined;
  readonly login?: string | undefined;
  readonly password?: string | undefined;
  readonly userAgent: string;
};

/**
 * Makes the invited person staff and logs them in; of two acceptances at once, one wins.
 * @throws invitation_invalid, login_taken, password_weak, malformed, conflict (that WeChat belongs to other staff),
 * and what `exchangeLoginCode` throws.
 */
export async function acceptInvitation(
  world: World,
  input: Acceptance,
): Promise<SessionGrant & { staffId: string }> {
  mustBindSomething(input);
  const tokenDigest = digestToken(input.token);
  const invited = {
    tokenDigest,
    usedAt: null,
    cancelledAt: null,
    expiresAt: { $gt: world.clock.now() },
  };
  if ((await StaffInvitations.exists(invited)) === null) fail("invitation_invalid");
  const staff = await becomeStaff(world, input);
  try {
    return await transaction(async () => {
      const invitation = await StaffInvitations.findOneAndUpdate(invited, {
        $set: { usedAt: staff.createdAt, staffId: staff._id },
      }).lean();
      if (invitation === null) fail("invitation_invalid");
      const { name, roles, storeIds } = invitation;
      const row: StaffMemberRow = { ...staff, name, roles, storeIds };
      await StaffMembers.create([row]);
      await moveOwnerCount(false, isLiveOwner(row));
      const grant = await issueStaffSession(world, {
        staffId: staff._id,
        userAgent: input.userAgent,
      });
      await recordAction(world, staffActor(row, grant.sessionId), {
        action: "staff.joined",
        subject: staff._id,
        before: null,
        after: { invitationId: invitation._id, name, roles, storeIds },
        reason: null,
      });
      return { ...grant, staffId: staff._id };
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const { keyPattern } = error as { keyPattern?: Record<string, unknown> };
    if (keyPattern?.["login"] !== undefined) fail("login_taken");
    return fail("conflict", { detail: "该微信已绑定其他员工账号" });
  }
}

function mustBindSomething(input: Acceptance): void {
  if ((input.login === undefined) !== (input.password === undefined))
    fail("malformed", { issues: [{ pointer: "/password", detail: "登录名与密码需要一起填写" }] });
  if (input.wechatCode === undefined && input.login === undefined)
    fail("malformed", { issues: [{ pointer: "/wechatCode", detail: "请绑定微信或设置密码" }] });
}

async function becomeStaff(
  world: World,
  { login, password, wechatCode }: Acceptance,
): Promise<Omit<StaffMemberRow, "name" | "roles" | "storeIds">> {
  if (login !== undefined && password !== undefined) mustBeStrong(password, login);
  const createdAt = world.clock.now();
  return {
    _id: newId("stf", createdAt),
    login: login ?? null,
    passwordHash: password === undefined ? null : await hashPassword(password),
    openid:
      wechatCode === undefined ? null : (await world.wechat.exchangeLoginCode(wechatCode)).openid,
    createdAt,
    disabledAt: null,
  };
}
