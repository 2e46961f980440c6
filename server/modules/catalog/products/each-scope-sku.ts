import { rawCollection } from "../../../kernel/db.ts";
import { Categories } from "../categories/category.model.ts";
import { Products } from "./product.model.ts";
import type { SaleSku } from "./read-sale-skus.ts";

/** A SKU as checks of an offer need it, sold or not. */
export type ScopeSku = Pick<
  SaleSku,
  | "skuId"
  | "productId"
  | "title"
  | "optionsText"
  | "categoryIds"
  | "listPriceFen"
  | "memberPricesFen"
  | "costFen"
  | "isBuyable"
  | "perOrderLimit"
>;

/** What an offer is about; all lists empty means everything, otherwise what any of them names. */
export type OfferedIds = {
  readonly productIds: readonly string[];
  readonly categoryIds: readonly string[];
  readonly skuIds: readonly string[];
};

/** Goes through every SKU that is on, of products that an offer is about; one database query, batch by batch. */
export async function* eachScopeSku(ids: OfferedIds): AsyncGenerator<ScopeSku> {
  const named = [
    ...(ids.productIds.length > 0 ? [{ _id: { $in: [...ids.productIds] } }] : []),
    ...(ids.categoryIds.length > 0 ? [{ categoryIds: { $in: [...ids.categoryIds] } }] : []),
    ...(ids.skuIds.length > 0 ? [{ "skus.skuId": { $in: [...ids.skuIds] } }] : []),
  ];
  const rows = rawCollection(Products).find(named.length === 0 ? {} : { $or: named }, {
    projection: { title: 1, categoryIds: 1, isOnShelf: 1, perOrderLimit: 1, skus: 1 },
  });
  for await (const row of rows)
    for (const sku of row.skus)
      if (sku.isOn)
        yield {
          skuId: sku.skuId,
          productId: row._id,
          title: row.title,
          optionsText: sku.optionValues.join(" / "),
          categoryIds: row.categoryIds,
          listPriceFen: sku.listPriceFen,
          memberPricesFen: sku.memberPricesFen,
          costFen: sku.costFen,
          isBuyable: row.isOnShelf,
          perOrderLimit: row.perOrderLimit,
        };
}

/** Which of the named products, categories and SKUs do not exist. Three database commands. */
export async function findUnknown(ids: OfferedIds): Promise<Set<string>> {
  const [products, categories, withSkus] = await Promise.all([
    Products.find({ _id: { $in: [...ids.productIds] } }, { _id: 1 }).lean(),
    Categories.find({ _id: { $in: [...ids.categoryIds] } }, { _id: 1 }).lean(),
    Products.find({ "skus.skuId": { $in: [...ids.skuIds] } }, { skus: 1 }).lean(),
  ]);
  const known = new Set([
    ...products.map(({ _id }) => _id),
    ...categories.map(({ _id }) => _id),
    ...withSkus.flatMap(({ skus }) => skus.map(({ skuId }) => skuId)),
  ]);
  return new Set(
    [...ids.productIds, ...ids.categoryIds, ...ids.skuIds].filter((one) => !known.has(one)),
  );
}
