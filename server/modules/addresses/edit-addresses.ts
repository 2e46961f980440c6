import { ADDRESSES_MAX } from "../../contract/addresses.ts";
import type { Address } from "../../contract/primitives.ts";
import type { MemberActor } from "../../kernel/actor.ts";
import { fail } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import { encryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import type { AddressEntry } from "./address-book.model.ts";
import { changeAddressBook } from "./change-address-book.ts";
import { openEntry, readAddresses, type KeptAddress } from "./read-addresses.ts";

/** An address with the wish whether it shall be the default. */
export type WantedAddress = Address & { isDefault: boolean };

/**
 * Keeps a new address; one that is there to the letter is not kept twice, so sending it again changes nothing.
 * @throws address_book_full beyond 20
 */
export async function addAddress(
  world: World,
  actor: MemberActor,
  { isDefault, ...address }: WantedAddress,
): Promise<KeptAddress> {
  let addressId = newId("adr", world.clock.now());
  const fresh = { addressId, ...seal(world, address) };
  await changeAddressBook(actor.memberId, (entries) => {
    const twin = entries.find((entry) => isSame(openEntry(world, entry), address));
    if (twin === undefined && entries.length >= ADDRESSES_MAX) fail("address_book_full");
    addressId = (twin ?? fresh).addressId;
    return twin === undefined
      ? [{ ...fresh, isDefault }, ...without(entries, isDefault)]
      : isDefault
        ? madeDefault(entries, twin.addressId)
        : [...entries];
  });
  return await readAddress(world, actor, addressId);
}

/** Writes an address anew. @throws not_found, also for another shopper's */
export async function replaceAddress(
  world: World,
  actor: MemberActor,
  { addressId, isDefault, ...address }: WantedAddress & { addressId: string },
): Promise<KeptAddress> {
  const sealed = seal(world, address);
  await changeAddressBook(actor.memberId, (entries) => {
    if (!entries.some((entry) => entry.addressId === addressId)) fail("not_found");
    return without(entries, isDefault).map((entry) =>
      entry.addressId === addressId ? { addressId, ...sealed, isDefault } : entry,
    );
  });
  return await readAddress(world, actor, addressId);
}

/** Forgets an address. @throws not_found, also for another shopper's */
export async function removeAddress(actor: MemberActor, addressId: string): Promise<void> {
  await changeAddressBook(actor.memberId, (entries) => {
    const rest = entries.filter((entry) => entry.addressId !== addressId);
    return rest.length === entries.length ? fail("not_found") : rest;
  });
}

async function readAddress(
  world: World,
  actor: MemberActor,
  addressId: string,
): Promise<KeptAddress> {
  const addresses = await readAddresses(world, actor.memberId);
  return addresses.find((one) => one.addressId === addressId) ?? fail("not_found");
}

const seal = (world: World, address: Address): Pick<AddressEntry, "sealed"> => ({
  sealed: encryptPii(world.config.pii, JSON.stringify(address)),
});

/** The entries, none of them the default when another is to be. */
const without = (entries: readonly AddressEntry[], isDefault: boolean): AddressEntry[] =>
  entries.map((entry) => (isDefault ? { ...entry, isDefault: false } : entry));

const madeDefault = (entries: readonly AddressEntry[], addressId: string): AddressEntry[] =>
  entries.map((entry) => ({ ...entry, isDefault: entry.addressId === addressId }));

const parts = ["name", "phone", "province", "city", "district", "detail"] as const;

const isSame = (one: Address, other: Address): boolean =>
  parts.every((part) => one[part] === other[part]);
