import type { OfferTerms } from "../../../contract/offer-terms.ts";
import { formatYuan } from "../../../kernel/money.ts";
import type { PricingOffer } from "../offer.ts";
import { benefitDiscount, type BenefitDiscount, type BenefitLine } from "./benefit-discount.ts";
import type { OfferRefusal, PricingInput, PricingLine } from "./pricing-input.ts";
import { plainFreightFen, type GiftLine, type Running } from "./running.ts";

/** What an offer would do to a price as it stands: refused with every reason, or what it takes off and gives. */
export type Judgement = {
  readonly refusals: readonly OfferRefusal[];
  /** Fen off per line of the input. */
  readonly parts: readonly number[];
  readonly amountFen: number;
  readonly units: BenefitDiscount["units"];
  readonly next: BenefitDiscount["next"];
  readonly gift: GiftLine | null;
  /** How large the value is to the shopper: what ranks offers. */
  readonly valueFen: number;
  /** The lines in scope, by index. */
  readonly scope: readonly number[];
};

/**
 * Judges an offer on the price so far. Pure. Every reason against it is told, not the first; lines that another offer
 * of its group has had are out of its scope.
 */
export function judgeOffer(offer: PricingOffer, input: PricingInput, running: Running): Judgement {
  const { terms } = offer;
  const inScope = scopeOf(terms, input.lines);
  // Most campaigns are about other goods: nobody is told why else they would not apply.
  if (inScope.length === 0 && offer.kind === "campaign")
    return { ...nothing, refusals: scopeRefusals(inScope, inScope), scope: inScope };
  const taken = running.taken.get(groupOf(terms, offer.kind));
  const scope = taken === undefined ? inScope : inScope.filter((index) => !taken.has(index));
  const counted = countThreshold(terms, input, running, scope);
  const refusals = [
    ...whenAndWho(offer, input),
    ...scopeRefusals(inScope, scope),
    ...stackingRefusals(offer, running),
    ...(inScope.length === 0 ? [] : thresholdRefusals(terms, counted)),
  ];
  if (refusals.length > 0) return { ...nothing, refusals, scope };

  const lines: BenefitLine[] = [];
  for (const index of scope) {
    const line = input.lines[index];
    if (line !== undefined)
      lines.push({
        skuId: line.skuId,
        quantity: line.quantity,
        payableFen: running.payable[index] ?? 0,
      });
  }
  const discount = benefitDiscount(
    terms.benefit,
    lines,
    counted.fen,
    offer.unitsLeft,
    offer.memberUnitsLeft,
  );
  const parts = Array.from<number>({ length: input.lines.length }).fill(0);
  let amountFen = 0;
  for (const [at, index] of scope.entries()) {
    const part = discount.parts[at] ?? 0;
    parts[index] = part;
    amountFen += part;
  }
  const gift = giftOf(offer, input, scope);
  const isFreightFree = terms.benefit.kind === "free_freight";
  if (offer.budgetLeftFen !== null && amountFen > offer.budgetLeftFen)
    refusals.push(refusal("budget", "活动预算已用完"));
  if (terms.benefit.kind === "gift" && gift === null)
    refusals.push(refusal("sold_out", "赠品已送完"));
  if (refusals.length === 0 && amountFen === 0 && gift === null && !isFreightFree)
    refusals.push(nothingToGive(offer, discount.next));
  return {
    refusals,
    parts,
    amountFen,
    units: discount.units,
    next: discount.next,
    gift: gift?.line ?? null,
    valueFen: amountFen + (gift?.valueFen ?? 0) + (isFreightFree ? plainFreightFen(input) : 0),
    scope,
  };
}

const nothing = {
  parts: [],
  amountFen: 0,
  units: [],
  next: null,
  gift: null,
  valueFen: 0,
} as const;

/** The lines in scope of each offer, by index: asked again for every combination of coupons that is tried. */
const scopes = new WeakMap<readonly PricingLine[], Map<OfferTerms, readonly number[]>>();

