import type { z } from "zod";
import { mallItemStates, type mallItemInput } from "../../contract/points-mall.ts";
import { defineModel } from "../../kernel/db.ts";
import type { StateTable } from "../../kernel/states.ts";

/** An item as staff write it. */
export type MallItemInput = z.output<typeof mallItemInput>;

/** Where an item stands. */
export type MallItemState = (typeof mallItemStates)[number];

/** What an item may become; what was published never changes, so nothing leads back to a draft. */
export const mallItemSteps: StateTable<MallItemState> = {
  draft: ["published", "ended"],
  published: ["ended"],
  ended: [],
};

/** Something that points are swapped for. */
export type MallItemRow = MallItemInput & {
  _id: string;
  state: MallItemState;
  /** Grows with every change by staff; whoever changes says which one was seen. */
  version: number;
  createdAt: Date;
  createdBy: string;
  publishedAt: Date | null;
};

const whole = { type: Number, required: true, min: 0, validate: Number.isInteger };
const date = { type: Date, required: true };

/** Everything that is, was or will be in the mall. */
export const MallItems = defineModel<MallItemRow>(
  "mall_items",
  {
    title: { type: String, required: true },
    what: { type: Object, required: true },
    points: whole,
    priceFen: whole,
    stock: { type: Number, default: null },
    perMemberMax: { type: Number, default: null },
    from: date,
    until: date,
    tierLevels: { type: [Number], required: true },
    state: { type: String, required: true, enum: mallItemStates },
    version: whole,
    createdAt: date,
    createdBy: { type: String, required: true },
    publishedAt: { type: Date, default: null },
  },
  [[{ state: 1, _id: 1 }]],
);
