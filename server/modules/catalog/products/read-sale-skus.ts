import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { mediaUrl } from "../media/media.model.ts";
import { Products } from "./product.model.ts";

/** A SKU as carts, prices and orders need it. */
export type SaleSku = {
  readonly skuId: string;
  readonly productId: string;
  readonly title: string;
  /** The chosen options, `大杯 / 少糖`; empty when the product has none. */
  readonly optionsText: string;
  readonly pictureUrl: string | null;
  readonly listPriceFen: number;
  /** Price by tier level as text; an absent level pays the best price of the levels below. */
  readonly memberPricesFen: Readonly<Record<string, number>>;
  readonly costFen: number | null;
  readonly weightGrams: number;
  /** With the parents of the chosen categories. */
  readonly categoryIds: readonly string[];
  /** The product is on the shelf and the SKU is on. */
  readonly isBuyable: boolean;
  readonly perOrderLimit: number | null;
  readonly perMemberLimit: number | null;
};

/** Reads SKUs with what they take from their product; ids that do not exist are absent. One database command. */
export async function readSaleSkus(skuIds: readonly string[]): Promise<Map<string, SaleSku>> {
  const session = currentSession();
  const rows = await rawCollection(Products)
    .find(
      { "skus.skuId": { $in: [...skuIds] } },
      {
        projection: {
          title: 1,
          mediaIds: 1,
          categoryIds: 1,
          isOnShelf: 1,
          perOrderLimit: 1,
          perMemberLimit: 1,
          skus: 1,
        },
        ...(session && { session }),
      },
    )
    .toArray();
  const wanted = new Set(skuIds);
  const skus = new Map<string, SaleSku>();
  for (const row of rows)
    for (const sku of row.skus) {
      if (!wanted.has(sku.skuId)) continue;
      const mediaId = sku.mediaId ?? row.mediaIds[0];
      skus.set(sku.skuId, {
        skuId: sku.skuId,
        productId: row._id,
        title: row.title,
        optionsText: sku.optionValues.join(" / "),
        pictureUrl: mediaId === undefined ? null : mediaUrl(mediaId, 480),
        listPriceFen: sku.listPriceFen,
        memberPricesFen: sku.memberPricesFen,
        costFen: sku.costFen,
        weightGrams: sku.weightGrams,
        categoryIds: row.categoryIds,
        isBuyable: row.isOnShelf && sku.isOn,
        perOrderLimit: row.perOrderLimit,
        perMemberLimit: row.perMemberLimit,
      });
    }
  return skus;
}
