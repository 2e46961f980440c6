import { fail } from "../../kernel/errors.ts";
import { pageById, type PageQuery } from "../../kernel/page.ts";
import { StaffMembers, type StaffMemberRow } from "./staff-member.model.ts";

/** A staff member as other staff see them. */
export function staffView(staff: StaffMemberRow) {
  return {
    staffId: staff._id,
    name: staff.name,
    login: staff.login,
    hasWechat: staff.openid !== null,
    roles: staff.roles,
    storeIds: staff.storeIds,
    isDisabled: staff.disabledAt !== null,
    createdAt: staff.createdAt,
  };
}

/** Lists all staff, the newest first, the disabled too. */
export async function listStaff(query: PageQuery) {
  return await pageById(StaffMembers, {}, query, staffView);
}

/** Reads one staff member. @throws not_found */
export async function readStaffView(staffId: string) {
  return staffView((await StaffMembers.findById(staffId).lean()) ?? fail("not_found"));
}
