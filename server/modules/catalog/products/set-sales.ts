import type { mongo } from "mongoose";
import { rawCollection } from "../../../kernel/db.ts";
import { Products, type ProductRow } from "./product.model.ts";

const BATCH = 500;

/**
 * Writes how many units of each product were sold, as just counted from the purchases; products that are not in the
 * count have sold none. The same count again writes nothing. Answers how many products changed.
 * @param unitsBySku units sold by SKU id.
 */
export async function setSales(unitsBySku: ReadonlyMap<string, number>): Promise<number> {
  const products = rawCollection(Products);
  let writes: mongo.AnyBulkWriteOperation<ProductRow>[] = [];
  let changed = 0;
  const flush = async () => {
    if (writes.length > 0) changed += (await products.bulkWrite(writes)).modifiedCount;
    writes = [];
  };
  const rows = products.find({}, { projection: { soldCount: 1, "skus.skuId": 1 } });
  for await (const row of rows) {
    const soldCount = row.skus.reduce((sum, { skuId }) => sum + (unitsBySku.get(skuId) ?? 0), 0);
    if (soldCount === row.soldCount) continue;
    writes.push({ updateOne: { filter: { _id: row._id }, update: { $set: { soldCount } } } });
    if (writes.length >= BATCH) await flush();
  }
  await flush();
  return changed;
}
