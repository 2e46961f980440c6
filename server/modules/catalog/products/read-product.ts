import type { z } from "zod";
import type { catalogEndpoints } from "../../../contract/catalog.ts";
import { rawCollection } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import { readAvailable } from "../../inventory/index.ts";
import { defaultStoreBriefly } from "../../stores/index.ts";
import { mediaUrl } from "../media/media.model.ts";
import { Products } from "./product.model.ts";

type Detail = z.output<(typeof catalogEndpoints)["GET /v1/products/:productId"]["response"]>;

/**
 * Reads a product on the shelf with what the default store can sell of each SKU. At most three database commands.
 * @throws not_found also when it is off the shelf.
 */
export async function readProduct(productId: string): Promise<Detail> {
  const row = await rawCollection(Products).findOne(
    { _id: productId, isOnShelf: true },
    { projection: { words: 0, titleWords: 0, otherWords: 0, "skus.costFen": 0 } },
  );
  if (row === null) fail("not_found", { detail: "商品不存在或已下架" });
  const store = await defaultStoreBriefly();
  const available = await readAvailable(
    store._id,
    row.skus.map(({ skuId }) => skuId),
  );
  return {
    productId: row._id,
    title: row.title,
    subtitle: row.subtitle,
    description: row.description,
    pictureUrls: row.mediaIds.map((mediaId) => mediaUrl(mediaId, 960)),
    categoryIds: row.categoryIds,
    options: row.options,
    skus: row.skus.map((sku) => ({
      skuId: sku.skuId,
      optionValues: sku.optionValues,
      pictureUrl: sku.mediaId === null ? null : mediaUrl(sku.mediaId, 480),
      listPriceFen: sku.listPriceFen,
      memberPricesFen: sku.memberPricesFen,
      weightGrams: sku.weightGrams,
      isOn: sku.isOn,
      available: available.get(sku.skuId) ?? 0,
    })),
    perOrderLimit: row.perOrderLimit,
    perMemberLimit: row.perMemberLimit,
    soldCount: row.soldCount,
  };
}
