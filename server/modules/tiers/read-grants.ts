import { currentSession, rawCollection } from "../../kernel/db.ts";
import { Standings, type ImportedGrant } from "./standing.model.ts";

/** The levels that a member brought along from another system; mostly none. One database command. */
export async function readGrants(memberId: string): Promise<readonly ImportedGrant[]> {
  const session = currentSession();
  const row = await rawCollection(Standings).findOne(
    { _id: memberId },
    { projection: { grants: 1 }, ...(session && { session }) },
  );
  return row?.grants ?? [];
}

/**
 * Joins histories in the order of their members' ids with what the members brought along, and adds those who brought
 * something and never bought: one member at a time, so that memory does not grow with their number.
 */
export async function* withGrants<Purchase>(
  histories: AsyncIterable<{ readonly memberId: string; readonly purchases: readonly Purchase[] }>,
): AsyncGenerator<{
  readonly memberId: string;
  readonly purchases: readonly Purchase[];
  readonly grants: readonly ImportedGrant[];
}> {
  const granted = rawCollection(Standings)
    .find({ "grants.0": { $exists: true } }, { projection: { grants: 1 }, batchSize: 1_000 })
    .sort({ _id: 1 });
  let next = await granted.next();
  for await (const { memberId, purchases } of histories) {
    while (next !== null && next._id < memberId) {
      yield { memberId: next._id, purchases: [], grants: next.grants ?? [] };
      next = await granted.next();
    }
    const isTheirs = next?._id === memberId;
    yield { memberId, purchases, grants: isTheirs ? (next?.grants ?? []) : [] };
    if (isTheirs) next = await granted.next();
  }
  while (next !== null) {
    yield { memberId: next._id, purchases: [], grants: next.grants ?? [] };
    next = await granted.next();
  }
}
