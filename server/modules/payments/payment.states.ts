import type { paymentRowStates } from "../../contract/payments.ts";
import type { StateTable } from "../../kernel/states.ts";

/** Where a payment stands. */
export type PaymentState = (typeof paymentRowStates)[number];

/**
 * A payment only moves forward. `closing`: we are asking WeChat to close it. `surplus`: money came for an order that
 * was closed, and goes back. `disputed`: what WeChat told differs from what was asked; an exact message settles it.
 */
export const paymentTable: StateTable<PaymentState> = {
  pending: ["closing", "settled", "surplus", "disputed"],
  closing: ["closed", "settled", "surplus", "disputed"],
  closed: ["surplus", "disputed"],
  disputed: ["settled", "surplus"],
  settled: [],
  surplus: [],
};
