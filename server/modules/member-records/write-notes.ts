import type { StaffActor } from "../../kernel/actor.ts";
import { isDuplicateKey, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { findMember } from "../members/index.ts";
import { MemberNotes, type MemberNoteRow } from "./member-record.model.ts";

const WITHDRAWABLE_MS = 5 * 60_000;

/** A note as staff see it. */
export function viewNote({ _id, memberId: _memberId, ...row }: MemberNoteRow) {
  return {
    noteId: _id,
    ...row,
    withdrawableUntil: new Date(row.createdAt.getTime() + WITHDRAWABLE_MS),
  };
}

/**
 * Writes a note about a member; the same id again is the same note. The trail says that there is one, not what it says.
 * @throws not_found, idempotency_mismatch
 */
export async function addNote(
  world: World,
  actor: StaffActor,
  input: { memberId: string; noteId: string; text: string },
): Promise<MemberNoteRow> {
  const { memberId, noteId, text } = input;
  if ((await findMember(memberId)).mergedInto !== null) fail("not_found");
  const row: MemberNoteRow = {
    _id: noteId,
    memberId,
    text,
    staffId: actor.staffId,
    staffName: actor.name,
    createdAt: world.clock.now(),
  };
  try {
    await transaction(async () => {
      await MemberNotes.insertMany([row], { lean: true });
      await recordAction(world, actor, {
        action: "member.noted",
        subject: memberId,
        before: null,
        after: { noteId },
        reason: null,
      });
    });
    return row;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const twin = await MemberNotes.findById(noteId).lean<MemberNoteRow>();
    const isSame =
      twin?.memberId === memberId && twin.text === text && twin.staffId === actor.staffId;
    return isSame ? twin : fail("idempotency_mismatch");
  }
}

/**
 * Takes a note back that the caller has just written; nothing of it stays.
 * @throws not_found, forbidden for a colleague's, note_final five minutes later
 */
export async function withdrawNote(
  world: World,
  actor: StaffActor,
  input: { memberId: string; noteId: string },
): Promise<void> {
  const { memberId, noteId } = input;
  const row = await MemberNotes.findOne({ _id: noteId, memberId }).lean<MemberNoteRow>();
  if (row === null) fail("not_found");
  if (row.staffId !== actor.staffId) fail("forbidden", { detail: "只能撤回自己写的备注" });
  if (world.clock.now() > viewNote(row).withdrawableUntil) fail("note_final");
  await transaction(async () => {
    const { deletedCount } = await MemberNotes.deleteOne({ _id: noteId });
    if (deletedCount === 0) return;
    await recordAction(world, actor, {
      action: "member.note_withdrawn",
      subject: memberId,
      before: { noteId },
      after: null,
      reason: null,
    });
  });
}
