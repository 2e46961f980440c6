import { mongo } from "mongoose";
import { rawCollection } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import { digestPii, encryptPii, maskPhone } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { Members, type ImportFill, type MemberRow } from "./member.model.ts";

/** A person in a file: by phone, by another system's number, or both; the birthday is a solar day. */
export type ImportedPerson = {
  readonly phone: string | null;
  readonly externalId: string | null;
  readonly name: string | null;
  readonly birthday?: string | null;
};

/**
 * Finds the member of each person, by phone first and then by number, and makes those who are not known. What is still
 * empty is filled in: whoever comes with phone and number is afterwards found by either. Three commands for a batch of
 * new people, one for a batch of known ones; the same batch again changes nothing.
 * @param importId marks what is made and filled in, so that the import can be undone; null when it never shall be.
 * @returns one entry per person, in their order; `isNew` for the first mention of somebody who was made.
 */
export async function findOrCreateImportedMembers(
  world: World,
  people: readonly ImportedPerson[],
  importId: string | null = null,
): Promise<{ memberId: string; isNew: boolean }[]> {
  const keyed = people.map((person) => ({
    ...person,
    phoneDigest: person.phone === null ? null : digestPii(world.config.pii, person.phone),
  }));
  const made = new Set<string>();
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const { memberIds, fresh, filled } = plan(world, keyed, await readKnown(keyed), importId);
    if (fresh.length === 0 && filled.size === 0)
      return memberIds.map((memberId) => ({ memberId, isNew: made.delete(memberId) }));
    for (const row of fresh) made.add(row._id);
    await writeIgnoringTwins(fresh, filled, importId);
  }
  return fail("conflict");
}

/** A round ends what others did not change meanwhile; so many changes in a row are a fault of the caller. */
const ROUNDS_MAX = 10;

type Keyed = ImportedPerson & { phoneDigest: string | null };
type Fillable = Pick<
  MemberRow,
  "phoneDigest" | "phoneSealed" | "phoneMasked" | "externalId" | "displayName" | "birthday"
>;
type Known = Pick<MemberRow, "_id" | "source" | "importId"> & Fillable;

async function readKnown(people: readonly Keyed[]): Promise<Known[]> {
  const digests = people.flatMap((person) => person.phoneDigest ?? []);
  const numbers = people.flatMap((person) => person.externalId ?? []);
  return await rawCollection(Members)
    .find<Known>(
      { $or: [{ phoneDigest: { $in: digests } }, { externalId: { $in: numbers } }] },
      { projection: { joinedAt: 0, createdAt: 0, mergedInto: 0, fills: 0 }, batchSize: 10_000 },
    )
    .toArray();
}

/** Goes through the people in their order, as if each were written before the next is looked for. */
function plan(
  world: World,
  people: readonly Keyed[],
  rows: readonly Known[],
  importId: string | null,
) {
  const byPhone = new Map<string, Known>();
  const byNumber = new Map<string, Known>();
  const keep = (member: Known): void => {
    if (member.phoneDigest !== null) byPhone.set(member.phoneDigest, member);
    if (member.externalId !== null) byNumber.set(member.externalId, member);
  };
  for (const row of rows) keep(row);
  const fresh: MemberRow[] = [];
  const filled = new Map<string, Partial<Fillable>>();
  const memberIds = people.map((person) => {
    const known = byPhone.get(person.phoneDigest ?? "") ?? byNumber.get(person.externalId ?? "");
    if (known === undefined) {
      const row = draftMember(world, person, importId);
      fresh.push(row);
      keep(row);
      return row._id;
    }
    const change = whatIsEmpty(world, known, person, byNumber.has(person.externalId ?? ""));
    if (Object.keys(change).length > 0) {
      Object.assign(known, change);
      keep(known);
      if (!fresh.some((row) => row === known))
        filled.set(known._id, { ...filled.get(known._id), ...change });
    }
    return known._id;
  });
  return { memberIds, fresh, filled };
}

/** Name and birthday are filled in only where a file made the member: others say themselves who they are. */
function whatIsEmpty(
  world: World,
  known: Known,
  person: Keyed,
  isNumberTaken: boolean,
): Partial<Fillable> {
  const isOurs = known.source === "import";
  return {
    ...(known.phoneDigest === null && person.phone !== null && phoneFields(world, person)),
    ...(known.externalId === null &&
      person.externalId !== null &&
      !isNumberTaken && { externalId: person.externalId }),
    ...(isOurs &&
      known.displayName === null &&
      person.name !== null && { displayName: person.name }),
    ...(isOurs && known.birthday === null && person.birthday && { birthday: birthdayOf(person) }),
  };
}

function phoneFields(
  world: World,
  { phone, phoneDigest }: Keyed,
): Pick<MemberRow, "phoneDigest" | "phoneSealed" | "phoneMasked"> {
  return {
    phoneDigest,
    phoneSealed: phone === null ? null : encryptPii(world.config.pii, phone),
    phoneMasked: phone === null ? null : maskPhone(phone),
  };
}

function birthdayOf({ birthday }: Keyed): MemberRow["birthday"] {
  if (!birthday) return null;
  const [year = 0, month = 1, day = 1] = birthday.split("-").map(Number);
  return { calendar: "solar", year, month, day, isLeapMonth: false };
}

function draftMember(world: World, person: Keyed, importId: string | null): MemberRow {
  const createdAt = world.clock.now();
  return {
    _id: newId("mem", createdAt),
    displayName: person.name,
    ...phoneFields(world, person),
    birthday: birthdayOf(person),
    source: "import",
    externalId: person.externalId,
    joinedAt: null,
    mergedInto: null,
    erasedAt: null,
    createdAt,
    importId,
    fills: [],
  };
}

/** What is remembered of a fill: the phone by its digest alone. */
function fillOf(importId: string, change: Partial<Fillable>): ImportFill {
  const { phoneSealed: _, phoneMasked: __, ...told } = change;
  return { importId, ...told };
}

/** Writes all that can be; who was made or changed meanwhile by another process is found by the next read. */
async function writeIgnoringTwins(
  fresh: readonly MemberRow[],
  filled: ReadonlyMap<string, Partial<Fillable>>,
  importId: string | null,
): Promise<void> {
  try {
    await rawCollection(Members).bulkWrite(
      [
        ...fresh.map((document) => ({ insertOne: { document } })),
        ...[...filled].map(([_id, change]) => ({
          updateOne: {
            filter: {
              _id,
              mergedInto: null,
              ...Object.fromEntries(Object.keys(change).map((name) => [name, null])),
            },
            update: {
              $set: change,
              ...(importId !== null && { $push: { fills: fillOf(importId, change) } }),
            },
          },
        })),
      ],
      { ordered: false },
    );
  } catch (error) {
    const isOnlyTwins =
      error instanceof mongo.MongoBulkWriteError &&
      [error.writeErrors].flat().every((one) => one.code === 11_000);
    if (!isOnlyTwins) throw error;
  }
}
