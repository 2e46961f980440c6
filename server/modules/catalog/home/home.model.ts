import { Schema } from "mongoose";
import { defineModel } from "../../../kernel/db.ts";

/** How staff arranged the home page; there is one row, `home`. */
export type HomeRow = {
  _id: string;
  version: number;
  banners: {
    title: string;
    subtitle: string | null;
    mediaId: string;
    productId: string | null;
    categoryId: string | null;
  }[];
  pickProductIds: string[];
};

/** The id of the only row. */
export const HOME = "home";

const nullableText = { type: String, default: null };
const banner = new Schema(
  {
    title: { type: String, required: true },
    subtitle: nullableText,
    mediaId: { type: String, required: true },
    productId: nullableText,
    categoryId: nullableText,
  },
  { _id: false, strict: "throw" },
);

/** The arrangement of the home page. */
export const HomePages = defineModel<HomeRow>(
  "home_pages",
  {
    version: { type: Number, required: true },
    banners: [banner],
    pickProductIds: [String],
  },
  [],
);
