// What the shop owes its members in points, coupons and gifts, to whom, since when and until when (负债).
// Words: liability (负债), creditor (债权会员), maximum (最高成本), expected (预期成本).
// Invariants: opening + issued − used − expired − reversed = closing; today's closing equals a recount of who holds what.
export { liabilitiesHandlers } from "./liabilities.routes.ts";
