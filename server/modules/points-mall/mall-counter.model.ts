import { defineModel } from "../../kernel/db.ts";

/**
 * Units of an item that are taken: in all (`_id` is the item's id, made when it is published) and, where members have
 * a limit, by one member (`mallItemId:memberId`). One collection, so that one write takes both.
 */
export type MallCounterRow = {
  _id: string;
  mallItemId: string;
  memberId: string | null;
  /** Units in open and paid orders, less those refunded; for a coupon, exchanges. */
  taken: number;
  /** Whether more may be taken: false once the item was ended. Always true for members. */
  isOpen: boolean;
};

/** The counters behind an item's own stock and its limit per member. */
export const MallCounters = defineModel<MallCounterRow>(
  "mall_counters",
  {
    mallItemId: { type: String, required: true },
    memberId: { type: String, default: null },
    taken: { type: Number, required: true, min: 0, validate: Number.isInteger },
    isOpen: { type: Boolean, required: true },
  },
  [],
);

/** The id of a member's counter of an item. */
export const memberCounterId = (mallItemId: string, memberId: string): string =>
  `${mallItemId}:${memberId}`;
