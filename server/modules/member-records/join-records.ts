import type { World } from "../../world.ts";
import { MemberNotes, MemberTags, TAGS_MAX } from "./member-record.model.ts";

/** Brings notes and tags of one record to the other, in the transaction that makes one person of them. */
export async function joinRecords(
  _world: World,
  fromMemberId: string,
  toMemberId: string,
): Promise<void> {
  await MemberNotes.updateMany({ memberId: fromMemberId }, { $set: { memberId: toMemberId } });
  const gone = await MemberTags.findOneAndDelete({ _id: fromMemberId }).lean();
  if (gone === null) return;
  const kept = await MemberTags.findById(toMemberId).lean();
  const tags = [...new Set([...(kept?.tags ?? []), ...gone.tags])].slice(0, TAGS_MAX);
  await MemberTags.updateOne(
    { _id: toMemberId },
    { $set: { tags, version: (kept?.version ?? 0) + 1 } },
    { upsert: true },
  );
}
