import { defineModel } from "../../kernel/db.ts";

/** WeChat's list of carriers as it was last fetched. */
export type CarrierListRow = {
  _id: "wechat";
  carriers: { id: string; name: string }[];
  fetchedAt: Date;
};

/** The single row that all processes share. */
export const CarrierLists = defineModel<CarrierListRow>(
  "carrier_lists",
  { carriers: { type: [Object], required: true }, fetchedAt: { type: Date, required: true } },
  [],
);
