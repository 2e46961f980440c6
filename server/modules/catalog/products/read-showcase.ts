import { rawCollection } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import { Products, type ProductRow } from "./product.model.ts";

/** What is shown of a product outside of the shop; amounts in fen. */
export type Showcase = Pick<ProductRow, "title" | "priceFromFen" | "priceToFen"> & {
  readonly mediaId: string | null;
};

/**
 * Reads what a poster says of a product on the shelf.
 * @throws not_found also when it is off the shelf.
 */
export async function readShowcase(productId: string): Promise<Showcase> {
  const row = await rawCollection(Products).findOne(
    { _id: productId, isOnShelf: true },
    { projection: { title: 1, priceFromFen: 1, priceToFen: 1, mediaIds: 1 } },
  );
  if (row === null) fail("not_found", { detail: "商品不存在或已下架" });
  const { title, priceFromFen, priceToFen, mediaIds } = row;
  return { title, priceFromFen, priceToFen, mediaId: mediaIds[0] ?? null };
}
