import { actorLabel, type Actor } from "../../kernel/actor.ts";
import { currentSession } from "../../kernel/db.ts";
import { assert, fail } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import { scrub } from "../../kernel/log.ts";
import type { World } from "../../world.ts";
import { AuditEntries, AuditHeads, type AuditEntryRow } from "./audit-entry.model.ts";
import { GENESIS_HASH, hashEntry, plainForm } from "./chain.ts";

/** What was done to what, as it was and as it is now; `before` and `after` carry no personal data. */
export type RecordedAction = {
  /** Past tense, `product.updated`. */
  readonly action: string;
  /** The id of what was changed. */
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
};

/**
 * Adds an action to the trail inside the caller's transaction, so that the change and its record stand or fall
 * together. Actions at once follow each other: the loser of the head's conditional write is retried whole.
 */
export async function recordAction(
  world: World,
  actor: Actor,
  action: RecordedAction,
): Promise<void> {
  assert(currentSession() !== undefined, "an action is recorded in the transaction that does it");
  const at = world.clock.now();
  const head = (await AuditHeads.findById("head").lean()) ?? { seq: 0, hash: GENESIS_HASH };
  const entry: Omit<AuditEntryRow, "hash"> = {
    _id: newId("aud", at),
    seq: head.seq + 1,
    at,
    actor: actorLabel(actor),
    actorName: actor.kind === "staff" ? actor.name : null,
    action: action.action,
    subject: action.subject,
    before: plainForm(action.before),
    after: plainForm(action.after),
    reason: action.reason === null ? null : scrub(action.reason),
    prevHash: head.hash,
  };
  const hash = hashEntry(entry);
  const moved = await AuditHeads.updateOne(
    { _id: "head", seq: head.seq },
    { $set: { seq: entry.seq, hash } },
    { upsert: head.seq === 0 },
  );
  if (moved.matchedCount + moved.upsertedCount === 0) fail("conflict");
  await AuditEntries.create([{ ...entry, hash }]);
}
