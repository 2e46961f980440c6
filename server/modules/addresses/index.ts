// Where a shopper wants parcels. Words: address book (地址簿), entry, default address (默认地址).
// Invariants: at most 20 entries a person; one of them is the default as soon as there is one; entries are stored sealed
// and shown whole to their owner alone. An order keeps an address of its own: changing the book changes no order.
import { onMembersJoined } from "../members/index.ts";
import { joinAddressBooks } from "./join-address-books.ts";

onMembersJoined(joinAddressBooks);

export { addressesHandlers } from "./addresses.routes.ts";
export { eraseAddressBook } from "./change-address-book.ts";
export { readAddresses } from "./read-addresses.ts";
