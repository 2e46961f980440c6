import { isDuplicateKey } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { AddressBooks, type AddressBookRow, type AddressEntry } from "./address-book.model.ts";

const RACES_MAX = 30;

/**
 * Changes a member's book as the given function says, by a write that holds only over the book that was read; when
 * another change came between, it is read again. Afterwards exactly one entry is the default, and it is the first.
 * @throws what the function refuses; conflict when there is no end of other changes
 */
export async function changeAddressBook(
  memberId: string,
  change: (entries: readonly AddressEntry[]) => AddressEntry[],
): Promise<void> {
  for (let race = 0; race < RACES_MAX; race += 1) {
    const book = await AddressBooks.findById(memberId).lean();
    const entries = defaultFirst(change(book?.entries ?? []));
    if (await write(memberId, book, entries)) return;
  }
  fail("conflict");
}

/** Forgets a member's addresses. */
export async function eraseAddressBook(memberId: string): Promise<void> {
  await AddressBooks.deleteOne({ _id: memberId });
}

async function write(
  memberId: string,
  book: AddressBookRow | null,
  entries: AddressEntry[],
): Promise<boolean> {
  if (book !== null) {
    const written = await AddressBooks.updateOne(
      { _id: memberId, version: book.version },
      { $set: { entries, version: book.version + 1 } },
    );
    return written.matchedCount === 1;
  }
  try {
    await AddressBooks.insertMany([{ _id: memberId, entries, version: 1 }], { lean: true });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

function defaultFirst(entries: readonly AddressEntry[]): AddressEntry[] {
  const chosen = entries.find(({ isDefault }) => isDefault) ?? entries[0];
  return chosen === undefined
    ? []
    : [
        { ...chosen, isDefault: true },
        ...entries.filter((one) => one !== chosen).map((one) => ({ ...one, isDefault: false })),
      ];
}
