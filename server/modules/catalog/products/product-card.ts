import type { ProductCard } from "../../../contract/catalog.ts";
import { mediaUrl } from "../media/media.model.ts";
import type { ProductRow } from "./product.model.ts";

/** The fields that a list reads, and no others: never the cost. */
export const cardFields = {
  title: 1,
  subtitle: 1,
  mediaIds: 1,
  priceFromFen: 1,
  priceToFen: 1,
  memberPricesFromFen: 1,
  soldCount: 1,
  publishedAt: 1,
} as const;

/** A product as a list reads it. */
export type CardRow = Pick<ProductRow, "_id" | keyof typeof cardFields>;

/** A product as a list shows it. */
export function cardOf(row: CardRow): ProductCard {
  const [cover] = row.mediaIds;
  return {
    productId: row._id,
    title: row.title,
    subtitle: row.subtitle,
    pictureUrl: cover === undefined ? null : mediaUrl(cover, 480),
    priceFromFen: row.priceFromFen,
    priceToFen: row.priceToFen,
    memberPricesFromFen: row.memberPricesFromFen,
    soldCount: row.soldCount,
  };
}
