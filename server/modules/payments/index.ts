// Payments and refunds. Words: number (商户单号, the order's ULID), settle (入账), surplus (多收自动退回),
// disputed (待核对), case (对账差异), bill (微信账单).
// Invariants: WeChat is never called inside a transaction; only a verified message over exactly what was asked makes
// an order paid, once; an order is released only after WeChat has closed its payment; a refund keeps its number.
export { forgetPayer, listRefundsUnderWay } from "./forget-payer.ts";
export { orderIdOf, paymentIdOf } from "./payment.model.ts";
export { countOpenCases, countRefundsToDecide } from "./count-to-do.ts";
export { paymentsChecks } from "./payments.audit.ts";
export { paymentsJobs } from "./payments.jobs.ts";
export { paymentsHandlers } from "./payments.routes.ts";
export { refundsHandlers } from "./refunds.routes.ts";
