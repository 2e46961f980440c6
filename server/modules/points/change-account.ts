import { shanghaiDay } from "../../kernel/calendar.ts";
import { actorLabel, type Actor } from "../../kernel/actor.ts";
import { currentSession, rawCollection } from "../../kernel/db.ts";
import { assert } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { PointsAccounts, type PointsAccountRow } from "./points-account.model.ts";
import { emptyAccount, nextDueOn, openBook, type Book, type Cause } from "./points-book.ts";
import { PointsEntries, type PointsEntryRow } from "./points-entry.model.ts";

/** Which entries of the past a change must know: all of one order, or those with one cause. */
export type Related = { readonly orderId: string } | { readonly cause: Cause };

/** An account with the entries asked for, oldest first. */
export type KnownAccount = { row: PointsAccountRow; earlier: PointsEntryRow[] };

/** Reads a member's account and the related entries in one database command. */
export async function readAccount(memberId: string, related: Related): Promise<KnownAccount> {
  const session = currentSession();
  const match =
    "orderId" in related
      ? { orderId: related.orderId }
      : { memberId, "cause.id": related.cause.id, "cause.scene": related.cause.scene };
  const [found] = await rawCollection(PointsAccounts)
    .aggregate<PointsAccountRow & { earlier: PointsEntryRow[] }>(
      [
        { $match: { _id: memberId } },
        {
          $lookup: {
            from: PointsEntries.collection.name,
            pipeline: [{ $match: match }, { $sort: { seq: 1 } }],
            as: "earlier",
          },
        },
      ],
      session === undefined ? {} : { session },
    )
    .toArray();
  if (found === undefined)
    return { row: { _id: memberId, version: 0, nextDueOn: null, ...emptyAccount() }, earlier: [] };
  const { earlier, ...row } = found;
  // An order belongs to one member; a caller who names another is answered as if it did not exist.
  return { row, earlier: earlier.filter((entry) => entry.memberId === memberId) };
}

/**
 * Changes a member's account in the caller's transaction: reads it, applies what time did, then the change, and
 * writes it back on the condition that nobody else did meanwhile (the loser is retried whole), together with an entry
 * for everything that happened. Three database commands, one when nothing changed.
 */
export async function changeAccount(
  world: World,
  actor: Actor,
  input: { memberId: string; related: Related },
  change: (book: Book, earlier: readonly PointsEntryRow[]) => void,
): Promise<Book> {
  const { memberId, related } = input;
  const { row, earlier } = await readAccount(memberId, related);
  const now = world.clock.now();
  const book = openBook(row, shanghaiDay(now));
  change(book, earlier);
  await writeBooks([{ row, book }], { at: now, actor: actorLabel(actor) });
  return book;
}

/**
 * Changes an account as it was seen outside of the caller's transaction, without reading it again.
 * @returns false, with nothing written, when somebody changed it meanwhile.
 */
export async function changeSeenAccount(
  world: World,
  actor: Actor,
  row: PointsAccountRow,
  change: (book: Book) => void,
): Promise<boolean> {
  const now = world.clock.now();
  const book = openBook(row, shanghaiDay(now));
  change(book);
  if (!(await writeAccounts([{ row, book }]))) return false;
  await writeEntries([{ row, book }], { at: now, actor: actorLabel(actor) });
  return true;
}

/** Changed accounts with their entries: two database commands, however many; none when nothing happened. */
export async function writeBooks(
  written: readonly Written[],
  by: { at: Date; actor: string },
): Promise<void> {
  const changed = written.filter(({ book }) => book.entries.length > 0);
  if (changed.length === 0) return;
  assert(
    await writeAccounts(changed),
    "the accounts read in this transaction are the accounts written",
  );
  await writeEntries(changed, by);
}

type Written = { row: Pick<PointsAccountRow, "_id" | "version">; book: Book };

/** Writes accounts, each on the condition that it is as it was read; tells whether all were. */
async function writeAccounts(changed: readonly Written[]): Promise<boolean> {
  const session = currentSession();
  assert(session !== undefined, "points change in a transaction");
  const result = await rawCollection(PointsAccounts).bulkWrite(
    changed.map(({ row, book: { account } }) => ({
      updateOne: {
        filter: { _id: row._id, version: row.version },
        update: {
          $set: { ...account, version: row.version + 1, nextDueOn: nextDueOn(account) },
        },
        upsert: row.version === 0,
      },
    })),
    { session },
  );
  return result.matchedCount + result.upsertedCount === changed.length;
}

async function writeEntries(
  changed: readonly Written[],
  by: { at: Date; actor: string },
): Promise<void> {
  const session = currentSession();
  assert(session !== undefined, "points change in a transaction");
  await rawCollection(PointsEntries).insertMany(
    changed.flatMap(({ row, book }) =>
      book.entries.map((entry) => ({
        _id: newId("pte", by.at),
        memberId: row._id,
        ...entry,
        ...by,
      })),
    ),
    { session },
  );
}
