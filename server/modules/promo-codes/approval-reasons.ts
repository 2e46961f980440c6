import type { OfferTerms } from "../../contract/offer-terms.ts";
import { formatYuan } from "../../kernel/money.ts";
import type { CodeBudgetRow } from "./promo-code.model.ts";

/**
 * How much of the smallest order a coupon applies to it can take off, in basis points; 10 000 where the terms set no
 * bound.
 */
export function depthBps(terms: Pick<OfferTerms, "benefit" | "threshold">): number {
  const { benefit, threshold } = terms;
  if (benefit.kind === "percent_off" || benefit.kind === "nth_item") return 10_000 - benefit.payBps;
  if (benefit.kind === "buy_x_get_y")
    return Math.ceil((10_000 * benefit.get) / (benefit.buy + benefit.get));
  if (benefit.kind === "amount_off" && threshold.fen > 0)
    return Math.min(10_000, Math.ceil((10_000 * benefit.amountFen) / threshold.fen));
  return benefit.kind === "free_freight" ? 0 : 10_000;
}

/** Why a batch needs a second person, Chinese sentences; empty when it does not. */
export function approvalReasons(
  budget: Omit<CodeBudgetRow, "_id">,
  batch: { maximumFen: number; depth: number },
): string[] {
  const reasons: string[] = [];
  if (batch.maximumFen > budget.approvalAboveFen)
    reasons.push(
      `最多优惠 ${formatYuan(batch.maximumFen)}，超过 ${formatYuan(budget.approvalAboveFen)}`,
    );
  if (batch.depth > budget.discountMaxBps)
    reasons.push(
      `最深可减 ${(batch.depth / 100).toString()}%，超过 ${(budget.discountMaxBps / 100).toString()}%`,
    );
  return reasons;
}
