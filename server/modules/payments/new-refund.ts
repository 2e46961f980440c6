import type { RefundRow } from "./refund.model.ts";

/** What is known of a refund before anything has been done about it. */
export type RefundFacts = Pick<
  RefundRow,
  | "_id"
  | "orderId"
  | "paymentId"
  | "memberId"
  | "storeId"
  | "kind"
  | "amountFen"
  | "goodsFen"
  | "freightFen"
  | "lines"
  | "wishedFreightFen"
  | "requestHash"
  | "reason"
  | "decisionReason"
>;

/** The row of a new refund: asked for, decided and to be sent now, or, of nothing, done with its decision. */
export function newRefund(
  facts: RefundFacts,
  state: "requested" | "approved" | "succeeded",
  by: { readonly actor: string; readonly at: Date },
): RefundRow {
  const { actor, at } = by;
  const isDecided = state !== "requested";
  return {
    ...facts,
    state,
    destination: "original",
    requestedBy: actor,
    decidedBy: isDecided ? actor : null,
    successorId: null,
    wechatRefundId: null,
    attempts: 0,
    nextAttemptAt: state === "approved" ? at : null,
    sentAt: null,
    acceptedAt: null,
    lastError: null,
    createdAt: at,
    decidedAt: isDecided ? at : null,
    settledAt: state === "succeeded" ? at : null,
    history: stepsTo(state, "new", by),
  };
}

/** The steps of a refund's history that lead to a state; what succeeds at once was approved first. */
export function stepsTo(
  state: "requested" | "approved" | "succeeded",
  from: string,
  { actor, at }: { readonly actor: string; readonly at: Date },
): RefundRow["history"] {
  if (state === "succeeded")
    return [
      { from, to: "approved", at, actor },
      { from: "approved", to: "succeeded", at, actor },
    ];
  return [{ from, to: state, at, actor }];
}
