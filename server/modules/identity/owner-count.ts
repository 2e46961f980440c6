import { fail } from "../../kernel/errors.ts";
import type { StaffMemberRow } from "./staff-member.model.ts";
import { OwnerCounts } from "./staff-member.model.ts";

/** Whether this person is an owner who can log in. */
export function isLiveOwner(staff: Pick<StaffMemberRow, "roles" | "disabledAt">): boolean {
  return staff.roles.includes("owner") && staff.disabledAt === null;
}

/**
 * Moves the count of owners along with a change of one person, inside the same transaction.
 * @throws last_owner when nobody would be left.
 */
export async function moveOwnerCount(wasOwner: boolean, isOwner: boolean): Promise<void> {
  if (wasOwner === isOwner) return;
  if (isOwner) {
    await OwnerCounts.updateOne({ _id: "owners" }, { $inc: { count: 1 } }, { upsert: true });
    return;
  }
  const moved = await OwnerCounts.updateOne(
    { _id: "owners", count: { $gt: 1 } },
    { $inc: { count: -1 } },
  );
  if (moved.matchedCount === 0) fail("last_owner");
}
