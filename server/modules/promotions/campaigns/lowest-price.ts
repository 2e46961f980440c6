import { setImmediate } from "node:timers/promises";
import type { OfferBenefit, OfferTerms } from "../../../contract/offer-terms.ts";
import { applyBps, sumFen } from "../../../kernel/money.ts";
import type { ScopeSku } from "../../catalog/index.ts";
import type { PersonalPrice, PricingOffer } from "../offer.ts";
import { benefitDiscount, type BenefitLine } from "../pricing/benefit-discount.ts";
import { groupOf, isInScope } from "../pricing/judge-offer.ts";
import { unitPriceFor } from "../../catalog/index.ts";

/** An offer as the search for the lowest price needs it. */
export type FloorOffer = Pick<PricingOffer, "kind" | "name" | "priority" | "terms"> & {
  /** Fen that it may give in all: what takes off more never applies. Absent or null without a budget. */
  readonly budgetFen?: number | null;
};

/** All that can lower the price of a unit. */
export type FloorInput = {
  /** The tier level whose member price is the lowest that can meet these offers. */
  readonly level: number;
  readonly personalPrices: readonly Pick<PersonalPrice, "name" | "productIds" | "payBps">[];
  /** What is being checked, and must be part of it; null when that is a personal price. */
  readonly own: FloorOffer | null;
  /** What else may apply at the same time to the same shopper. */
  readonly others: readonly FloorOffer[];
  /** What a gift costs the shop, by SKU: a gift counts as so much off. */
  readonly giftCostsFen: ReadonlyMap<string, number>;
  /** SKUs of bundles, whose prices share a bundle's. */
  readonly skus: ReadonlyMap<string, ScopeSku>;
};

/** The lowest price of a unit, and below cost the names of all that it takes to get there. */
type LowestPrice = { readonly fen: number; readonly by: readonly string[] };

/** Something that may lower a price, with what it makes of one. */
type Cause = { readonly name: string; readonly lower: (fen: number) => number };

/** The highest tier level there can be. */
export const LEVEL_MAX = 9;

/** So many SKUs are looked at before requests that wait get their turn. */
const SKUS_AT_A_TIME = 50;

/** The lowest price of each SKU whose cost is known; a large catalogue takes its time without holding up requests. */
export async function* lowestPrices(
  skus: readonly ScopeSku[],
  input: FloorInput,
): AsyncGenerator<{ sku: ScopeSku; costFen: number; lowest: LowestPrice }> {
  for (const [index, sku] of skus.entries()) {
    if (index % SKUS_AT_A_TIME === SKUS_AT_A_TIME - 1) await setImmediate();
    if (sku.costFen !== null) yield { sku, costFen: sku.costFen, lowest: lowestPrice(sku, input) };
  }
}

/**
 * The lowest that one unit of a SKU can come to: the tier's price, the best personal price, then the offers that go
 * together, one of a group, by priority, and coupons last. Every offer is taken in the cart that is best for it (a unit
 * alone, or with other goods that just reach the threshold), by the very function that prices carts; units of an offer
 * over several (buy 2 get 1) share what they cost. Points pay, they do not lower a price.
 */
function lowestPrice(sku: ScopeSku, input: FloorInput): LowestPrice {
  const personal = input.personalPrices
    .filter(
      ({ productIds, payBps }) =>
        payBps < 10_000 && (productIds.length === 0 || productIds.includes(sku.productId)),
    )
    .toSorted((a, b) => a.payBps - b.payBps)[0];
  const begun: Cause[] = [{ name: "会员价", lower: () => unitPriceFor(sku, input.level) }];
  if (personal !== undefined)
    begun.push({ name: personal.name, lower: (fen) => applyBps(fen, personal.payBps) });
  const startFen = reach(sku.listPriceFen, begun);
  const causeOf = (offer: FloorOffer): Cause => ({
    name: offer.name,
    lower: (fen) => unitAfter(offer, fen, sku, input),
  });
  let lowest: { fen: number; causes: Cause[]; own: Cause | undefined } | null = null;
  for (const stack of stacks(sku, startFen, input)) {
    const offers = stack.map(causeOf);
    const fen = reach(startFen, offers);
    if (lowest === null || fen < lowest.fen) {
      const own = input.own === null ? undefined : offers[stack.indexOf(input.own)];
      lowest = { fen, causes: [...begun, ...offers], own };
    }
  }
  const own = lowest?.own;
  let causes: readonly Cause[] = lowest?.causes ?? begun;
  for (;;) {
    const fen = reach(sku.listPriceFen, causes);
    const isBelow = sku.costFen !== null && fen < sku.costFen;
    const by = isBelow ? needed(sku.listPriceFen, causes, own) : [];
    const alone = by.filter((cause) => !begun.includes(cause));
    if (own === undefined || alone.length === 0 || alone.includes(own))
      return { fen, by: by.map(({ name }) => name) };
    // Others go there without what is being checked: does it go below cost once they are over?
    causes = causes.filter((cause) => !alone.includes(cause));
  }
}

const reach = (fromFen: number, causes: readonly Cause[]): number =>
  causes.reduce((fen, { lower }) => Math.min(fen, lower(fen)), fromFen);

/** The causes without which the price would be higher; what is being checked is the last to be left out. */
function needed(fromFen: number, causes: readonly Cause[], own: Cause | undefined): Cause[] {
  const lowestFen = reach(fromFen, causes);
  let kept: Cause[] = [];
  let fen = fromFen;
  for (const cause of causes) {
    const after = cause.lower(fen);
    if (after >= fen) continue;
    kept.push(cause);
    fen = after;
  }
  const tried = kept.toSorted((a, b) => Number(a === own) - Number(b === own));
  for (const cause of tried) {
    const others = kept.filter((one) => one !== cause);
    if (reach(fromFen, others) <= lowestFen) kept = others;
  }
  return kept;
}

