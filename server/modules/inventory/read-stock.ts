import { rawCollection, currentSession } from "../../kernel/db.ts";
import { Stock, stockId } from "./stock.model.ts";

/** How many units of each SKU a store can sell now; SKUs it never had are 0. One database command. */
export async function readAvailable(
  storeId: string,
  skuIds: readonly string[],
): Promise<Map<string, number>> {
  const session = currentSession();
  const rows = await rawCollection(Stock)
    .find(
      { _id: { $in: skuIds.map((skuId) => stockId(storeId, skuId)) } },
      {
        projection: { skuId: 1, available: 1 },
        ...(session && { session }),
      },
    )
    .toArray();
  const available = new Map(skuIds.map((skuId) => [skuId, 0]));
  for (const row of rows) available.set(row.skuId, row.available);
  return available;
}

/** Reserved units by `storeId:skuId`, only where there are any: for the audit. */
export async function readReserved(): Promise<Map<string, number>> {
  const rows = await Stock.find({ reserved: { $gt: 0 } }, { reserved: 1 }).lean();
  return new Map(rows.map((row) => [row._id, row.reserved]));
}
