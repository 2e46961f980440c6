import { fail } from "../../kernel/errors.ts";
import { decodeCursor, toPage } from "../../kernel/page.ts";
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
export async function listStaff(page: { limit: number; cursor?: string | undefined }) {
  const after = page.cursor === undefined ? null : decodeCursor(page.cursor, ["string"])[0];
  const rows = await StaffMembers.find(after === null ? {} : { _id: { $lt: after } })
    .sort({ _id: -1 })
    .limit(page.limit + 1)
    .lean();
  return toPage(rows, page.limit, (row) => [row._id], staffView);
}

/** Reads one staff member. @throws not_found */
export async function readStaffView(staffId: string) {
  return staffView((await StaffMembers.findById(staffId).lean()) ?? fail("not_found"));
}
