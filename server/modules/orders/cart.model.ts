import { defineModel } from "../../kernel/db.ts";

/** One line of a cart; `taps` are the ids of the latest additions, so that a repeated one counts once. */
export type CartLine = {
  lineId: string;
  skuId: string;
  quantity: number;
  isSelected: boolean;
  addedAt: Date;
  taps: string[];
};

/** What somebody wants to buy; `_id` is `member:mem_…` or `guest:` and the digest of the visitor's token. */
export type CartRow = {
  _id: string;
  lines: CartLine[];
  /** Grows with every change, so that a change rests on the cart that was read. */
  revision: number;
  /** When a visitor's cart is thrown away; null for members. */
  expiresAt: Date | null;
};

/** The most lines a cart holds. */
export const CART_LINES_MAX = 100;

/** All carts. */
export const Carts = defineModel<CartRow>(
  "carts",
  {
    lines: { type: [Object], default: [] },
    revision: { type: Number, required: true },
    expiresAt: { type: Date, default: null },
  },
  [[{ expiresAt: 1 }, { expireAfterSeconds: 0 }]],
);
