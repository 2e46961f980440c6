import type { BillRow } from "../../world.ts";
import type { FoundCase } from "./open-case.ts";
import type { PaymentRow } from "./payment.model.ts";
import type { RefundRow } from "./refund.model.ts";

/** One day's two books: WeChat's bill, and ours with everything the bill names or the day holds. */
export type TwoBooks = {
  readonly day: string;
  readonly bill: readonly BillRow[];
  readonly payments: readonly PaymentRow[];
  readonly refunds: readonly RefundRow[];
  /** Whether an instant lies on the bill's day. */
  readonly isOnDay: (at: Date) => boolean;
};

const paidStates: ReadonlySet<PaymentRow["state"]> = new Set(["settled", "surplus", "disputed"]);
const acceptedStates: ReadonlySet<RefundRow["state"]> = new Set([
  "processing",
  "succeeded",
  "abnormal",
]);
/** Refund states in a bill that say it did not arrive. */
const failedRefunds = new Set(["FAIL", "CHANGE"]);

/**
 * Compares the two books of a day. Pure. A refunded order keeps its payment row in the bill, and refund rows are
 * never changed after the bill was made, so a refund still under way there is no difference.
 */
export function compareBill(books: TwoBooks): FoundCase[] {
  return [...comparePayments(books), ...compareRefunds(books)];
}

function comparePayments({ day, bill, payments, isOnDay }: TwoBooks): FoundCase[] {
  const theirs = new Map(
    bill.filter(({ kind }) => kind === "payment").map((row) => [row.outTradeNo, row]),
  );
  const ours = new Map(payments.map((payment) => [payment._id, payment]));
  const found: FoundCase[] = [];
  for (const [number, row] of theirs) {
    const payment = ours.get(number);
    const facts = {
      billDay: day,
      number,
      orderId: payment?.orderId ?? null,
      storeId: payment?.storeId ?? null,
      oursFen: payment?.amountFen ?? null,
      oursState: payment?.state ?? null,
      theirsFen: row.amountFen,
      theirsState: row.status,
    };
    if (payment === undefined)
      found.push({ ...facts, class: "only_theirs", detail: "微信有收款，我们没有这笔支付单" });
    else if (payment.amountFen !== row.amountFen)
      found.push({ ...facts, class: "amount", detail: "收款金额不一致" });
    else if (!paidStates.has(payment.state))
      found.push({ ...facts, class: "status", detail: "微信已收款，我们尚未入账" });
  }
  for (const payment of payments)
    if (
      paidStates.has(payment.state) &&
      payment.paidAt !== null &&
      isOnDay(payment.paidAt) &&
      !theirs.has(payment._id)
    )
      found.push({
        billDay: day,
        class: "only_ours",
        number: payment._id,
        orderId: payment.orderId,
        storeId: payment.storeId,
        oursFen: payment.amountFen,
        oursState: payment.state,
        theirsFen: null,
        theirsState: null,
        detail: "我们已入账，微信账单没有这笔收款",
      });
  return found;
}

function compareRefunds({ day, bill, refunds, isOnDay }: TwoBooks): FoundCase[] {
  const theirs = new Map(
    bill.flatMap((row) => (row.outRefundNo === null ? [] : [[row.outRefundNo, row] as const])),
  );
  const ours = new Map(refunds.map((refund) => [refund._id, refund]));
  const found: FoundCase[] = [];
  for (const [number, row] of theirs) {
    const refund = ours.get(number);
    const detail =
      refund === undefined
        ? "微信有退款，我们没有这笔退款"
        : refund.amountFen !== row.amountFen
          ? "退款金额不一致"
          : refund.state === "succeeded" && failedRefunds.has(row.status)
            ? "我们记为已退款，微信未退成"
            : null;
    if (detail === null) continue;
    found.push({
      billDay: day,
      class: "refund",
      number,
      orderId: refund?.orderId ?? null,
      storeId: refund?.storeId ?? null,
      oursFen: refund?.amountFen ?? null,
      oursState: refund?.state ?? null,
      theirsFen: row.amountFen,
      theirsState: row.status,
      detail,
    });
  }
  for (const refund of refunds)
    if (
      acceptedStates.has(refund.state) &&
      refund.acceptedAt !== null &&
      isOnDay(refund.acceptedAt) &&
      !theirs.has(refund._id)
    )
      found.push({
        billDay: day,
        class: "refund",
        number: refund._id,
        orderId: refund.orderId,
        storeId: refund.storeId,
        oursFen: refund.amountFen,
        oursState: refund.state,
        theirsFen: null,
        theirsState: null,
        detail: "我们已退款，微信账单没有这笔退款",
      });
  return found;
}
