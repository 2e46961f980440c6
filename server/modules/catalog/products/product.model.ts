import { Schema } from "mongoose";
import { defineModel } from "../../../kernel/db.ts";

/** One sellable combination of options, embedded in its product. */
export type SkuRow = {
  skuId: string;
  /** The shop's own code, unique in the whole catalog. */
  code: string;
  /** One value per option of the product, in its order. */
  optionValues: string[];
  mediaId: string | null;
  listPriceFen: number;
  /** Price by tier level as text; an absent level pays the best price of the levels below. */
  memberPricesFen: Record<string, number>;
  /** What it cost the shop; never leaves through a shopper's endpoint. */
  costFen: number | null;
  weightGrams: number;
  isOn: boolean;
};

/** A product with all that is sold under its name. */
export type ProductRow = {
  _id: string;
  /** Grows with every change by staff; whoever changes says which one was seen. */
  version: number;
  title: string;
  subtitle: string | null;
  description: string | null;
  keywords: string | null;
  /** The chosen categories and their parents, so that browsing a parent shows all below it. */
  categoryIds: string[];
  mediaIds: string[];
  options: { name: string; values: string[] }[];
  skus: SkuRow[];
  perOrderLimit: number | null;
  perMemberLimit: number | null;
  isOnShelf: boolean;
  /** When it was first put on the shelf. */
  publishedAt: Date | null;
  /** Units sold as last counted from the purchases. */
  soldCount: number;
  createdAt: Date;
  updatedAt: Date;
} & DerivedFields;

/** What lists and search need ready-made; always derived from the rest of the row. */
export type DerivedFields = {
  priceFromFen: number;
  priceToFen: number;
  /** By tier level, the lowest price that the level pays for any SKU. */
  memberPricesFromFen: Record<string, number>;
  titleWords: string[];
  /** Words of all else that can be searched, without those that the title has. */
  otherWords: string[];
  /** Both together. */
  words: string[];
};

const text = { type: String, required: true };
const nullableText = { type: String, default: null };
const whole = { type: Number, required: true, min: 0, validate: Number.isInteger };
const nullableWhole = { type: Number, default: null, min: 0 };
const closed = { _id: false, strict: "throw", minimize: false } as const;

const sku = new Schema(
  {
    skuId: text,
    code: text,
    optionValues: [String],
    mediaId: nullableText,
    listPriceFen: whole,
    memberPricesFen: { type: Object, required: true },
    costFen: nullableWhole,
    weightGrams: whole,
    isOn: { type: Boolean, required: true },
  },
  closed,
);

const option = new Schema({ name: text, values: [String] }, closed);

/** All products, one document each. Every list has an index that holds its filter and its order. */
export const Products = defineModel<ProductRow>(
  "products",
  {
    version: whole,
    title: text,
    subtitle: nullableText,
    description: nullableText,
    keywords: nullableText,
    categoryIds: [String],
    mediaIds: [String],
    options: [option],
    skus: [sku],
    perOrderLimit: nullableWhole,
    perMemberLimit: nullableWhole,
    isOnShelf: { type: Boolean, required: true },
    publishedAt: { type: Date, default: null },
    soldCount: whole,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    priceFromFen: whole,
    priceToFen: whole,
    memberPricesFromFen: { type: Object, required: true },
    titleWords: [String],
    otherWords: [String],
    words: [String],
  },
  [
    // The price at the end lets a price range be judged before a product is read.
    [{ isOnShelf: 1, publishedAt: -1, _id: -1, priceFromFen: 1 }],
    [{ isOnShelf: 1, soldCount: -1, _id: -1, priceFromFen: 1 }],
    [{ isOnShelf: 1, priceFromFen: 1, _id: 1 }],
    [{ isOnShelf: 1, _id: -1 }],
    [{ categoryIds: 1, isOnShelf: 1, publishedAt: -1, _id: -1, priceFromFen: 1 }],
    [{ categoryIds: 1, isOnShelf: 1, soldCount: -1, _id: -1, priceFromFen: 1 }],
    [{ categoryIds: 1, isOnShelf: 1, priceFromFen: 1, _id: 1 }],
    [{ categoryIds: 1, _id: -1 }],
    [{ titleWords: 1, isOnShelf: 1, soldCount: -1, _id: -1 }],
    [{ words: 1, isOnShelf: 1, soldCount: -1, _id: -1 }],
    [{ otherWords: 1, isOnShelf: 1, soldCount: -1, _id: -1 }],
    [{ "skus.skuId": 1 }, { unique: true }],
    [{ "skus.code": 1 }, { unique: true }],
  ],
);
