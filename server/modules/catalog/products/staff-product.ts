import type { StaffProduct } from "../../../contract/catalog.ts";
import type { ProductRow } from "./product.model.ts";

/** A product as staff read it: everything but what is derived. */
export function staffProductOf(row: ProductRow): StaffProduct {
  const { _id, words: _words, titleWords: _title, otherWords: _other, ...rest } = row;
  return { productId: _id, ...rest };
}
