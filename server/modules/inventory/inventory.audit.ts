import type { AuditCheck } from "../../kernel/audit-check.ts";
import { Stock, StockMovements } from "./stock.model.ts";

/** I2: the stock ledger sums to the stock rows, and nothing is negative. */
export const inventoryChecks: readonly AuditCheck[] = [
  {
    code: "I2",
    title: "库存流水合计等于现有库存，且没有负数",
    async run() {
      const violations: string[] = [];
      const sums = new Map<string, { available: number; reserved: number; sold: number }>();
      for await (const row of StockMovements.aggregate<{
        _id: { storeId: string; skuId: string };
        available: number;
        reserved: number;
        sold: number;
      }>([
        {
          $group: {
            _id: { storeId: "$storeId", skuId: "$skuId" },
            available: { $sum: "$availableDelta" },
            reserved: { $sum: "$reservedDelta" },
            sold: { $sum: "$soldDelta" },
          },
        },
      ]))
        sums.set(`${row._id.storeId}:${row._id.skuId}`, row);
      let checked = 0;
      for await (const row of Stock.find().lean().cursor()) {
        checked += 1;
        const sum = sums.get(row._id) ?? { available: 0, reserved: 0, sold: 0 };
        sums.delete(row._id);
        const isEqual =
          sum.available === row.available && sum.reserved === row.reserved && sum.sold === row.sold;
        if (!isEqual)
          violations.push(
            `${row._id}：现有 ${row.available}/${row.reserved}/${row.sold}，流水合计 ${sum.available}/${sum.reserved}/${sum.sold}`,
          );
        if (row.available < 0 || row.reserved < 0 || row.sold < 0)
          violations.push(`${row._id}：出现负数`);
      }
      for (const key of sums.keys()) violations.push(`${key}：有流水而没有库存记录`);
      return { checked, violations: violations.slice(0, 20) };
    },
  },
];
