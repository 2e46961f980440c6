/*
 * Identity: who is calling, and what staff may do. Members are another module; here they have sessions only.
 * Words: session (one login and all tokens it has had), rotation, staff member, role, store scope, invitation, owner.
 * Invariants: only digests of tokens are stored; a spent token ends its session; a disabled account is refused at
 * once; an invitation is used once; there is always an owner who can log in (I12).
 */
export { acceptInvitation } from "./accept-invitation.ts";
export { authenticate } from "./authenticate.ts";
export { createOwner } from "./create-owner.ts";
export { identityAudit } from "./identity.audit.ts";
export { identityHandlers } from "./identity.routes.ts";
export { inviteStaff } from "./invite-staff.ts";
export {
  issueMemberSession,
  moveMemberSessions,
  noteMemberOpenid,
  type SessionGrant,
} from "./issue-session.ts";
export { readLastSeen } from "./read-last-seen.ts";
export { eraseMemberSessions, revokeMemberSessions } from "./revoke-session.ts";
export { readStaffView } from "./list-staff.ts";
export { mustSeeStore, storeScope } from "./store-scope.ts";
