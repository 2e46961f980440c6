import type { PricingOffer } from "../offer.ts";
import { groupOf, judgeOffer, type Judgement } from "./judge-offer.ts";
import type { OfferRefusal, PricingInput, TraceStep } from "./pricing-input.ts";
import { traceStep, type Running } from "./running.ts";

/** How many campaigns that did not apply are told in a trace: those nearest to applying. */
const MISSED_SHOWN_MAX = 10;

/** Refusals that a shopper can do something about, or should know of. */
const worthTelling = new Set<OfferRefusal["code"]>([
  "threshold",
  "threshold_units",
  "stacking",
  "budget",
  "sold_out",
  "login_needed",
  "level",
]);

/**
 * Applies every campaign that goes, by priority; among equals the one worth most to the shopper first. One campaign of
 * a group to a line: the next of its group gets the lines that are left.
 */
export function applyCampaigns(input: PricingInput, running: Running): Running {
  const ranked = input.campaigns
    .map((offer) => ({ offer, judged: judgeOffer(offer, input, running) }))
    .toSorted((a, b) => a.offer.priority - b.offer.priority || compareWorth(a, b));
  const missed: { offer: PricingOffer; judged: Judgement }[] = [];
  let now = running;
  for (const one of ranked) {
    const { offer } = one;
    // Nothing later makes an offer apply whose own conditions failed, but what has applied may use it up.
    const judged = one.judged.refusals.length > 0 ? one.judged : judgeOffer(offer, input, now);
    if (judged.refusals.length === 0) now = applyOffer(offer, judged, input, now);
    else missed.push({ offer, judged });
  }
  const told = missed
    .filter(({ judged }) => judged.refusals.every(({ code }) => worthTelling.has(code)))
    .toSorted((a, b) => missingOf(a.judged) - missingOf(b.judged))
    .slice(0, MISSED_SHOWN_MAX)
    .map(({ offer, judged }) => refusedStep(offer, judged, now));
  return { ...now, trace: [...now.trace, ...told] };
}

/** Applies the chosen coupons that go; the others are told with every reason and change nothing. */
export function applyCoupons(
  input: PricingInput,
  running: Running,
  couponIds: readonly string[],
): Running {
  const held = new Map(input.coupons.map((coupon) => [coupon.offerId, coupon]));
  let now = running;
  for (const offer of inOrder(couponIds.flatMap((couponId) => held.get(couponId) ?? []))) {
    const judged = judgeOffer(offer, input, now);
    now =
      judged.refusals.length === 0
        ? applyOffer(offer, judged, input, now)
        : { ...now, trace: [...now.trace, refusedStep(offer, judged, now)] };
  }
  return now;
}

/** Coupons in the order in which they apply: by priority, then the older id. */
export const inOrder = (coupons: readonly PricingOffer[]): PricingOffer[] =>
  coupons.toSorted((a, b) => a.priority - b.priority || (a.offerId < b.offerId ? -1 : 1));

/**
 * Which of two offers is better for the shopper, negative when the first is: higher value, then higher threshold, then
 * earlier end, then held for longer, then the smaller id (WeChat's order for coupons that exclude each other).
 */
export function compareWorth(
  a: { offer: PricingOffer; judged: Pick<Judgement, "valueFen"> },
  b: { offer: PricingOffer; judged: Pick<Judgement, "valueFen"> },
): number {
  return (
    b.judged.valueFen - a.judged.valueFen ||
    b.offer.terms.threshold.fen - a.offer.terms.threshold.fen ||
    a.offer.until.getTime() - b.offer.until.getTime() ||
    a.offer.since.getTime() - b.offer.since.getTime() ||
    (a.offer.offerId < b.offer.offerId ? -1 : 1)
  );
}

function applyOffer(
  offer: PricingOffer,
  judged: Judgement,
  input: PricingInput,
  running: Running,
): Running {
  const group = groupOf(offer.terms, offer.kind);
  const touched = judged.scope.filter((index) => (judged.parts[index] ?? 0) > 0);
  return {
    payable: running.payable.map((fen, index) => fen - (judged.parts[index] ?? 0)),
    applied: [...running.applied, { offer, amountFen: judged.amountFen, units: judged.units }],
    gifts: judged.gift === null ? running.gifts : [...running.gifts, judged.gift],
    taken:
      offer.kind === "coupon"
        ? running.taken
        : new Map([
            ...running.taken,
            [group, new Set([...(running.taken.get(group) ?? []), ...touched])],
          ]),
    trace: [
      ...running.trace,
      traceStep({
        rule: offer.kind,
        name: judged.gift === null ? offer.name : `${offer.name}：赠 ${judged.gift.title}`,
        offerId: offer.offerId,
        baseFen: sumOf(running.payable),
        amountFen: -judged.amountFen,
        reason: judged.next?.detail ?? null,
        missingFen: judged.next?.missingFen ?? null,
        allocation: touched.map((index) => ({
          lineId: input.lines[index]?.lineId ?? "",
          amountFen: -(judged.parts[index] ?? 0),
        })),
      }),
    ],
  };
}

function refusedStep(offer: PricingOffer, judged: Judgement, running: Running): TraceStep {
  return traceStep({
    rule: offer.kind,
    name: offer.name,
    offerId: offer.offerId,
    isApplied: false,
    baseFen: sumOf(running.payable),
    amountFen: 0,
    reason: judged.refusals[0]?.detail ?? null,
    missingFen: judged.refusals.find((one) => one.missingFen !== null)?.missingFen ?? null,
    refusals: judged.refusals,
  });
}

const missingOf = (judged: Judgement): number =>
  judged.refusals.find((one) => one.missingFen !== null)?.missingFen ?? Number.MAX_SAFE_INTEGER;

const sumOf = (amounts: readonly number[]): number =>
  amounts.reduce((total, amount) => total + amount, 0);
