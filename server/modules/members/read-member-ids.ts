import { rawCollection } from "../../kernel/db.ts";
import { Members } from "./member.model.ts";

/** Ids of everybody who is a member or came from an old system, ascending, after the given one (empty: from the first); one command. */
export async function readMemberIds(after: string, limit: number): Promise<string[]> {
  const rows = await rawCollection(Members)
    .find({
      _id: { $gt: after },
      mergedInto: null,
      erasedAt: null,
      // Who only looked around in WeChat has not become a member; who came from an old system was one there.
      $or: [{ joinedAt: { $ne: null } }, { source: "import" }],
    })
    .project<{ _id: string }>({ _id: 1 })
    .sort({ _id: 1 })
    .limit(limit)
    .batchSize(limit)
    .toArray();
  return rows.map((row) => row._id);
}

/** Those of the given ids that the shop knows; one command. */
export async function readKnownMemberIds(memberIds: readonly string[]): Promise<Set<string>> {
  const rows = await rawCollection(Members)
    .find({ _id: { $in: [...memberIds] }, mergedInto: null, erasedAt: null })
    .project<{ _id: string }>({ _id: 1 })
    .batchSize(memberIds.length + 1)
    .toArray();
  return new Set(rows.map((row) => row._id));
}