/** The sets of offers that can go together on a SKU, each in the order in which it is applied. */
function stacks(sku: ScopeSku, unitFen: number, input: FloorInput): FloorOffer[][] {
  const { own } = input;
  if (own !== null && !isInScope(own.terms, sku)) return [];
  const others = input.others.filter(({ terms }) => isInScope(terms, sku));
  const of = (category: OfferTerms["stacking"]["category"]) =>
    others.filter(({ terms }) => terms.stacking.category === category);
  const always = of("always");
  const together = (more: readonly FloorOffer[]): FloorOffer[] =>
    inOrder([
      ...(own === null ? [] : [own]),
      ...bestOfGroups([...always, ...more], sku, unitFen, input),
    ]);
  const category = own?.terms.stacking.category ?? "always";
  if (category === "never") return [together([])];
  if (category === "common") return [together(of("common"))];
  return [together(of("common")), ...of("never").map((one) => together([one]))];
}

const groupKey = (offer: FloorOffer): string => groupOf(offer.terms, offer.kind);

function bestOfGroups(
  offers: readonly FloorOffer[],
  sku: ScopeSku,
  unitFen: number,
  input: FloorInput,
): FloorOffer[] {
  const best = new Map<string, { offer: FloorOffer; fen: number }>();
  for (const offer of offers) {
    const key = groupKey(offer);
    if (input.own !== null && key === groupKey(input.own)) continue;
    const fen = unitAfter(offer, unitFen, sku, input);
    if (fen < (best.get(key)?.fen ?? unitFen)) best.set(key, { offer, fen });
  }
  return [...best.values()].map(({ offer }) => offer);
}

const inOrder = (offers: readonly FloorOffer[]): FloorOffer[] =>
  offers.toSorted((a, b) => a.kind.localeCompare(b.kind) || a.priority - b.priority);

/** What a unit costs after an offer, in the cart that is best for it; rounded down. */
function unitAfter(offer: FloorOffer, unitFen: number, sku: ScopeSku, input: FloorInput): number {
  const { terms } = offer;
  // Gifts take nothing of a budget.
  const budgetFen = terms.benefit.kind === "gift" ? Infinity : (offer.budgetFen ?? Infinity);
  const benefit = asDiscount(terms.benefit, input);
  if (benefit === null || unitFen === 0) return unitFen;
  const quantity = unitsFor(benefit, terms.threshold.units);
  const countedFen =
    quantity * (terms.threshold.base === "before_discounts" ? sku.listPriceFen : unitFen);
  const own: BenefitLine = { skuId: sku.skuId, quantity, payableFen: quantity * unitFen };
  const carts = thresholdsOf(benefit, terms.threshold.fen).map((thresholdFen) => {
    const missingFen = Math.max(0, thresholdFen - countedFen);
    // Other goods that just reach the threshold, as much reduced as this one.
    const restFen = Math.floor((missingFen * quantity * unitFen) / Math.max(1, countedFen));
    const lines = [own, ...besides(benefit, restFen, sku, input)];
    const { parts } = benefitDiscount(benefit, lines, Math.max(thresholdFen, countedFen), {
      [sku.skuId]: quantity,
    });
    if (sumFen(parts) > budgetFen) return unitFen;
    return Math.floor((own.payableFen - (parts[0] ?? 0)) / quantity);
  });
  return Math.min(...carts);
}

/** A gift takes nothing off, but costs the shop as much as something that does. */
function asDiscount(benefit: OfferBenefit, input: FloorInput): OfferBenefit | null {
  if (benefit.kind === "free_freight") return null;
  if (benefit.kind !== "gift") return benefit;
  const amountFen = (input.giftCostsFen.get(benefit.skuId) ?? 0) * benefit.quantity;
  return amountFen === 0 ? null : { kind: "amount_off", amountFen };
}

/** How many units of the SKU the best cart holds. */
function unitsFor(benefit: OfferBenefit, thresholdUnits: number): number {
  switch (benefit.kind) {
    case "buy_x_get_y":
      return benefit.buy + benefit.get;
    case "nth_item":
      return benefit.n;
    case "amount_off":
    case "percent_off":
    case "spend_and_save":
      return Math.max(1, thresholdUnits);
    default:
      return 1;
  }
}

/** The amounts at which a cart's discount is largest for its size. */
function thresholdsOf(benefit: OfferBenefit, thresholdFen: number): number[] {
  return benefit.kind === "spend_and_save"
    ? benefit.steps.map(({ fromFen }) => Math.max(fromFen, thresholdFen))
    : [thresholdFen];
}

/** What else is in the cart: goods up to a threshold where the discount is shared, or the rest of a bundle. */
function besides(
  benefit: OfferBenefit,
  restFen: number,
  sku: ScopeSku,
  input: FloorInput,
): BenefitLine[] {
  switch (benefit.kind) {
    case "amount_off":
    case "percent_off":
    case "spend_and_save":
      return restFen === 0 ? [] : [{ skuId: "", quantity: 1, payableFen: restFen }];
    case "bundle_price":
      return benefit.items.flatMap(({ skuId, quantity }) => {
        const other = input.skus.get(skuId);
        const more = skuId === sku.skuId ? quantity - 1 : quantity;
        if (other === undefined || more === 0) return [];
        return [{ skuId, quantity: more, payableFen: more * unitPriceFor(other, input.level) }];
      });
    default:
      return [];
  }
}
