import type { Job } from "../../kernel/jobs.ts";
import { setSales } from "../catalog/index.ts";
import { Purchases, type PurchaseRow } from "./purchase.model.ts";

/** Counts the units sold of every SKU, refunded ones not, from all purchases. */
async function countUnits(): Promise<Map<string, number>> {
  const units = new Map<string, number>();
  const cursor = Purchases.find(
    { isVoid: false },
    { _id: 0, "lines.skuId": 1, "lines.quantity": 1, "refunds.lines": 1 },
  )
    .lean<PurchaseRow[]>()
    .cursor({ batchSize: 2_000 });
  for await (const { lines, refunds } of cursor) {
    const back = refunds.flatMap((refund) => refund.lines);
    for (const [index, { skuId, quantity }] of lines.entries()) {
      if (skuId === null) continue;
      const returned = back
        .filter((part) => part.index === index)
        .reduce((total, part) => total + part.quantity, 0);
      units.set(skuId, (units.get(skuId) ?? 0) + quantity - returned);
    }
  }
  return units;
}

/** The clock's work on purchases: at night the sales figures that lists are sorted by are counted anew. */
export const purchasesJobs: readonly Job[] = [
  {
    name: "count-sales",
    cron: "15 3 * * *",
    leaseMs: 60 * 60_000,
    async run() {
      const units = await countUnits();
      await setSales(units);
      return { skus: units.size };
    },
  },
];
