import { sumFen } from "../../../kernel/money.ts";
import type { PricingOffer } from "../offer.ts";
import { applyCoupons, compareWorth, inOrder } from "./apply-offers.ts";
import { groupOf, judgeOffer } from "./judge-offer.ts";
import { payWithPoints, type PointsPart } from "./pay-with-points.ts";
import { priceFreight } from "./price-freight.ts";
import { beginPrice, couponIdsOf } from "./price-lines.ts";
import type { PricingInput } from "./pricing-input.ts";

/** A choice of coupons and points, and what is then to be paid. */
export type Choice = {
  readonly couponIds: readonly string[];
  readonly points: number;
  readonly totalFen: number;
};

/** So many of the most valuable coupons of a group are tried together with those of other groups. */
const PER_GROUP_MAX = 4;
const COMBINATIONS_MAX = 256;

/**
 * Which choice of held coupons and points costs the shopper least money, with points and without. Coupons of a group go
 * one to an order, so a choice takes at most one of each group; what a coupon takes off depends on what applied before
 * it, so whole combinations are priced, not added up. Among equal totals the fewest coupons and then WeChat's order win.
 * Exact while no group holds more than four usable coupons; beyond that the four worth most by themselves are tried.
 */
export function chooseBest(input: PricingInput): { best: Choice; withoutPoints: Choice } {
  const plain = { ...input, points: null };
  const begun = beginPrice(plain);
  const { points } = input;
  const eager = points && { ...input, points: { ...points, wanted: points.available } };
  const withoutPoints: Choice[] = [];
  const withPoints: Choice[] = [];
  for (const couponIds of combine(usableGroups(plain, begun))) {
    // Points come last and never pay freight, so both ways share all that comes before.
    const running = applyCoupons(plain, begun, couponIds);
    const { freightFen } = priceFreight(plain, running);
    const choiceOf = (paid: PointsPart): Choice => ({
      couponIds: couponIdsOf(paid.running.applied),
      points: paid.points,
      totalFen: sumFen(paid.running.payable) + freightFen,
    });
    withoutPoints.push(choiceOf(payWithPoints(plain, running)));
    if (eager !== null) withPoints.push(choiceOf(payWithPoints(eager, running)));
  }
  const without = cheapest(withoutPoints);
  return { best: cheapest([without, ...withPoints]), withoutPoints: without };
}

/** Usable coupons by group, the better first; those that stack with everything stand for themselves. */
function usableGroups(input: PricingInput, begun: ReturnType<typeof beginPrice>): PricingOffer[][] {
  const usable = input.coupons
    .map((offer) => ({ offer, judged: judgeOffer(offer, input, begun) }))
    .filter(({ judged }) => judged.refusals.length === 0)
    .toSorted(compareWorth);
  const groups = new Map<string, PricingOffer[]>();
  for (const { offer } of usable) {
    const isAlways = offer.terms.stacking.category === "always";
    const key = isAlways ? offer.offerId : groupOf(offer.terms, offer.kind);
    groups.set(key, [...(groups.get(key) ?? []), offer].slice(0, PER_GROUP_MAX));
  }
  return [...groups.values()];
}

/** Every choice of at most one of each group, fewest coupons first. */
function combine(groups: readonly PricingOffer[][]): string[][] {
  let combinations: PricingOffer[][] = [[]];
  for (const group of groups) {
    const longer = combinations.flatMap((chosen) => group.map((offer) => [...chosen, offer]));
    combinations = [...combinations, ...longer].slice(0, COMBINATIONS_MAX);
  }
  return combinations
    .toSorted((a, b) => a.length - b.length)
    .map((chosen) => inOrder(chosen).map((offer) => offer.offerId));
}

function cheapest(choices: readonly Choice[]): Choice {
  return choices.reduce((best, choice) => (choice.totalFen < best.totalFen ? choice : best));
}
