import { ADDRESSES_MAX } from "../../contract/addresses.ts";
import type { World } from "../../world.ts";
import { AddressBooks } from "./address-book.model.ts";
import { changeAddressBook, eraseAddressBook } from "./change-address-book.ts";

/** Moves the addresses of a record that turned out to be the same person behind those already there, 20 in all. */
export async function joinAddressBooks(_world: World, from: string, to: string): Promise<void> {
  const book = await AddressBooks.findById(from).lean();
  if (book === null) return;
  await changeAddressBook(to, (entries) => [
    ...entries,
    ...book.entries
      .map((entry) => ({ ...entry, isDefault: entry.isDefault && entries.length === 0 }))
      .slice(0, ADDRESSES_MAX - entries.length),
  ]);
  await eraseAddressBook(from);
}
