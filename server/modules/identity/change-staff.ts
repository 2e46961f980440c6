import type { StaffActor } from "../../kernel/actor.ts";
import { transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { isLiveOwner, moveOwnerCount } from "./owner-count.ts";
import { revokeStaffSessions } from "./revoke-session.ts";
import { StaffMembers, type StaffMemberRow } from "./staff-member.model.ts";
import { mustFit, type StaffPost } from "./staff-post.ts";

/**
 * Gives a staff member other roles or stores; it counts from their next request.
 * @throws not_found, last_owner, malformed
 */
export async function changeStaffPost(
  world: World,
  actor: StaffActor,
  input: StaffPost & { readonly staffId: string; readonly reason: string },
): Promise<StaffMemberRow> {
  const post = mustFit(input);
  return await transaction(async () => {
    const before = await readStaff(input.staffId);
    const after = { ...before, ...post };
    await StaffMembers.updateOne({ _id: before._id }, { $set: post });
    await moveOwnerCount(isLiveOwner(before), isLiveOwner(after));
    await recordAction(world, actor, {
      action: "staff.post_changed",
      subject: before._id,
      before: { roles: before.roles, storeIds: before.storeIds },
      after: post,
      reason: input.reason,
    });
    return after;
  });
}

/**
 * Disables an account and ends its sessions at once, or lets it log in again.
 * @throws not_found, last_owner
 */
export async function setStaffDisabled(
  world: World,
  actor: StaffActor,
  input: { readonly staffId: string; readonly isDisabled: boolean; readonly reason: string },
): Promise<StaffMemberRow> {
  return await transaction(async () => {
    const before = await readStaff(input.staffId);
    if ((before.disabledAt !== null) === input.isDisabled) return before;
    const after = { ...before, disabledAt: input.isDisabled ? world.clock.now() : null };
    await StaffMembers.updateOne({ _id: before._id }, { $set: { disabledAt: after.disabledAt } });
    await moveOwnerCount(isLiveOwner(before), isLiveOwner(after));
    if (input.isDisabled) await revokeStaffSessions(world, before._id, null);
    await recordAction(world, actor, {
      action: input.isDisabled ? "staff.disabled" : "staff.enabled",
      subject: before._id,
      before: { isDisabled: !input.isDisabled },
      after: { isDisabled: input.isDisabled },
      reason: input.reason,
    });
    return after;
  });
}

async function readStaff(staffId: string): Promise<StaffMemberRow> {
  return (await StaffMembers.findById(staffId).lean()) ?? fail("not_found");
}
