import type { OfferBenefit } from "../../../contract/offer-terms.ts";
import { allocate, applyBps, formatYuan } from "../../../kernel/money.ts";

/** A line as a benefit sees it: what it costs after the steps before. */
export type BenefitLine = {
  readonly skuId: string;
  readonly quantity: number;
  readonly payableFen: number;
};

/** What a benefit takes off each line, in their order; whole fen, never more than a line costs. */
export type BenefitDiscount = {
  readonly parts: readonly number[];
  /** Units that got the benefit, per SKU, where a limited stock is counted. */
  readonly units: readonly { readonly skuId: string; readonly quantity: number }[];
  /** For the next step of a ladder: how much more brings more. */
  readonly next: { readonly missingFen: number; readonly detail: string } | null;
};

/**
 * What a benefit takes off the lines in its scope. Pure; spread over lines by largest remainder, so that the parts sum
 * to the discount exactly. `gift` and `free_freight` take nothing off goods.
 * @param thresholdFen what was counted against the offer's threshold: the base of a ladder of steps.
 * @param unitsLeft units left per SKU of a flash price.
 * @param memberUnitsLeft units of a flash price the member may still take; its limit where nothing was taken.
 */
export function benefitDiscount(
  benefit: OfferBenefit,
  lines: readonly BenefitLine[],
  thresholdFen: number,
  unitsLeft: Readonly<Record<string, number>>,
  memberUnitsLeft?: number,
): BenefitDiscount {
  const goodsFen = lines.reduce((total, line) => total + line.payableFen, 0);
  const spread = (discountFen: number): BenefitDiscount => ({
    parts: goodsFen === 0 ? lines.map(() => 0) : allocate(Math.min(discountFen, goodsFen), weights),
    units: [],
    next: null,
  });
  const weights = lines.map((line) => line.payableFen);
  switch (benefit.kind) {
    case "amount_off":
      return spread(benefit.amountFen);
    case "percent_off": {
      const off = goodsFen - applyBps(goodsFen, benefit.payBps);
      return spread(Math.min(off, benefit.capFen ?? off));
    }
    case "fixed_price":
      return perUnit(lines, "dearest", benefit.unitsMax ?? Infinity, (price) =>
        Math.max(0, price - benefit.priceFen),
      );
    case "buy_x_get_y": {
      const times = Math.floor(unitCount(lines) / (benefit.buy + benefit.get));
      return perUnit(
        lines,
        "cheapest",
        Math.min(times, benefit.timesMax ?? times) * benefit.get,
        (price) => price,
      );
    }
    case "nth_item": {
      const times = Math.floor(unitCount(lines) / benefit.n);
      return perUnit(
        lines,
        "cheapest",
        Math.min(times, benefit.timesMax ?? times),
        (price) => price - applyBps(price, benefit.payBps),
      );
    }
    case "spend_and_save":
      return { ...spread(stepsOff(benefit, thresholdFen)), next: nextStep(benefit, thresholdFen) };
    case "bundle_price":
      return bundle(benefit, lines);
    case "flash_price":
      return flash(benefit, lines, unitsLeft, memberUnitsLeft ?? benefit.perMemberMax ?? Infinity);
    case "add_on":
      return perUnit(
        lines.map((line) => (line.skuId === benefit.skuId ? line : { ...line, quantity: 0 })),
        "dearest",
        benefit.unitsMax,
        (price) => Math.max(0, price - benefit.priceFen),
      );
    case "gift":
    case "free_freight":
      return { parts: lines.map(() => 0), units: [], next: null };
  }
}

type LadderBenefit = Extract<OfferBenefit, { kind: "spend_and_save" }>;

function stepsOff({ steps, isRepeated }: LadderBenefit, amountFen: number): number {
  const first = steps[0];
  if (isRepeated && first !== undefined)
    return Math.floor(amountFen / first.fromFen) * first.offFen;
  return Math.max(0, ...steps.filter((s) => s.fromFen <= amountFen).map((s) => s.offFen));
}

function nextStep(
  { steps, isRepeated }: LadderBenefit,
  amountFen: number,
): { missingFen: number; detail: string } | null {
  const first = steps[0];
  const next =
    isRepeated && first !== undefined
      ? {
          fromFen: (Math.floor(amountFen / first.fromFen) + 1) * first.fromFen,
          offFen: (Math.floor(amountFen / first.fromFen) + 1) * first.offFen,
        }
      : steps.filter((s) => s.fromFen > amountFen).toSorted((a, b) => a.fromFen - b.fromFen)[0];
  if (next === undefined) return null;
  const missingFen = next.fromFen - amountFen;
  return {
    missingFen,
    detail: `再买 ${formatYuan(missingFen)} 可减 ${formatYuan(next.offFen)}`,
  };
}

