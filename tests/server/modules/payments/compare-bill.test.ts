import { describe, expect, it } from "vitest";
import type { PaymentRow } from "@server/modules/payments/payment.model.ts";
import { compareBill, type TwoBooks } from "@server/modules/payments/compare-bill.ts";
import type { RefundRow } from "@server/modules/payments/refund.model.ts";
import type { BillRow } from "@server/world.ts";

const day = "2026-03-09";
const noon = new Date("2026-03-09T04:00:00Z");
const dayBefore = new Date("2026-03-08T15:59:59Z");

const payment = (parts: Partial<PaymentRow> = {}): PaymentRow => ({
  _id: "pay_1",
  orderId: "ord_1",
  memberId: "mem_1",
  storeId: "sto_1",
  openid: "o1",
  amountFen: 100,
  state: "settled",
  transactionId: "42",
  prepayId: null,
  createdAt: noon,
  paidAt: noon,
  nextQueryAt: null,
  queries: 0,
  lastAskedAt: null,
  history: [],
  ...parts,
});
const refund = (parts: Partial<RefundRow> = {}): RefundRow => ({
  _id: "ref_1",
  orderId: "ord_1",
  paymentId: "pay_1",
  memberId: "mem_1",
  storeId: "sto_1",
  kind: "order",
  destination: "original",
  state: "succeeded",
  amountFen: 40,
  goodsFen: 40,
  freightFen: 0,
  lines: [],
  wishedFreightFen: null,
  requestHash: "",
  reason: "x",
  decisionReason: null,
  requestedBy: "x",
  decidedBy: "x",
  successorId: null,
  wechatRefundId: "50",
  attempts: 1,
  nextAttemptAt: null,
  sentAt: noon,
  acceptedAt: noon,
  lastError: null,
  createdAt: noon,
  decidedAt: noon,
  settledAt: noon,
  history: [],
  ...parts,
});
const paidRow: BillRow = {
  kind: "payment",
  transactionId: "42",
  outTradeNo: "pay_1",
  outRefundNo: null,
  status: "SUCCESS",
  amountFen: 100,
};
const refundRow: BillRow = {
  kind: "refund",
  transactionId: "42",
  outTradeNo: "pay_1",
  outRefundNo: "ref_1",
  status: "PROCESSING",
  amountFen: 40,
};
const compare = (books: Partial<TwoBooks>) =>
  compareBill({
    day,
    bill: [],
    payments: [],
    refunds: [],
    isOnDay: (at) =>
      at >= new Date("2026-03-08T16:00:00Z") && at < new Date("2026-03-09T16:00:00Z"),
    ...books,
  }).map(({ class: kind, number }) => `${kind} ${number}`);

describe("compareBill", () => {
  it.each<[string, Partial<TwoBooks>, string[]]>([
    [
      "two equal books",
      { bill: [paidRow, refundRow], payments: [payment()], refunds: [refund()] },
      [],
    ],
    ["two empty books", {}, []],
    ["a payment only they have", { bill: [paidRow] }, ["only_theirs pay_1"]],
    ["a payment only we have", { payments: [payment()] }, ["only_ours pay_1"]],
    ["one of the day before", { payments: [payment({ paidAt: dayBefore })] }, []],
    [
      "another amount",
      { bill: [paidRow], payments: [payment({ amountFen: 101 })] },
      ["amount pay_1"],
    ],
    [
      "one we hold as unpaid",
      { bill: [paidRow], payments: [payment({ state: "pending" })] },
      ["status pay_1"],
    ],
    [
      "one we hold as closed",
      { bill: [paidRow], payments: [payment({ state: "closed" })] },
      ["status pay_1"],
    ],
    ["a surplus on both sides", { bill: [paidRow], payments: [payment({ state: "surplus" })] }, []],
    ["an unpaid one of ours", { payments: [payment({ state: "pending", paidAt: null })] }, []],
    ["a refund only they have", { bill: [refundRow] }, ["refund ref_1"]],
    ["a refund only we have", { refunds: [refund()] }, ["refund ref_1"]],
    [
      "another amount refunded",
      { bill: [refundRow], refunds: [refund({ amountFen: 41 })] },
      ["refund ref_1"],
    ],
    [
      "a refund that did not arrive there",
      { bill: [{ ...refundRow, status: "CHANGE" }], refunds: [refund()] },
      ["refund ref_1"],
    ],
    [
      "an abnormal one on both sides",
      { bill: [{ ...refundRow, status: "CHANGE" }], refunds: [refund({ state: "abnormal" })] },
      [],
    ],
    [
      "one not yet taken by WeChat",
      { refunds: [refund({ state: "approved", acceptedAt: null })] },
      [],
    ],
    ["one WeChat closed", { refunds: [refund({ state: "closed" })] }, []],
  ])("%s", (_, books, found) => {
    expect(compare(books)).toEqual(found);
  });
});
