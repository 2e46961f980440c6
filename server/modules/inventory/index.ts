// Stock per store and SKU. Words: available (可售), reserved (锁定), sold, movement (库存流水).
// Invariants: no count is ever negative; every change is one conditional write and one ledger line in the same
// transaction; the ledger's sums equal the rows (I2).
export { adjustStock, openStock } from "./adjust-stock.ts";
export { countLowStock } from "./count-low-stock.ts";
export { inventoryChecks } from "./inventory.audit.ts";
export { inventoryHandlers } from "./inventory.routes.ts";
export { moveStock, type StockItem } from "./move-stock.ts";
export { readAvailable, readReserved } from "./read-stock.ts";
