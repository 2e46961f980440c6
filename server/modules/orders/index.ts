// Carts, quotes and orders. Words: line (订单行), quote (试算单), allocation (优惠分摊), pickup code (取货码).
// Invariants: what was quoted is what is paid; each unit's price is frozen when the order is placed; payment,
// fulfilment and after-sales are three machines that only follow their tables; the caps on unpaid orders and on
// limited products are kept by the writes themselves.
import { onTiesAsked } from "../members/index.ts";
import { hasOrders } from "./has-orders.ts";

onTiesAsked(hasOrders);

export {
  applyRefund,
  confirmRefund,
  markRefundAsked,
  mustPlan,
  onSendingEnded,
} from "./apply-refund.ts";
export { closeOrder, expiredOrders } from "./close-order.ts";
export { countOrdersToDo } from "./count-orders.ts";
export { findOwnOrder, findStaffOrder } from "./find-orders.ts";
export { forgetBuyer, listUnfinishedOrders, readOrderIds } from "./forget-buyer.ts";
export { markPickedUp, markSent } from "./mark-fulfilled.ts";
export type { OrderRow } from "./order.model.ts";
export { ordersChecks } from "./orders.audit.ts";
export { ordersJobs } from "./orders.jobs.ts";
export { ordersHandlers } from "./orders.routes.ts";
export type { RefundPlan, RefundWish } from "./plan-refund.ts";
export { eachOrderMoney, readOrderForPayment, type PayableOrder } from "./read-for-payment.ts";
export { listGiftsOwed, readGiftFlows } from "./read-gifts.ts";
export { recordTrade } from "./record-trade.ts";
export { settleOrder } from "./settle-order.ts";
export { openAddress, viewMasked, viewOrder } from "./view-order.ts";
