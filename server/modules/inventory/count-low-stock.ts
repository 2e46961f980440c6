import { countUpTo } from "../../kernel/count-up-to.ts";
import { Stock } from "./stock.model.ts";

/** How many SKUs of the given stores have fewer units left than `below`, told up to 1000. */
export async function countLowStock(storeIds: readonly string[], below: number): Promise<number> {
  return await countUpTo(Stock, { storeId: { $in: [...storeIds] }, available: { $lt: below } });
}
