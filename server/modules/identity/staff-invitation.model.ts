import { roles, type Role } from "../../contract/permissions.ts";
import { defineModel } from "../../kernel/db.ts";

/** A one-time offer to become staff with these roles. */
export type StaffInvitationRow = {
  _id: string;
  tokenDigest: string;
  name: string;
  roles: Role[];
  storeIds: string[] | null;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
  /** Who came of it. */
  staffId: string | null;
  /** When it was taken back, so that nobody can accept it any more. */
  cancelledAt: Date | null;
};

/** All invitations; a used one stays as the record of how someone became staff. */
export const StaffInvitations = defineModel<StaffInvitationRow>(
  "staff_invitations",
  {
    tokenDigest: { type: String, required: true },
    name: { type: String, required: true },
    roles: { type: [{ type: String, enum: roles }], required: true },
    storeIds: { type: [String], default: null },
    invitedBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    usedAt: { type: Date, default: null },
    staffId: { type: String, default: null },
    cancelledAt: { type: Date, default: null },
  },
  [[{ tokenDigest: 1 }, { unique: true }]],
);
