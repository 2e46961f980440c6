import type { Role } from "@server/contract/permissions.ts";
import { newId } from "@server/kernel/ids.ts";
import { issueMemberSession, issueStaffSession } from "@server/modules/identity/issue-session.ts";
import { StaffMembers } from "@server/modules/identity/staff-member.model.ts";
import { findOrCreateMember } from "@server/modules/members/index.ts";
import type { World } from "@server/world.ts";

/** A member of staff with a session; logging in has tests of its own. */
export async function buildStaff(
  world: World,
  parts: { roles: Role[]; storeIds?: string[] | null },
): Promise<{ staffId: string; token: string }> {
  const staffId = newId("stf", world.clock.now());
  await StaffMembers.create([
    {
      _id: staffId,
      name: "员工",
      login: null,
      passwordHash: null,
      openid: `o${staffId.slice(-27)}`,
      roles: parts.roles,
      storeIds: parts.storeIds ?? null,
      createdAt: world.clock.now(),
      disabledAt: null,
    },
  ]);
  const { token } = await issueStaffSession(world, { staffId, userAgent: "test" });
  return { staffId, token };
}

/** A shopper with a session. */
export async function buildMember(
  world: World,
): Promise<{ memberId: string; openid: string; token: string }> {
  const openid = `o${newId("tst", world.clock.now()).slice(-27)}`;
  const { memberId } = await findOrCreateMember(world, { openid, unionid: null });
  const { token } = await issueMemberSession(world, { memberId, openid, userAgent: "test" });
  return { memberId, openid, token };
}
