// Every purchase of every member, wherever it was made. Words: purchase (购买记录), net (净额: goods paid − refunded).
// Invariants: one record per source and number; net is never negative and counts no freight; a refund counts once.
export { eachNetHistory, type MemberHistory } from "./each-net-history.ts";
export { purchasesJobs } from "./purchases.jobs.ts";
export {
  readImportBuyers,
  readImportedPurchases,
  removeImportedPurchases,
  sumImportedPurchases,
} from "./imported-purchases.ts";
export { listPurchases } from "./list-purchases.ts";
export { Purchases, type PurchaseRow } from "./purchase.model.ts";
export { readTurnover, type Turnover } from "./read-turnover.ts";
export {
  movePurchases,
  readNetHistories,
  readNetHistory,
  readPurchase,
  recordPurchase,
  recordPurchaseRefund,
  type NetEntry,
  type PurchaseInput,
} from "./record-purchase.ts";
export {
  recordPurchases,
  type FilePurchase,
  type FilePurchaseOutcome,
} from "./record-purchases.ts";
