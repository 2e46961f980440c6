import { mongo } from "mongoose";
import { rawCollection } from "../../kernel/db.ts";
import { newId } from "../../kernel/ids.ts";
import { digestPii, encryptPii, maskPhone } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { Members, type MemberRow } from "./member.model.ts";

/** A person in a file: by phone, by another system's number, or both; the birthday is a solar day. */
export type ImportedPerson = {
  readonly phone: string | null;
  readonly externalId: string | null;
  readonly name: string | null;
  readonly birthday?: string | null;
};

/**
 * Finds the member of each person, by phone first and then by number, and makes those who are not known: three
 * commands for a whole batch. The same batch again makes nobody.
 * @returns one entry per person, in their order; `isNew` for the first mention of somebody who was made.
 */
export async function findOrCreateImportedMembers(
  world: World,
  people: readonly ImportedPerson[],
): Promise<{ memberId: string; isNew: boolean }[]> {
  const keyed = people.map((person) => ({
    ...person,
    phoneDigest: person.phone === null ? null : digestPii(world.config.pii, person.phone),
  }));
  let known = await readKnown(keyed);
  const made = new Set<string>();
  const fresh = new Map<string, MemberRow>();
  for (const person of keyed) {
    if (idIn(known, person) !== null) continue;
    const key = person.phoneDigest ?? person.externalId ?? "";
    if (!fresh.has(key)) fresh.set(key, draftMember(world, person));
  }
  if (fresh.size > 0) {
    await insertIgnoringTwins([...fresh.values()]);
    known = await readKnown(keyed);
    for (const row of fresh.values()) made.add(row._id);
  }
  return keyed.map((person) => {
    const memberId = idIn(known, person);
    if (memberId === null)
      throw new Error("assertion failed: every imported person is known after the insert");
    return { memberId, isNew: made.delete(memberId) };
  });
}

type Keyed = ImportedPerson & { phoneDigest: string | null };
type Known = { byPhone: Map<string, string>; byNumber: Map<string, string> };

async function readKnown(people: readonly Keyed[]): Promise<Known> {
  const digests = people.flatMap((person) => person.phoneDigest ?? []);
  const numbers = people.flatMap((person) => person.externalId ?? []);
  const rows = await rawCollection(Members)
    .find(
      { $or: [{ phoneDigest: { $in: digests } }, { externalId: { $in: numbers } }] },
      { projection: { phoneDigest: 1, externalId: 1 } },
    )
    .toArray();
  return {
    byPhone: new Map(
      rows.flatMap((row) =>
        row.phoneDigest === null ? [] : [[row.phoneDigest, row._id] as const],
      ),
    ),
    byNumber: new Map(
      rows.flatMap((row) => (row.externalId === null ? [] : [[row.externalId, row._id] as const])),
    ),
  };
}

function idIn(known: Known, person: Keyed): string | null {
  const byPhone = person.phoneDigest === null ? undefined : known.byPhone.get(person.phoneDigest);
  const byNumber = person.externalId === null ? undefined : known.byNumber.get(person.externalId);
  return byPhone ?? byNumber ?? null;
}

function draftMember(world: World, person: Keyed): MemberRow {
  const createdAt = world.clock.now();
  const [year = 0, month = 1, day = 1] = (person.birthday ?? "").split("-").map(Number);
  return {
    _id: newId("mem", createdAt),
    displayName: person.name,
    phoneSealed: person.phone === null ? null : encryptPii(world.config.pii, person.phone),
    phoneDigest: person.phoneDigest,
    phoneMasked: person.phone === null ? null : maskPhone(person.phone),
    birthday: person.birthday ? { calendar: "solar", year, month, day, isLeapMonth: false } : null,
    source: "import",
    externalId: person.externalId,
    joinedAt: null,
    mergedInto: null,
    createdAt,
  };
}

/** Inserts all that can be; who was made meanwhile by another process is found by the next read. */
async function insertIgnoringTwins(rows: readonly MemberRow[]): Promise<void> {
  try {
    await rawCollection(Members).insertMany(rows, { ordered: false });
  } catch (error) {
    const isOnlyTwins =
      error instanceof mongo.MongoBulkWriteError &&
      [error.writeErrors].flat().every((one) => (one as mongo.WriteError).code === 11_000);
    if (!isOnlyTwins) throw error;
  }
}
