import type { AuditCheck } from "../../kernel/audit-check.ts";
import { OwnerCounts, StaffMembers } from "./staff-member.model.ts";

/** The invariants of identity. */
export const identityAudit: AuditCheck[] = [
  {
    code: "I12",
    title: "店主人数记录与实际一致，且至少一位",
    async run() {
      const staff = await StaffMembers.countDocuments();
      const owners = await StaffMembers.countDocuments({ roles: "owner", disabledAt: null });
      const counted = (await OwnerCounts.findById("owners").lean())?.count ?? 0;
      const violations: string[] = [];
      if (owners !== counted) violations.push(`记录为 ${counted} 位店主，实际为 ${owners} 位`);
      if (staff > 0 && owners === 0) violations.push("没有一位可以登录的店主");
      return { checked: staff, violations };
    },
  },
];
