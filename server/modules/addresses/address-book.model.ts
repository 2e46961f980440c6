import { defineModel } from "../../kernel/db.ts";

/** One address: what it says is sealed, name and street and region alike. */
export type AddressEntry = { addressId: string; sealed: string; isDefault: boolean };

/** Everything one member keeps, in one row, so that there is never a moment with two defaults. */
export type AddressBookRow = {
  /** The member's id. */
  _id: string;
  /** The default first, then the newest. */
  entries: AddressEntry[];
  /** Grows with every change; a change is written only over the book that was read. */
  version: number;
};

/** All address books. */
export const AddressBooks = defineModel<AddressBookRow>(
  "address_books",
  {
    entries: { type: [Object], required: true },
    version: { type: Number, required: true, min: 1, validate: Number.isInteger },
  },
  [],
);
