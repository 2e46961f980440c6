import type { StaffActor } from "../../kernel/actor.ts";
import { isDuplicateKey, rawCollection, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { findMember } from "../members/index.ts";
import { MemberTags, type MemberTagsRow } from "./member-record.model.ts";

const SHOWN_MAX = 500;

/**
 * Sets all tags of a member, audited.
 * @throws not_found, conflict when a colleague set them meanwhile
 */
export async function setTags(
  world: World,
  actor: StaffActor,
  input: { memberId: string; expectedVersion: number; tags: readonly string[] },
): Promise<MemberTagsRow> {
  const { memberId, expectedVersion } = input;
  if ((await findMember(memberId)).mergedInto !== null) fail("not_found");
  const after = { _id: memberId, tags: [...input.tags], version: expectedVersion + 1 };
  try {
    await transaction(async () => {
      const before = await MemberTags.findById(memberId).lean<MemberTagsRow>();
      if ((before?.version ?? 0) !== expectedVersion) fail("conflict");
      if (before === null) await MemberTags.insertMany([after], { lean: true });
      else await MemberTags.replaceOne({ _id: memberId }, after);
      await recordAction(world, actor, {
        action: "member.tagged",
        subject: memberId,
        before: { tags: before?.tags ?? [] },
        after: { tags: after.tags },
        reason: null,
      });
    });
  } catch (error) {
    if (isDuplicateKey(error)) fail("conflict");
    throw error;
  }
  return after;
}

/** Every tag that some member has, in the order of its letters; read from the index alone. */
export async function listTags(): Promise<string[]> {
  const tags: string[] = await rawCollection(MemberTags).distinct("tags", {});
  return tags.toSorted((a, b) => a.localeCompare(b, "zh-CN")).slice(0, SHOWN_MAX);
}
