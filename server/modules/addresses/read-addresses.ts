import type { Address } from "../../contract/primitives.ts";
import { decryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { AddressBooks, type AddressEntry } from "./address-book.model.ts";

/** An address as its owner sees it. */
export type KeptAddress = Address & { addressId: string; isDefault: boolean };

/** A member's addresses in full, the default first, then the newest. */
export async function readAddresses(world: World, memberId: string): Promise<KeptAddress[]> {
  const book = await AddressBooks.findById(memberId).lean();
  return (book?.entries ?? []).map((entry) => openEntry(world, entry));
}

/** An entry with what it says. */
export function openEntry(world: World, entry: AddressEntry): KeptAddress {
  const address = JSON.parse(decryptPii(world.config.pii, entry.sealed)) as Address;
  return { addressId: entry.addressId, ...address, isDefault: entry.isDefault };
}