const unitCount = (lines: readonly BenefitLine[]): number =>
  lines.reduce((total, line) => total + line.quantity, 0);

/** A line's units by price: a sum that does not divide evenly has units that differ by one fen. */
function unitsOf(line: BenefitLine, index: number) {
  if (line.quantity === 0) return [];
  const low = Math.floor(line.payableFen / line.quantity);
  const dearer = line.payableFen - low * line.quantity;
  return [
    { index, priceFen: low + 1, count: dearer },
    { index, priceFen: low, count: line.quantity - dearer },
  ].filter((group) => group.count > 0);
}

/** Takes something off so many units, the cheapest or the dearest first; earlier lines win a tie. */
function perUnit(
  lines: readonly BenefitLine[],
  order: "cheapest" | "dearest",
  unitsMax: number,
  offOf: (unitPriceFen: number) => number,
): BenefitDiscount {
  const sign = order === "cheapest" ? 1 : -1;
  const groups = lines
    .flatMap(unitsOf)
    .toSorted((a, b) => sign * (a.priceFen - b.priceFen) || a.index - b.index);
  const parts = lines.map(() => 0);
  let left = unitsMax;
  for (const { index, priceFen, count } of groups) {
    const taken = Math.min(left, count);
    if (taken <= 0) break;
    parts[index] = (parts[index] ?? 0) + offOf(priceFen) * taken;
    left -= taken;
  }
  return { parts, units: [], next: null };
}

function bundle(
  benefit: Extract<OfferBenefit, { kind: "bundle_price" }>,
  lines: readonly BenefitLine[],
): BenefitDiscount {
  const unitsBySku = new Map<string, number>();
  for (const line of lines)
    unitsBySku.set(line.skuId, (unitsBySku.get(line.skuId) ?? 0) + line.quantity);
  const possible = Math.min(
    ...benefit.items.map((item) => Math.floor((unitsBySku.get(item.skuId) ?? 0) / item.quantity)),
  );
  const times = Math.min(possible, benefit.timesMax ?? possible);
  const involved = lines.map(() => 0);
  for (const item of benefit.items) {
    let left = item.quantity * times;
    for (const [index, line] of lines.entries()) {
      if (line.skuId !== item.skuId || left === 0) continue;
      const taken = Math.min(left, line.quantity);
      involved[index] = Math.floor((line.payableFen * taken) / line.quantity);
      left -= taken;
    }
  }
  const normalFen = involved.reduce((total, amount) => total + amount, 0);
  const off = Math.max(0, normalFen - benefit.priceFen * times);
  return {
    parts: times === 0 || off === 0 ? lines.map(() => 0) : allocate(off, involved),
    units: [],
    next: null,
  };
}

/** Units above what is left, of the stock or of the member's own limit, keep their price; the most saved goes first. */
function flash(
  benefit: Extract<OfferBenefit, { kind: "flash_price" }>,
  lines: readonly BenefitLine[],
  unitsLeft: Readonly<Record<string, number>>,
  memberUnitsLeft: number,
): BenefitDiscount {
  const priceOf = new Map(benefit.prices.map(({ skuId, priceFen }) => [skuId, priceFen]));
  const left = new Map(Object.entries(unitsLeft));
  let memberLeft = memberUnitsLeft;
  const units: { skuId: string; quantity: number }[] = [];
  const parts = lines.map(() => 0);
  const saving = lines
    .map(({ skuId, payableFen, quantity }, index) => {
      const priceFen = priceOf.get(skuId) ?? Infinity;
      return {
        index,
        skuId,
        payableFen,
        quantity,
        priceFen,
        saved: payableFen / quantity - priceFen,
      };
    })
    .filter(({ saved }) => saved > 0)
    .toSorted((a, b) => b.saved - a.saved || a.index - b.index);
  for (const { index, skuId, payableFen, quantity, priceFen } of saving) {
    const taken = Math.min(quantity, left.get(skuId) ?? 0, memberLeft);
    const off = Math.floor((payableFen * taken) / quantity) - priceFen * taken;
    if (taken <= 0 || off <= 0) continue;
    parts[index] = off;
    left.set(skuId, (left.get(skuId) ?? 0) - taken);
    memberLeft -= taken;
    units.push({ skuId, quantity: taken });
  }
  return { parts, units, next: null };
}
