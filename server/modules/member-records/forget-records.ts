import { MemberNotes, MemberTags } from "./member-record.model.ts";

/** Removes notes and tags of members whose records are taken back, in the caller's transaction. */
export async function forgetRecords(memberIds: readonly string[]): Promise<void> {
  await MemberNotes.deleteMany({ memberId: { $in: memberIds } });
  await MemberTags.deleteMany({ _id: { $in: memberIds } });
}
