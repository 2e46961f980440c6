import { defineModel } from "../../kernel/db.ts";

/** What staff set about the shop as a whole. */
export type ShopSettingsRow = {
  _id: "shop";
  name: string;
  slogan: string;
  servicePhone: string | null;
  serviceHours: string;
  hotWords: string[];
  /** The address as JSON, sealed: a name and a phone stand in it. */
  refundAddressSealed: string | null;
  version: number;
  changedAt: Date;
};

const text = { type: String, required: true };
const textOrNull = { type: String, default: null };

/** The one row of settings; none before anybody set something. */
export const ShopSettings = defineModel<ShopSettingsRow>(
  "shop_settings",
  {
    name: text,
    slogan: text,
    servicePhone: textOrNull,
    serviceHours: text,
    hotWords: { type: [String], required: true },
    refundAddressSealed: textOrNull,
    version: { type: Number, required: true, min: 1, validate: Number.isInteger },
    changedAt: { type: Date, required: true },
  },
  [],
);
