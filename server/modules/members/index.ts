// Who a shopper is. Words: member (会员), identity (身份标识: a WeChat account), consent (同意), access log (查看记录).
// Invariants: one WeChat account and one phone belong to one member; phones are stored sealed and found by digest;
// nobody sees a full phone without leaving a trace that the member can read; consents are only ever added.
export { bindPhone } from "./bind-phone.ts";
export { hasConsent, readConsents } from "./decide-consent.ts";
export {
  findBirthday,
  findMember,
  readJoinedAt,
  readMembers,
  readOpenid,
  scanMembers,
  viewMember,
  type MemberBirthday,
} from "./find-members.ts";
export {
  findOrCreateImportedMembers,
  type ImportedPerson,
} from "./find-or-create-imported-members.ts";
export {
  countImportedMembers,
  readImportMembers,
  takeBackImportedMembers,
  type ImportKeptReason,
} from "./take-back-imported-members.ts";
export { onMembersJoined, onTiesAsked, type JoinHook } from "./join-members.ts";
export { erasePersonalData } from "./erase-personal-data.ts";
export { readPersonalData } from "./read-personal-data.ts";
export { findOrCreateMember } from "./log-in.ts";
export { membersAudit } from "./members.audit.ts";
export { readKnownMemberIds, readMemberIds } from "./read-member-ids.ts";
export { findMemberIdByPhone, readDisplayNames } from "./read-names.ts";
export { recordAccess } from "./record-access.ts";
export { membersHandlers } from "./members.routes.ts";
