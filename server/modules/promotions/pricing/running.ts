import { freightFor } from "../freight/freight.ts";
import type { CampaignUse, PricingOffer } from "../offer.ts";
import type { PricingInput, TraceStep } from "./pricing-input.ts";

/** What a step of pricing sees and leaves: each line's payable fen so far, and what was said about it. */
export type Running = {
  readonly payable: readonly number[];
  readonly trace: readonly TraceStep[];
  /** Offers that applied, with what each took off. */
  readonly applied: readonly AppliedOffer[];
  readonly gifts: readonly GiftLine[];
  /** By group, the lines (by index) that an offer of it has already had. */
  readonly taken: ReadonlyMap<string, ReadonlySet<number>>;
};

/** An offer that applied: fen it takes off goods, and units of its own stock. */
export type AppliedOffer = {
  readonly offer: PricingOffer;
  readonly amountFen: number;
  readonly units: CampaignUse["units"];
};

/**
 * Units added for nothing, with the rule that a refund tests again: what the lines of its scope must still be worth.
 */
export type GiftLine = {
  readonly offerId: string;
  readonly offerName: string;
  readonly skuId: string;
  readonly title: string;
  readonly quantity: number;
  readonly rule: {
    readonly lineIds: readonly string[];
    readonly fromFen: number;
    readonly fromUnits: number;
    readonly base: "before_discounts" | "after_discounts";
    readonly onRefund: "send_back" | "keep";
  };
};

/** What sending would cost before anything makes it free; 0 while it is not known how the goods go. */
export function plainFreightFen(input: PricingInput): number {
  if (input.delivery?.kind !== "express" || input.lines.length === 0) return 0;
  return freightFor(input.freight, input.delivery, weightOf(input))?.freightFen ?? 0;
}

/** The weight of all goods, in grams. */
export const weightOf = (input: PricingInput): number =>
  input.lines.reduce((total, line) => total + line.weightGrams * line.quantity, 0);

/** A step of the trace from what differs from a plain, applied one. */
export function traceStep(
  parts: Pick<TraceStep, "rule" | "name" | "baseFen" | "amountFen"> & Partial<TraceStep>,
): TraceStep {
  return {
    lineId: null,
    isApplied: true,
    reason: null,
    missingFen: null,
    offerId: null,
    refusals: [],
    allocation: [],
    ...parts,
  };
}
