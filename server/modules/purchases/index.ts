// Every purchase of every member, wherever it was made. Words: purchase (购买记录), net (净额: goods paid − refunded).
// Invariants: one record per source and number; net is never negative and counts no freight; a refund counts once.
export { Purchases, type PurchaseRow } from "./purchase.model.ts";
export {
  movePurchases,
  purchaseRow,
  readNetHistory,
  recordPurchase,
  recordPurchaseRefund,
  type PurchaseInput,
} from "./record-purchase.ts";
