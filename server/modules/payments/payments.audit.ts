import type { AuditCheck } from "../../kernel/audit-check.ts";
import { rawCollection } from "../../kernel/db.ts";
import { canGo } from "../../kernel/states.ts";
import { eachOrderMoney } from "../orders/index.ts";
import { paymentIdOf, Payments, type PaymentRow } from "./payment.model.ts";
import { paymentTable } from "./payment.states.ts";
import { Refunds, type RefundRow, type RefundState } from "./refund.model.ts";

const VIOLATIONS_MAX = 20;
const PENDING = ["approved", "processing", "abnormal", "closed"] as const;
const DECIDED = [...PENDING, "succeeded"] as const;

/** I3 (money taken and given back adds up per order) and I5 (one transaction per paid order, histories are paths). */
export const paymentsChecks: readonly AuditCheck[] = [
  {
    code: "I3",
    title: "每张订单的实付、退款与在途退款等于支付单与退款单之和，多收的钱都有退款",
    async run() {
      const violations: string[] = [];
      let checked = 0;
      const refunded = await sumRefunds("order", DECIDED);
      const pending = await sumRefunds("order", PENDING);
      const returned = await sumRefunds("surplus", DECIDED);
      for await (const order of eachOrderMoney()) {
        checked += 1;
        const given = refunded.get(order._id) ?? 0;
        if (given !== order.refundedFen)
          violations.push(`${order._id}：订单记已退 ${order.refundedFen}，退款单合计 ${given}`);
        const owed = pending.get(order._id) ?? 0;
        if (owed !== order.refundPendingFen)
          violations.push(
            `${order._id}：订单记退款在途 ${order.refundPendingFen}，未到账的退款单合计 ${owed}`,
          );
        if (order.paymentState !== "paid" && given > 0)
          violations.push(`${order._id}：未付款而有退款`);
      }
      for await (const payment of rawCollection(Payments).find({ state: "surplus" })) {
        checked += 1;
        const back = returned.get(payment.orderId) ?? 0;
        if (back !== payment.amountFen)
          violations.push(`${payment._id}：多收 ${payment.amountFen}，退回 ${back}`);
      }
      return { checked, violations: violations.slice(0, VIOLATIONS_MAX) };
    },
  },
  {
    code: "I5b",
    title: "每张已付订单恰有一个微信支付单号，反之亦然；支付状态都按状态机前进",
    async run() {
      const violations: string[] = [];
      let checked = 0;
      const settled = new Map<string, PaymentRow>();
      for await (const payment of rawCollection(Payments).find()) {
        checked += 1;
        violations.push(...pathFaults(payment));
        if (payment.state !== "settled") continue;
        if (payment.transactionId === null)
          violations.push(`${payment._id}：已入账而没有微信支付单号`);
        settled.set(payment._id, payment);
      }
      for await (const order of eachOrderMoney()) {
        const number = paymentIdOf(order._id);
        const payment = settled.get(number);
        settled.delete(number);
        const isPaidByWechat = order.paymentState === "paid" && order.totalFen > 0;
        if (isPaidByWechat && payment === undefined)
          violations.push(`${order._id}：已付款而没有入账的支付单`);
        if (!isPaidByWechat && payment !== undefined)
          violations.push(`${order._id}：支付单已入账而订单未付款`);
        if (payment !== undefined && payment.amountFen !== order.totalFen)
          violations.push(`${order._id}：应付 ${order.totalFen}，入账 ${payment.amountFen}`);
      }
      for (const number of settled.keys()) violations.push(`${number}：入账的支付单没有订单`);
      return { checked, violations: violations.slice(0, VIOLATIONS_MAX) };
    },
  },
];

function pathFaults(payment: PaymentRow): string[] {
  const states = payment.history.map(({ to }) => to);
  const isPath =
    states[0] === "pending" &&
    states.at(-1) === payment.state &&
    states.every((to, nth) => {
      const from = states[nth - 1];
      return from === undefined || canGo(paymentTable, from, to);
    });
  return isPath ? [] : [`${payment._id}：${states.join(" → ")} 不是允许的路径`];
}

/** What refunds of a kind and in these states sum to per order, but for those a retry has taken the place of. */
async function sumRefunds(
  kind: RefundRow["kind"],
  states: readonly RefundState[],
): Promise<Map<string, number>> {
  const sums = new Map<string, number>();
  const rows = rawCollection(Refunds).find({
    kind,
    successorId: null,
    state: { $in: [...states] },
  });
  for await (const row of rows) sums.set(row.orderId, (sums.get(row.orderId) ?? 0) + row.amountFen);
  return sums;
}