function scopeOf(terms: OfferTerms, lines: readonly PricingLine[]): readonly number[] {
  let known = scopes.get(lines);
  if (known === undefined) scopes.set(lines, (known = new Map<OfferTerms, readonly number[]>()));
  let scope = known.get(terms);
  if (scope === undefined) {
    const found: number[] = [];
    for (const [index, line] of lines.entries())
      if (line.mall === undefined && isInScope(terms, line)) found.push(index);
    known.set(terms, (scope = found));
  }
  return scope;
}

function scopeRefusals(inScope: readonly number[], scope: readonly number[]): OfferRefusal[] {
  if (inScope.length === 0) return [refusal("scope", "没有适用的商品")];
  return scope.length === 0 ? [refusal("stacking", "适用的商品已享受同类优惠，不叠加")] : [];
}

/** Whether a line, or a SKU, is among the goods an offer is about. */
export function isInScope(
  terms: OfferTerms,
  line: Pick<PricingLine, "skuId" | "productId" | "categoryIds">,
): boolean {
  const { scope, benefit } = terms;
  const sets = setsOf(terms);
  if (sets.excluded.has(line.productId)) return false;
  if (benefit.kind === "flash_price" || benefit.kind === "bundle_price")
    return sets.skus.has(line.skuId);
  if (scope.productIds.length === 0 && scope.categoryIds.length === 0) return true;
  return (
    sets.products.has(line.productId) || line.categoryIds.some((one) => sets.categories.has(one))
  );
}

/** The group an offer stands in: one per line (campaigns) or per order (coupons) of each. */
export function groupOf(terms: OfferTerms, kind: PricingOffer["kind"]): string {
  if (terms.stacking.group !== null) return terms.stacking.group;
  if (terms.benefit.kind === "free_freight") return `${kind}:freight`;
  return kind === "coupon" ? "coupon:goods" : `campaign:${terms.benefit.kind}`;
}

type ScopeSets = {
  products: ReadonlySet<string>;
  categories: ReadonlySet<string>;
  excluded: ReadonlySet<string>;
  skus: ReadonlySet<string>;
};
/** Terms never change once published and are kept between requests, so their sets are built once. */
const scopeSets = new WeakMap<OfferTerms, ScopeSets>();

function setsOf(terms: OfferTerms): ScopeSets {
  let sets = scopeSets.get(terms);
  if (sets === undefined) {
    const { benefit, scope } = terms;
    const skus =
      benefit.kind === "flash_price"
        ? benefit.prices.map((price) => price.skuId)
        : benefit.kind === "bundle_price"
          ? benefit.items.map((item) => item.skuId)
          : [];
    sets = {
      products: new Set(scope.productIds),
      categories: new Set(scope.categoryIds),
      excluded: new Set(scope.excludedProductIds),
      skus: new Set(skus),
    };
    scopeSets.set(terms, sets);
  }
  return sets;
}

const refusal = (
  code: OfferRefusal["code"],
  detail: string,
  missingFen: number | null = null,
): OfferRefusal => ({ code, detail, missingFen });

function whenAndWho(offer: PricingOffer, input: PricingInput): OfferRefusal[] {
  const { audience, scope } = offer.terms;
  const { member, now } = input;
  const refusals: OfferRefusal[] = [];
  const against = (code: OfferRefusal["code"], detail: string): void => {
    refusals.push(refusal(code, detail));
  };
  const isForMembers =
    !audience.isForVisitors || audience.tierLevels.length > 0 || audience.isFirstOrder;
  if (now < offer.from) against("not_begun", "还没有到使用时间");
  if (now >= offer.until) against("over", "已过有效期");
  if (member === null && isForMembers) against("login_needed", "登录后可享");
  if (member !== null && audience.tierLevels.length > 0)
    if (!audience.tierLevels.includes(member.level)) against("level", "不适用于您当前的会员等级");
  if (member?.isFirstOrder === false && audience.isFirstOrder)
    against("not_first_order", "仅限首单");
  if (scope.storeIds.length > 0 && !scope.storeIds.includes(input.storeId))
    against("store", "不适用于该门店");
  return refusals;
}

