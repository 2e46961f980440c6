import { defineModel } from "../../kernel/db.ts";

/** A coupon that was swapped for points. Rows are only ever added; the client made the id. */
export type MallExchangeRow = {
  _id: string;
  mallItemId: string;
  memberId: string;
  title: string;
  points: number;
  couponId: string;
  at: Date;
};

const text = { type: String, required: true };

/** All exchanges of points for coupons. */
export const MallExchanges = defineModel<MallExchangeRow>(
  "mall_exchanges",
  {
    mallItemId: text,
    memberId: text,
    title: text,
    points: { type: Number, required: true, min: 1, validate: Number.isInteger },
    couponId: text,
    at: { type: Date, required: true },
  },
  [[{ mallItemId: 1, memberId: 1 }], [{ memberId: 1, _id: -1 }]],
);
