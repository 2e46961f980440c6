import { addMonths } from "../../kernel/calendar.ts";
import { currentSession, rawCollection, transaction } from "../../kernel/db.ts";
import type { World } from "../../world.ts";
import { refreshStandings } from "./refresh-standing.ts";
import { Standings, type ImportedGrant } from "./standing.model.ts";
import { readPolicies } from "./tier-policy.model.ts";
import { policyOn } from "./tier-rules.ts";

/** A level that a member had in another system until the day it is over; null for a term of our own rules. */
export type GrantWish = {
  readonly memberId: string;
  readonly level: number;
  readonly until: string | null;
};

/** What became of a wish: `known`, the member has just this; `differs`, another one, which stays. */
export type GrantOutcome = "granted" | "known" | "differs";

/**
 * Takes over the levels that some hundreds of different members had in another system, from a Shanghai day, once for
 * ever, and counts them anew as of its end, all in one transaction.
 * @returns one outcome per wish, in their order, and whose standing it moved
 */
export async function grantLevels(
  world: World,
  importId: string,
  from: string,
  wishes: readonly GrantWish[],
): Promise<{ outcomes: GrantOutcome[]; moved: number }> {
  return await transaction(async () => {
    const memberIds = wishes.map((wish) => wish.memberId);
    // Everybody has a row, so that a payment at the same time conflicts with what is written here.
    await refreshStandings(world, memberIds, from);
    const known = await readAllGrants(memberIds);
    const { termMonths } = policyOn(await readPolicies(), from);
    const outcomes = wishes.map((wish) => outcomeOf(wish, known.get(wish.memberId) ?? []));
    const fresh = wishes.filter((_, index) => outcomes[index] === "granted");
    if (fresh.length === 0) return { outcomes, moved: 0 };
    const session = currentSession();
    await rawCollection(Standings).bulkWrite(
      fresh.map(({ memberId, level, until }) => {
        const grant = { level, from, until: until ?? addMonths(from, termMonths), importId };
        return { updateOne: { filter: { _id: memberId }, update: { $push: { grants: grant } } } };
      }),
      { ...(session && { session }) },
    );
    const { written } = await refreshStandings(
      world,
      fresh.map((wish) => wish.memberId),
      from,
    );
    return { outcomes, moved: written };
  });
}

function outcomeOf({ level, until }: GrantWish, known: readonly ImportedGrant[]): GrantOutcome {
  if (known.length === 0) return "granted";
  return known.some((grant) => grant.level === level && (until ?? grant.until) === grant.until)
    ? "known"
    : "differs";
}

async function readAllGrants(memberIds: readonly string[]) {
  const session = currentSession();
  const rows = rawCollection(Standings).find(
    { _id: { $in: [...memberIds] }, "grants.0": { $exists: true } },
    { projection: { grants: 1 }, ...(session && { session }) },
  );
  const grants = new Map<string, readonly ImportedGrant[]>();
  for await (const row of rows) grants.set(row._id, row.grants ?? []);
  return grants;
}

/** Everybody to whom an import brought a level. */
export async function readImportGranted(importId: string): Promise<string[]> {
  const rows = await Standings.find({ "grants.importId": importId }, { _id: 1 }).lean();
  return rows.map(({ _id }) => _id);
}

/** Of some members, those to whom an import, and those to whom another one, brought a level. */
export async function readGrantedMembers(
  importId: string,
  memberIds: readonly string[],
): Promise<{ byThis: string[]; byOthers: string[] }> {
  const rows = await Standings.find(
    { _id: { $in: memberIds }, "grants.0": { $exists: true } },
    { grants: 1 },
  ).lean();
  const having = (isMeant: (grant: ImportedGrant) => boolean): string[] =>
    rows.filter((row) => row.grants?.some(isMeant)).map(({ _id }) => _id);
  return {
    byThis: having((grant) => grant.importId === importId),
    byOthers: having((grant) => grant.importId !== importId),
  };
}

/** Takes the levels back that an import brought to some members, in the caller's transaction, which counts them anew. */
export async function removeImportedGrants(
  importId: string,
  memberIds: readonly string[],
): Promise<void> {
  await Standings.updateMany(
    { _id: { $in: memberIds }, "grants.importId": importId },
    { $pull: { grants: { importId } } },
  );
}