function stackingRefusals(offer: PricingOffer, running: Running): OfferRefusal[] {
  const { category } = offer.terms.stacking;
  if (category === "always") return [];
  const others = running.applied.filter(
    ({ offer: other }) =>
      other.offerId !== offer.offerId && other.terms.stacking.category !== "always",
  );
  const blocking =
    category === "never"
      ? others[0]
      : (others.find(({ offer: other }) => other.terms.stacking.category === "never") ??
        sameGroupCoupon(offer, others));
  return blocking === undefined
    ? []
    : [refusal("stacking", `不能与「${blocking.offer.name}」同时使用`)];
}

/** Coupons of one group go one to an order; campaigns of one group one to a line, which their scope sees to. */
function sameGroupCoupon(offer: PricingOffer, others: Running["applied"]) {
  if (offer.kind !== "coupon") return undefined;
  const group = groupOf(offer.terms, offer.kind);
  return others.find(
    ({ offer: other }) => other.kind === "coupon" && groupOf(other.terms, other.kind) === group,
  );
}

function countThreshold(
  terms: OfferTerms,
  input: PricingInput,
  running: Running,
  scope: readonly number[],
): { fen: number; units: number } {
  const addOn = terms.benefit.kind === "add_on" ? terms.benefit.skuId : null;
  let fen = terms.threshold.isFreightCounted ? plainFreightFen(input) : 0;
  let units = 0;
  for (const index of scope) {
    const line = input.lines[index];
    if (line === undefined || line.skuId === addOn) continue;
    fen +=
      terms.threshold.base === "before_discounts"
        ? line.listPriceFen * line.quantity
        : (running.payable[index] ?? 0);
    units += line.quantity;
  }
  return { fen, units };
}

function thresholdRefusals(
  { threshold }: OfferTerms,
  counted: { fen: number; units: number },
): OfferRefusal[] {
  const refusals: OfferRefusal[] = [];
  const missingFen = threshold.fen - counted.fen;
  if (missingFen > 0) {
    const base = threshold.base === "before_discounts" ? "原价" : "优惠后";
    const detail = `${base}满 ${formatYuan(threshold.fen)} 可用，还差 ${formatYuan(missingFen)}`;
    refusals.push(refusal("threshold", detail, missingFen));
  }
  const missingUnits = threshold.units - counted.units;
  if (missingUnits > 0)
    refusals.push(
      refusal("threshold_units", `满 ${threshold.units} 件可用，还差 ${missingUnits} 件`),
    );
  return refusals;
}

function giftOf(
  offer: PricingOffer,
  input: PricingInput,
  scope: readonly number[],
): { line: GiftLine; valueFen: number } | null {
  const { benefit, threshold } = offer.terms;
  if (benefit.kind !== "gift") return null;
  const gift = input.gifts.get(benefit.skuId);
  if (gift === undefined || gift.available < benefit.quantity) return null;
  return {
    line: {
      offerId: offer.offerId,
      offerName: offer.name,
      skuId: benefit.skuId,
      title: gift.title,
      quantity: benefit.quantity,
      rule: {
        lineIds: scope.flatMap((index) => input.lines[index]?.lineId ?? []),
        fromFen: threshold.fen,
        fromUnits: threshold.units,
        base: threshold.base,
        onRefund: benefit.onRefund,
      },
    },
    valueFen: gift.listPriceFen * benefit.quantity,
  };
}

function nothingToGive(offer: PricingOffer, next: Judgement["next"]): OfferRefusal {
  const { benefit } = offer.terms;
  if (next !== null) return refusal("threshold", next.detail, next.missingFen);
  switch (benefit.kind) {
    case "buy_x_get_y":
      return refusal("threshold_units", `满 ${benefit.buy + benefit.get} 件可享`);
    case "nth_item":
      return refusal("threshold_units", `满 ${benefit.n} 件可享`);
    case "bundle_price":
      return refusal("scope", "还没有凑齐套餐商品");
    case "add_on":
      return refusal("scope", "还没有加购这件商品");
    case "flash_price":
      return offer.memberUnitsLeft === 0
        ? refusal("sold_out", `每人限购 ${benefit.perMemberMax ?? 0} 件，您已购满`)
        : refusal("sold_out", "限时价商品已抢完");
    default:
      return refusal("no_effect", "现价已低于优惠价");
  }
}
